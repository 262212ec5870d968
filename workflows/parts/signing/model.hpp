#pragma once

#include "workflows/domain/spine.hpp"
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

enum class CodeCheck { Matches, Differs };

/// What the signatory posts, before anything is signed. `code_check` was computed outside for
/// the code the state holds.
struct SigningRequest {
    int slot = 0;
    SessionId session;
    int version = 0;
    Sha256 sha256;
    std::string consent;
    std::vector<int> acknowledged_annexes;
    CodeCheck code_check = CodeCheck::Differs;
};

// What somebody asks for.

struct OpenRound {
    static constexpr std::string_view kName = "open_round";
    static constexpr Offer kOffered = Offer::Plain;
};

struct RequestCode {
    static constexpr std::string_view kName = "request_code";
    int slot = 0;
    SessionId session;
    int version = 0;
    Sha256 sha256;
};

/// The revision that holds the signature was made outside on the newest tip.
struct RecordSignature {
    static constexpr std::string_view kName = "record_signature";
    SigningRequest request;
    int revision = 0;
    std::string certificate_serial;
    Sha256 revision_sha256;
};

struct RecordWrongCode {
    static constexpr std::string_view kName = "record_wrong_code";
    int slot = 0;
    SessionId session;
};

struct DeclineToSign {
    static constexpr std::string_view kName = "decline_to_sign";
    int slot = 0;
    std::string reason;
    int generation = 0;  ///< as of AnswerOpinion
};

// What happened.

struct RoundOpened {
    static constexpr std::string_view kName = "round_opened";
    static constexpr Stage kStage = Stage::InSignature;
};

struct SlotInvited {
    static constexpr std::string_view kName = "slot_invited";
    static constexpr bool kFollows = true;
    int slot = 0;
    Door door;
};

struct CodeIssued {
    static constexpr std::string_view kName = "code_issued";
    static constexpr bool kMayRepeat = true;
    int slot = 0;
    CodeIssue code;
};

struct CodeRefused {
    static constexpr std::string_view kName = "code_refused";
    static constexpr bool kMayRepeat = true;
    int slot = 0;
    int code = 0;
};

/// As many codes as one session may have in a day left by the slot's door: the administrators are
/// told, once a door and day.
struct CodesBurnt {
    static constexpr std::string_view kName = "codes_burnt";
    static constexpr bool kMayRepeat = true;
    static constexpr bool kFollows = true;
    int slot = 0;
};

struct SlotSigned {
    static constexpr std::string_view kName = "slot_signed";
    int slot = 0;
    int version = 0;
    Sha256 sha256;        ///< of the version consented to
    std::string consent;  ///< id of the consent text agreed to
    std::vector<int> acknowledged_annexes;
    int code = 0;
    SignatureRecord signature;
    Sha256 revision_sha256;  ///< of the whole file after this signature
};

struct SlotDeclined {
    static constexpr std::string_view kName = "slot_declined";
    static constexpr Stage kStage = Stage::Declined;
    int slot = 0;
    std::string reason;
};

struct SlotReminded {
    static constexpr std::string_view kName = "slot_reminded";
    int slot = 0;
    bool by_hand = false;
};

struct SlotEscalated {
    static constexpr std::string_view kName = "slot_escalated";
    int slot = 0;
};

struct EnteredIntoForce {
    static constexpr std::string_view kName = "entered_into_force";
    static constexpr bool kFollows = true;
    static constexpr Stage kStage = Stage::InForce;
    std::string place;
    std::optional<Day> last_day;
};

struct MemberRegistered {
    static constexpr std::string_view kName = "member_registered";
    static constexpr bool kFollows = true;
    int party = 0;        ///< Party::n
    std::string college;  ///< option key, or empty
    Day since;
};

// What is said by mail.

namespace mails {

inline constexpr MailKind kInvitation{.name = "invitation", .asks = true};  ///< whose turn it is
inline constexpr MailKind kReminder{.name = "reminder", .asks = true};
inline constexpr MailKind kCode{.name = "code", .asks = true, .awaited = true};
inline constexpr MailKind kSignatureReceipt{.name = "signature_receipt"};
inline constexpr MailKind kDeclineReceipt{.name = "decline_receipt"};  ///< to who declined
/// To the other signatories, those who had signed included.
inline constexpr MailKind kDeclineNotice{.name = "decline_notice"};
/// They decide what comes next.
inline constexpr MailKind kDeclineAlert{.name = "decline_alert", .to_administrators = true};
inline constexpr MailKind kEscalationNotice{.name = "escalation_notice", .to_administrators = true};
/// Somebody else may hold the link.
inline constexpr MailKind kCodesBurntNotice{
    .name = "codes_burnt_notice", .to_administrators = true};
inline constexpr MailKind kInForceNotice{
    .name = "in_force_notice", .to_administrators = true, .names_body = true};

}  // namespace mails

namespace parts {

/// The signatures of every party in order, to the entry into force.
struct Signing {
    static constexpr std::string_view kName = "signing";
    static constexpr std::string_view kKey = "si";  ///< in the row of the state
    using Commands =
        std::variant<OpenRound, RequestCode, RecordSignature, RecordWrongCode, DeclineToSign>;
    using Events = std::variant<
        RoundOpened,
        SlotInvited,
        CodeIssued,
        CodeRefused,
        CodesBurnt,
        SlotSigned,
        SlotDeclined,
        SlotReminded,
        SlotEscalated,
        EnteredIntoForce,
        MemberRegistered>;
    struct State {
        std::vector<Slot> slots;  ///< of the current version, by rank then n
        int last_slot_n = 0;
        std::optional<Instant> round_opened_at;
        std::optional<Instant> signed_at;
        std::optional<Instant> in_force_at;
        std::optional<Day> last_day;  ///< of the term, when the type has one
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
    static constexpr std::array<std::string_view, 1> kTimers{"signature_reminder"};
    /// Of `timers`, when it is due.
    static void fire(Deciding& deciding, const Timer& timer);
    /// Whose turn it is to sign.
    static std::vector<Wait> waits(const workflows::State& state);
    static constexpr std::array kMails{
        mails::kInvitation,
        mails::kReminder,
        mails::kCode,
        mails::kSignatureReceipt,
        mails::kDeclineReceipt,
        mails::kDeclineNotice,
        mails::kDeclineAlert,
        mails::kEscalationNotice,
        mails::kCodesBurntNotice,
        mails::kInForceNotice};
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
