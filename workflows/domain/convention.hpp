#pragma once

#include "workflows/domain/text.hpp"
#include "workflows/ground/calendar.hpp"
#include "workflows/ground/ids.hpp"
#include "workflows/ground/instant.hpp"
#include "workflows/ground/place.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace contreseing::workflows {

/// `docs/state_machine.md` draws it; `convention.stage` in SQL has the same words in a CHECK.
enum class Stage {
    Drafting,
    UnderOpinion,
    AwaitingAuthority,
    InSignature,
    Signed,
    InForce,
    UnderNotice,
    Expired,
    Terminated,
    Declined,
    Abandoned,
};

enum class Locale { Fr, En };

/// Somebody a message can be sent to. Personal.
struct Contact {
    std::string name;
    EmailAddress email;
    Locale locale = Locale::Fr;
    HolidayZone zone = HolidayZone::Metropole;
    bool operator==(const Contact&) const = default;
};

/// A value typed in the draft: a text, or the keys of the ticked options.
using FieldValue = std::variant<std::string, std::vector<std::string>>;

struct Party {
    std::string role;            ///< PartyRole::key
    std::string name;            ///< as printed
    std::string represented_by;  ///< « son président », printed
    std::optional<OrganisationId> organisation;
    HolidayZone zone = HolidayZone::Metropole;
    bool operator==(const Party&) const = default;
};

/// A file that belongs to the act and is printed in its table of annexes.
struct Annex {
    int n = 0;         ///< never reused within the convention
    std::string kind;  ///< AnnexSpec::kind
    std::string title;
    int pages = 0;
    Sha256 sha256;
    DocumentId document;
    bool operator==(const Annex&) const = default;
};

/// What an annex says that its cleaned file does not.
struct AnnexLoss {
    std::string kind;  ///< key of the catalogues: `strikeout`, `attached_file`…
    int page = 0;      ///< from 1; 0: the whole document
    int count = 1;
    bool operator==(const AnnexLoss&) const = default;
};

/// Six digits sent apart; the digits themselves are derived at sending and kept nowhere.
struct CodeIssue {
    int n = 0;  ///< counts the codes of this slot
    SessionId session;
    Instant issued_at;
    int tries = 0;
    bool operator==(const CodeIssue&) const = default;
};

/// The emailed door of one participant. Older mails open the same door until the generation
/// changes or it expires.
struct Door {
    int generation = 1;
    Instant expires_at;
    bool revoked = false;
    bool operator==(const Door&) const = default;
};

struct SignatureRecord {
    int revision = 0;                ///< revision of the document that holds it
    std::string certificate_serial;  ///< hexadecimal
    Instant at;                      ///< legal date (`received_at` of the request)
    bool operator==(const SignatureRecord&) const = default;
};

struct AddressChange {
    EmailAddress from;
    EmailAddress to;
    Instant at;
    std::string reason;
    bool operator==(const AddressChange&) const = default;
};

/// How somebody is reached who takes part by a mailed link: the same for whoever signs, votes, or
/// is asked anything else.
struct Reach {
    Contact holder;            ///< who answers: name printed, address that receives the link
    std::optional<Door> door;  ///< exists only once they are asked
    int reminders_sent = 0;    ///< automatic ones
    std::optional<Instant> last_reminder_at;  ///< automatic or by hand
    std::optional<Instant> link_resent_at;    ///< asked for again, by hand
    std::vector<AddressChange> address_changes;
    bool undeliverable = false;   ///< a bounce came back for the present address
    std::string automatic_reply;  ///< personal: what a robot last answered from that address
    std::string returned_mail;    ///< personal: the last message of it that nothing understood
    bool operator==(const Reach&) const = default;

    /// Whether somebody has to look: what is sent may not arrive, or the link opens no more.
    [[nodiscard]] bool calls_for_help() const;
    /// What the present address was sent, and what came back from it, counts no more.
    void forget_mail();
};

struct Slot : Reach {
    enum class Status { Waiting, Invited, Signed, Declined };

    int n = 0;  ///< never reused within the convention
    int rank = 1;
    int party = 0;  ///< index in State::parties
    std::string office;
    bool stamp = false;

    Status status = Status::Waiting;
    std::optional<Instant> invited_at;
    bool escalated = false;
    int reminder_rounds = 0;                 ///< how often reminders began again for this person
    std::optional<Instant> reminders_since;  ///< they began again then
    /// Sent by the present door within 24 hours of the newest, oldest first. Each session may type
    /// its own last one.
    std::vector<CodeIssue> codes;
    int codes_issued = 0;
    std::optional<Instant> codes_burnt_at;  ///< administrators were last told, of this door
    std::optional<SignatureRecord> signature;
    int signed_before = 0;  ///< last withdrawn version that the holder had signed here, or 0
    std::string decline_reason;
    bool operator==(const Slot&) const = default;

    /// The last code that `session` asked for by the present door, or null.
    [[nodiscard]] const CodeIssue* code_of(const SessionId& session) const;
};

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

/// A frozen text: what everyone is shown, by its hash.
struct Version {
    int n = 0;
    DocumentId document;
    Sha256 sha256;  ///< of the certified base: what is consented to
    int pages = 0;
    Instant frozen_at;
    std::vector<Annex> annexes;
    bool operator==(const Version&) const = default;
};

/// Everything about one convention that decisions need: the fold of its events.
struct State {
    ConventionId id;
    std::string type_key;
    int type_version = 0;
    Stage stage = Stage::Drafting;
    int events = 0;  ///< number of events folded = `ver` of the row

    std::string reference;  ///< « ADH-2026-001 », unique in the campus
    std::string title;
    Instant created_at;
    Instant stage_since;  ///< when it came into `stage`
    std::map<std::string, FieldValue> fields;
    std::vector<std::string> visas;
    std::vector<Party> parties;
    std::vector<Annex> annexes;
    std::string place;  ///< « Fait à »

    std::vector<Slot> slots;  ///< of the current version, by rank then n
    int last_slot_n = 0;
    int last_annex_n = 0;
    std::vector<Opinion> opinions;
    std::vector<Version> versions;
    bool draft_open = true;        ///< false while the last version is frozen
    bool opinion_carried = false;  ///< last version declared non-substantial: the opinion stands

    /// Acknowledged warnings of the checklist: code of the item and its subject -> reason.
    std::map<std::string, std::string> acknowledgements;
    /// The same of an address that a frozen text does not have yet: each serves one correction.
    std::map<std::string, std::string> acknowledged_ahead;

    std::optional<Instant> round_opened_at;
    std::optional<Instant> signed_at;
    std::optional<Instant> in_force_at;
    std::optional<Day> last_day;  ///< of the term, when the type has one
    int body_informed_recipients = 0;
    std::optional<Instant> body_informed_at;
    int copies_renewed = 0;  ///< how often the links to the signed act were closed and given anew
    std::optional<Instant> copies_given_at;  ///< to the body when informed, or renewed
    std::string end_reason;                  ///< of Declined and Abandoned
    int mails_kept = 0;  ///< of robots and of what nothing understood, that the journal holds

    bool operator==(const State&) const = default;

    [[nodiscard]] const Version* frozen() const {
        return draft_open || versions.empty() ? nullptr : &versions.back();
    }
    [[nodiscard]] const Slot* slot(int n) const;
    [[nodiscard]] const Slot* slot(const Place& whose) const { return slot(whose.slot()); }
    [[nodiscard]] const Opinion* opinion(int n) const;
    [[nodiscard]] const Seat* seat(int opinion, int n) const;
    [[nodiscard]] const Seat* seat(const Place& whose) const {
        return seat(whose.opinion(), whose.seat());
    }
    /// How whoever holds the slot or the seat is reached; null for any other place.
    [[nodiscard]] const Reach* reach(const Place& whose) const;
    /// Everybody who signs, then everybody asked in the last opinion that is not void.
    [[nodiscard]] std::vector<std::pair<Place, const Reach*>> everybody() const;
    /// The last opinion that is not void, or null.
    [[nodiscard]] const Opinion* opinion() const;
};

}  // namespace contreseing::workflows
