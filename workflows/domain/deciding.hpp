#pragma once

#include "workflows/domain/decide.hpp"

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::workflows {

using Outcome = Expected<Decision, Refused>;

/// A decision being taken: what is emitted is folded at once, so that a later step of the same
/// rule sees the state it leads to.
class Deciding {
public:
    Deciding(const Surroundings& around_, const State& state, const Actor& actor);

    /// The state as it was when the command came in.
    [[nodiscard]] const State& before() const { return before_; }
    /// The state after what was emitted so far.
    [[nodiscard]] const State& state() const { return state_; }

    void emit(Event event);
    /// A message caused by the last event.
    void send(Message message);
    /// Each message, but of several to one mailbox only the first.
    void send_once_each(const std::vector<Message>& messages);
    /// The same message to several people, once per mailbox.
    void send_to_each(MessageKind kind, std::vector<Message> recipients);
    void tell_administrators(MessageKind kind, const Place& place);

    [[nodiscard]] Outcome done() && { return std::move(decision_); }

    const Surroundings& around;

private:
    const State& before_;
    State state_;
    const Actor& actor_;
    Decision decision_;
};

Unexpected<Refused> refuse(Refusal refusal, std::string subject = {});

bool is_one_of(Stage stage, std::initializer_list<Stage> stages);
/// Neither in force nor ended: the stages in which somebody still works towards the signature.
bool is_open(Stage stage);

/// A non-empty reason for the journal; nullopt otherwise.
std::optional<std::string> parse_reason(std::string_view text);

// One rule per command; `decide` only dispatches. Each promises what `decide` promises.
Outcome rule(Deciding&& deciding, const CreateConvention& command);
Outcome rule(Deciding&& deciding, const EditDraft& command);
Outcome rule(Deciding&& deciding, const AttachAnnex& command);
Outcome rule(Deciding&& deciding, const RemoveAnnex& command);
Outcome rule(Deciding&& deciding, const AcknowledgeWarning& command);
Outcome rule(Deciding&& deciding, const FreezeVersion& command);
Outcome rule(Deciding&& deciding, const ReopenDraft& command);
Outcome rule(Deciding&& deciding, const RequestOpinion& command);
Outcome rule(Deciding&& deciding, const AnswerOpinion& command);
Outcome rule(Deciding&& deciding, const CloseOpinion& command);
Outcome rule(Deciding&& deciding, const AcknowledgeOpinion& command);
Outcome rule(Deciding&& deciding, const OpenRound& command);
Outcome rule(Deciding&& deciding, const RequestCode& command);
Outcome rule(Deciding&& deciding, const RecordSignature& command);
Outcome rule(Deciding&& deciding, const RecordWrongCode& command);
Outcome rule(Deciding&& deciding, const DeclineToSign& command);
Outcome rule(Deciding&& deciding, const RemindNow& command);
Outcome rule(Deciding&& deciding, const ResendLink& command);
Outcome rule(Deciding&& deciding, const RevokeLink& command);
Outcome rule(Deciding&& deciding, const ExtendLink& command);
Outcome rule(Deciding&& deciding, const CorrectAddress& command);
Outcome rule(Deciding&& deciding, const SubstituteHolder& command);
Outcome rule(Deciding&& deciding, const FireTimer& command);
Outcome rule(Deciding&& deciding, const RecordBodyInformed& command);
Outcome rule(Deciding&& deciding, const RecordDeliveryFailure& command);
Outcome rule(Deciding&& deciding, const Abandon& command);
Outcome rule(Deciding&& deciding, const RecordAutomaticReply& command);
Outcome rule(Deciding&& deciding, const RecordReturnedMail& command);
Outcome rule(Deciding&& deciding, const InformBody& command);
Outcome rule(Deciding&& deciding, const EraseValues& command);
Outcome rule(Deciding&& deciding, const RenewCopies& command);

// Steps that several rules share.

/// The link was replaced after the page looked at it: whoever reads the former mailbox no longer
/// acts for the place. 0 came by no link.
inline bool is_by_former_link(int generation, const Door& door) {
    return generation != 0 && generation != door.generation;
}
/// Invites every waiting slot whose lower ranks are all signed, with a mail each.
void invite_next(Deciding& deciding);
/// One message to each present member of the body that the type informs.
void mail_body(Deciding& deciding);
/// Counts the votes and closes, telling the administrators and every member of the result.
void close_opinion(Deciding& deciding, const Opinion& opinion, OpinionClosing by);
/// Refuses unless the seat's link is of use now: the vote runs and the link is not revoked.
std::optional<Refused> refuse_seat(const State& state, const Place& place, Instant now);
// The care of links, about a seat instead of a slot.
Outcome remind_seat(Deciding&& deciding, const RemindNow& command);
Outcome resend_to_seat(Deciding&& deciding, const ResendLink& command);
Outcome revoke_seat(Deciding&& deciding, const RevokeLink& command);
Outcome correct_seat(Deciding&& deciding, const CorrectAddress& command);
/// Why the slot's holder may not act now: not their turn, done already, door closed.
std::optional<Refused> refuse_pen(const State& state, int slot, Instant now);
/// When a door given now closes.
Instant door_expiry(const Surroundings& around);

/// A link is sent again at most once in this time, whoever asks.
inline constexpr std::chrono::minutes kBetweenResends{5};
inline constexpr std::string_view kReminderPrefix = "remind/";

}  // namespace contreseing::workflows
