#pragma once

#include "workflows/domain/spine.hpp"
#include "workflows/ground/check.hpp"
#include "workflows/ground/mail_values.hpp"
#include "workflows/ground/message.hpp"
#include "workflows/ground/wait.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace contreseing::workflows {

enum class VoteKind { Deliberative, Consultative, Guest };

enum class OpinionChoice { Favourable, Reserved, Unfavourable, Abstain };

enum class OpinionOutcome { Favourable, Unfavourable, NoQuorum };

enum class OpinionClosing { Deadline, Chair, AllAnswered };

struct Answer {
    OpinionChoice choice = OpinionChoice::Abstain;
    std::string text;  ///< required for Reserved and Unfavourable
    Instant at;
    bool operator==(const Answer&) const = default;
};

/// One seat of the body, held by its holder or, where named, a substitute; frozen when the opinion
/// is asked: editing the body later does not change a running vote.
struct Seat : Reach {
    int n = 0;
    std::string organisation;
    VoteKind vote = VoteKind::Deliberative;
    bool chair = false;
    std::optional<Answer> answer;
    std::optional<Instant> asked_again_at;  ///< of somebody else, by a corrected address
    bool operator==(const Seat&) const = default;
};

struct Opinion {
    int n = 0;
    std::string body_name;
    std::string question;
    int version = 0;  ///< version of the text it is about
    Sha256 sha256;
    Instant requested_at;
    Instant deadline;  ///< an answer is in time iff received_at <= deadline
    std::vector<Seat> seats;
    std::optional<OpinionClosing> closed_by;
    std::optional<Instant> closed_at;
    std::optional<OpinionOutcome> outcome;
    bool void_ = false;           ///< the text changed substantially afterwards
    std::string acknowledgement;  ///< reason for going on in spite of it
    bool operator==(const Opinion&) const = default;
};

// What somebody asks for.

struct RequestOpinion {
    static constexpr std::string_view kName = "request_opinion";
    static constexpr Offer kOffered = Offer::Plain;
    std::string body_name;
    std::string question;
    Instant deadline;
    std::vector<Seat> seats;  ///< snapshot of the body, without doors
};

struct AnswerOpinion {
    static constexpr std::string_view kName = "answer_opinion";
    int opinion = 0;
    int seat = 0;
    OpinionChoice choice = OpinionChoice::Abstain;
    std::string text;
    int generation = 0;  ///< of the link it came by: one that was replaced meanwhile is refused
};

/// By the chair (an administrator records it on the chair's behalf, or the chair's own page).
struct CloseOpinion {
    static constexpr std::string_view kName = "close_opinion";
    static constexpr Offer kOffered = Offer::Plain;
    int opinion = 0;
    int seat = 0;        ///< of the chair, by their own page
    int generation = 0;  ///< as of AnswerOpinion
};

struct AcknowledgeOpinion {
    static constexpr std::string_view kName = "acknowledge_opinion";
    static constexpr Offer kOffered = Offer::Plain;
    std::string reason;
};

// What happened.

struct OpinionRequested {
    static constexpr std::string_view kName = "opinion_requested";
    static constexpr Stage kStage = Stage::UnderOpinion;
    Opinion opinion;
};

struct OpinionAnswered {
    static constexpr std::string_view kName = "opinion_answered";
    int opinion = 0;
    int seat = 0;
    Answer answer;
};

struct OpinionClosed {
    static constexpr std::string_view kName = "opinion_closed";
    static constexpr Stage kStage = Stage::AwaitingAuthority;
    int opinion = 0;
    OpinionClosing by = OpinionClosing::Deadline;
    OpinionOutcome outcome = OpinionOutcome::NoQuorum;
};

struct OpinionAcknowledged {
    static constexpr std::string_view kName = "opinion_acknowledged";
    int opinion = 0;
    std::string reason;
};

struct SeatReminded {
    static constexpr std::string_view kName = "seat_reminded";
    int opinion = 0;
    int seat = 0;
    bool by_hand = false;
};

// What is looked at before a gate.

namespace checks {

inline constexpr CheckKind kOpinionPending{"opinion_pending", CheckKind::Of::Opinion};
inline constexpr CheckKind kOpinionUnfavourable{
    .name = "opinion_unfavourable", .answered_by = AcknowledgeOpinion::kName};

}  // namespace checks

// What is said by mail.

namespace mails {

inline constexpr MailKind kOpinionRequest{.name = "opinion_request", .asks = true};
inline constexpr MailKind kOpinionReminder{.name = "opinion_reminder", .asks = true};
inline constexpr MailKind kOpinionClosedNotice{
    .name = "opinion_closed_notice", .to_administrators = true};
/// To each member who was asked or informed, guests included.
inline constexpr MailKind kOpinionResultNotice{.name = "opinion_result_notice"};

}  // namespace mails

namespace parts {

/// What the body is asked about a frozen text, and answers.
struct Opinion {
    static constexpr std::string_view kName = "opinion";
    static constexpr std::string_view kKey = "op";  ///< in the row of the state
    using Commands = std::variant<RequestOpinion, AnswerOpinion, CloseOpinion, AcknowledgeOpinion>;
    using Events = std::variant<
        OpinionRequested,
        OpinionAnswered,
        OpinionClosed,
        OpinionAcknowledged,
        SeatReminded>;
    struct State {
        std::vector<workflows::Opinion> opinions;
        bool opinion_carried =
            false;  ///< last version declared non-substantial: the opinion stands
        bool operator==(const State&) const = default;
    };
    static void apply(State& own, const workflows::State& before, const Recorded& recorded);
    /// Whoever takes part at a place of this part's kind; nothing for any other.
    static std::optional<Participant> participant(
        const workflows::State& state, const Place& place
    );
    /// Places of those who take part now.
    static std::vector<Place> places(const workflows::State& state);
    /// What stands behind a link to a place of this part's kind; nothing for any other.
    static std::optional<LinkStatus> link_status(
        const workflows::State& state, const Place& place, int generation, Instant now
    );
    static const LinkRules kLinkRules;
    static std::vector<Timer> timers(
        const ConventionType& type, const ZoneTable& zone, const workflows::State& state
    );
    static constexpr std::array<std::string_view, 2> kTimers{
        "opinion_deadline", "opinion_reminder"};
    /// Of `timers`, when it is due: a reminder is refused once nothing can be answered any more.
    static std::optional<Refused> refuse_timer(
        const Surroundings& around, const workflows::State& state, const Timer& timer
    );
    static void fire(Deciding& deciding, const Timer& timer);
    static constexpr std::array kChecks{checks::kOpinionPending, checks::kOpinionUnfavourable};
    /// What is looked at before `gate`.
    static std::vector<Check> checks(
        const Surroundings& around, const workflows::State& state, Gate gate
    );
    /// The vote that runs.
    static std::vector<Wait> waits(const workflows::State& state);
    static constexpr std::array kMails{
        mails::kOpinionRequest,
        mails::kOpinionReminder,
        mails::kOpinionClosedNotice,
        mails::kOpinionResultNotice};
    /// What it gives to the words of a message.
    static void mail_values(MailValues& values, const Telling& told);
    /// Why what a message asks whoever is at a place of this part's kind is of no use now, or
    /// empty.
    static std::string overtaken(
        const Message& message,
        const workflows::State& as_of,
        const workflows::State& now,
        Instant at
    );
};

}  // namespace parts

}  // namespace contreseing::workflows
