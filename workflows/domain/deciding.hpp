#pragma once

#include "workflows/domain/decide.hpp"
#include "workflows/ground/reason.hpp"

#include <chrono>
#include <initializer_list>
#include <list>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::workflows {

/// A decision being taken: what is emitted is folded at once, so that a later step of the same
/// rule sees the state it leads to. A rule never calls another part: what follows from its events
/// elsewhere, that part adds.
class Deciding {
public:
    Deciding(const Surroundings& around_, const State& state, const Actor& actor);

    /// The state as it was when the command came in.
    [[nodiscard]] const State& before() const { return before_; }
    /// The state after what was emitted so far. Each stays where it is until all is decided.
    [[nodiscard]] const State& state() const { return states_.empty() ? before_ : states_.back(); }

    /// Records that `event` happens, and what each part adds to it (`Part::follow`), in their
    /// order.
    void emit(Event event);
    /// A message caused by the last event.
    void send(Message message);
    /// Each message, but of several to one mailbox only the first.
    void send_once_each(const std::vector<Message>& messages);
    /// The same message to several people, once per mailbox.
    void send_to_each(const MailKind& kind, const std::vector<Recipient>& recipients);
    void tell_administrators(const MailKind& kind, const Place& place);
    /// What another act is asked for because of the last event.
    void follow_up(FollowUp asked);

    [[nodiscard]] Decision done() && { return std::move(decision_); }

    const Surroundings& around;

private:
    const State& before_;
    std::list<State> states_;
    const Actor& actor_;
    Decision decision_;
};

/// How far the work towards the signature has come.
enum class Step { Draft, Frozen, Opinion, OpinionGiven, Signatures, Force, Over };
Step step_of(const State& state);
/// Refuses because of where the convention is: `TooEarly` when it has yet to come to `first`.
Refused out_of_step(const State& state, Step first);

/// Refuses a reason that nothing can be learned from.
std::optional<Refused> refuse_reason(std::string_view reason);

bool is_one_of(Stage stage, std::initializer_list<Stage> stages);
/// Neither in force nor ended: the stages in which somebody still works towards the signature.
bool is_open(Stage stage);

// Of every command: why it is not carried out, and what follows when nothing is against it. `rule`
// is called only then. Those of a part stand in its folder.

std::optional<Refused> refuse(const Surroundings&, const State&, const FireTimer&);
void rule(Deciding&, const FireTimer&);

// Steps that several rules share.

/// The link was replaced after the page looked at it: whoever reads the former mailbox no longer
/// acts for the place. 0 came by no link.
inline bool is_by_former_link(int generation, const Door& door) {
    return generation != 0 && generation != door.generation;
}
/// Invites every waiting slot whose lower ranks are all signed, with a mail each.
void invite_next(Deciding& deciding);
/// Counts the votes and closes, telling the administrators and every member of the result.
void close_opinion(Deciding& deciding, const Opinion& opinion, OpinionClosing by);
/// Refuses unless the seat's link is of use now: the vote runs and the link is not revoked.
std::optional<Refused> refuse_seat(const State& state, const Place& place, Instant now);
/// Why the slot's holder may not act now: not their turn, done already, door closed.
std::optional<Refused> refuse_pen(const State& state, int slot, Instant now);
/// When a door given now closes.
Instant door_expiry(const Surroundings& around);

}  // namespace contreseing::workflows
