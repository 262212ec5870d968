#pragma once

#include "workflows/ground/actor.hpp"
#include "workflows/ground/ids.hpp"
#include "workflows/ground/link_status.hpp"
#include "workflows/ground/participant.hpp"
#include "workflows/ground/place.hpp"
#include "workflows/ground/reach.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace contreseing::workflows {

// What the parts speak of without knowing it whole.
class Deciding;
struct ConventionType;
struct LinkRules;
struct Recorded;
struct Refused;
struct State;
struct Surroundings;
struct Telling;
struct Timer;

/// Of a command that an administrator is offered (`kOffered`): a grave one withdraws, closes or
/// ends something, and its page warns of it.
enum class Offer { Plain, Grave };

/// `docs/state_machine.md` draws it; `convention.stage` in SQL has the same words in a CHECK.
enum class Stage {
    Drafting,
    UnderOpinion,
    AwaitingAuthority,
    InSignature,
    Signed,
    InForce,
    Declined,
    Abandoned,
    Ended,  ///< after it was in force
};

/// A value typed in the draft: a text, or the keys of the ticked options.
using FieldValue = std::variant<std::string, std::vector<std::string>>;

struct Party {
    int n = 0;                   ///< never reused within the convention
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

struct SignatureRecord {
    int revision = 0;                ///< revision of the document that holds it
    std::string certificate_serial;  ///< hexadecimal
    Instant at;                      ///< legal date (`received_at` of the request)
    bool operator==(const SignatureRecord&) const = default;
};

struct Slot : Reach {
    enum class Status { Waiting, Invited, Signed, Declined };

    int n = 0;  ///< never reused within the convention
    int rank = 1;
    int party = 0;  ///< Party::n
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

/// The articles of a frozen text, kept beside its file (docs/adr/0025).
struct KeptText {
    DocumentId document;
    Sha256 sha256;  ///< of the document: articles and salt
    bool operator==(const KeptText&) const = default;
};

/// A frozen text: what everyone is shown, by its hash.
struct Version {
    int n = 0;
    DocumentId document;
    Sha256 sha256;  ///< of the certified base: what is consented to
    int pages = 0;
    Instant frozen_at;
    std::vector<Annex> annexes;
    KeptText text;
    bool operator==(const Version&) const = default;
};

/// What an act is to an earlier one, which is of the same campus or was signed elsewhere.
struct Relation {
    enum class Kind { Amends, Applies, Transfers, Replaces, ConformsTo };
    Kind kind = Kind::Amends;
    std::optional<ConventionId> act = {};
    std::string elsewhere = {};         ///< its title or reference in one line; empty with `act`
    std::optional<Day> signed_on = {};  ///< of one signed elsewhere, where it is known
    bool operator==(const Relation&) const = default;
};
inline constexpr std::size_t kMostRelations = 20;

/// What every part of a convention leans on: who it is between, its texts, how far it has come.
struct Spine {
    ConventionId id;
    std::string type_key;
    int type_version = 0;
    Stage stage = Stage::Drafting;
    int events = 0;         ///< number of events folded = `ver` of the row
    std::string reference;  ///< « ADH-2026-001 », unique in the campus
    std::string title;
    Instant created_at;
    Instant stage_since;         ///< when it came into `stage`
    std::vector<Party> parties;  ///< in the order of the act
    int last_party_n = 0;
    std::string place;                 ///< « Fait à »
    std::optional<NetworkId> network;  ///< of those of the campus; absent: it is its only one
    std::vector<Relation> relations;
    std::vector<Version> versions;
    bool draft_open = true;  ///< false while the last version is frozen
    bool operator==(const Spine&) const = default;

    /// The party of that number, or null.
    [[nodiscard]] const Party* party(int number) const;
    /// Its name as printed, or an empty text.
    [[nodiscard]] const std::string& party_name(int number) const;
    [[nodiscard]] const Version* frozen() const {
        return draft_open || versions.empty() ? nullptr : &versions.back();
    }
};

}  // namespace contreseing::workflows
