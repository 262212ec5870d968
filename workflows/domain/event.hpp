#pragma once

#include "workflows/domain/convention.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace contreseing::workflows {

/// Who an event is by, and in what quality.
struct Actor {
    enum class Kind { Administrator, Signatory, BodyMember, System, Operator };
    Kind kind = Kind::System;
    std::string id;       ///< account id, `slot/3`, `opinion/1/seat/2`, timer name, token id
    std::string name;     ///< personal
    std::string quality;  ///< office or role in the act, as shown to people
    bool operator==(const Actor&) const = default;
};

// What happened, in the past tense. Each is stored with a type name and a version (`codec`);
// stored ones are never rewritten, older versions are up-cast on reading.

struct ConventionCreated {
    std::string reference;
    std::string type_key;
    int type_version = 0;
    std::string title;
    std::map<std::string, FieldValue> fields;
    std::vector<std::string> visas;
    std::vector<Party> parties;
    std::vector<Slot> slots;
    std::string place;
};
/// Only the parts that are present were replaced, each as a whole.
struct DraftEdited {
    std::optional<std::string> title;
    std::optional<std::map<std::string, FieldValue>> fields;
    std::optional<std::vector<std::string>> visas;
    std::optional<std::vector<Party>> parties;
    std::optional<std::vector<Slot>> slots;
    std::optional<std::string> place;
    /// Items given for what this edit changes: attestations of a changed field (changed parties
    /// and slots void theirs by themselves), possible placeholders of a changed text.
    std::vector<std::string> voided = {};
};
struct AnnexAttached {
    Annex annex;
    std::vector<AnnexLoss> losses = {};  ///< accepted by whoever attached it
    std::string reason = {};             ///< personal: why; required with losses
};
struct AnnexRemoved {
    int annex = 0;
};
struct WarningAcknowledged {
    std::string item;  ///< `ChecklistItem::key()`
    std::string reason;
};
struct VersionFrozen {
    Version version;
};
/// A frozen text was opened again: links, signatures and (when substantial) opinions on it die.
struct VersionReopened {
    std::string reason;
    bool substantial = true;
};
struct OpinionRequested {
    Opinion opinion;
};
struct OpinionAnswered {
    int opinion = 0;
    int seat = 0;
    Answer answer;
};
struct OpinionClosed {
    int opinion = 0;
    OpinionClosing by = OpinionClosing::Deadline;
    OpinionOutcome outcome = OpinionOutcome::NoQuorum;
};
struct OpinionAcknowledged {
    int opinion = 0;
    std::string reason;
};
struct SeatReminded {
    int opinion = 0;
    int seat = 0;
    bool by_hand = false;
};
struct RoundOpened {};
struct SlotInvited {
    int slot = 0;
    Door door;
};
struct CodeIssued {
    int slot = 0;
    CodeIssue code;
};
struct CodeRefused {
    int slot = 0;
    int code = 0;
};
/// As many codes as one session may have in a day left by the slot's door: the administrators are
/// told, once a door and day.
struct CodesBurnt {
    int slot = 0;
};
struct SlotSigned {
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
    int slot = 0;
    std::string reason;
};
struct SlotReminded {
    int slot = 0;
    bool by_hand = false;
};
struct SlotEscalated {
    int slot = 0;
};
/// To a slot or a seat.
struct LinkResent {
    Place place;
};
/// Of a slot or a seat.
struct DoorRevoked {
    Place place;
    std::string reason;
};
/// Also what opens a revoked door again: a new generation.
struct DoorRenewed {
    int slot = 0;
    Door door;
    bool reminders_again = false;  ///< nobody was reminded any more: they begin again
};
/// Of a slot, or of a seat, whose answer falls.
struct AddressCorrected {
    Place place;
    AddressChange change;
    Door door;  ///< next generation: former links and sessions die
    /// Warnings of the new address that were answered for; absent in older entries.
    std::optional<std::vector<std::string>> acknowledged = std::nullopt;
};
struct HolderSubstituted {
    int slot = 0;
    Contact from;
    Contact to;
    std::string reason;
    std::optional<Door> door;
    /// As of an address corrected.
    std::optional<std::vector<std::string>> acknowledged = std::nullopt;
};
struct EnteredIntoForce {
    std::string place;
    std::optional<Day> last_day;
};
struct MemberRegistered {
    int party = 0;
    std::string college;  ///< option key, or empty
    Day since;
};
/// Somebody whom the information was for.
struct Informed {
    std::string name;
    EmailAddress email;
    bool mailed = false;
    std::string detail;  ///< personal: the mail server's reply, or why the message was given up
};
struct BodyInformed {
    std::string body_name;
    int recipients = 0;             ///< those mailed
    std::vector<Informed> members;  ///< each of them; empty in older entries
};
/// The body's present members are mailed again: nothing to them waited or had left.
struct BodyInformationSent {};
/// Links to the signed act given before open no more.
struct CopiesRenewed {
    std::string reason;
};
struct DeliveryFailed {
    Place place;         ///< a slot or a seat
    std::string status;  ///< RFC 3463 enhanced code, `5.1.1`
    std::string detail;
};
struct ConventionAbandoned {
    std::string reason;
};
struct AutomaticReplyReceived {
    Place place;         ///< a slot or a seat
    std::string detail;  ///< personal: what the robot said
};
struct MailReturned {
    Place place;  ///< a slot or a seat; the whole act: somebody else, an administrator for one
    std::string address;  ///< personal: who was written to
    std::string text;     ///< personal: what came back, for people to read
};

/// Where a personal value stands in the journal.
struct JournalPlace {
    int seq = 0;
    std::string pointer;  ///< RFC 6901, within the entry: `/body/holder/name`
    bool operator==(const JournalPlace&) const = default;
};
/// Personal values of former entries were erased; their entries and hashes stay.
struct ValuesErased {
    std::string reason;
    std::vector<JournalPlace> values;
};

using Event = std::variant<
    ConventionCreated,
    DraftEdited,
    AnnexAttached,
    AnnexRemoved,
    WarningAcknowledged,
    VersionFrozen,
    VersionReopened,
    OpinionRequested,
    OpinionAnswered,
    OpinionClosed,
    OpinionAcknowledged,
    SeatReminded,
    RoundOpened,
    SlotInvited,
    CodeIssued,
    CodeRefused,
    SlotSigned,
    SlotDeclined,
    SlotReminded,
    SlotEscalated,
    LinkResent,
    DoorRevoked,
    DoorRenewed,
    AddressCorrected,
    HolderSubstituted,
    EnteredIntoForce,
    MemberRegistered,
    BodyInformed,
    DeliveryFailed,
    ConventionAbandoned,
    AutomaticReplyReceived,
    BodyInformationSent,
    ValuesErased,
    CopiesRenewed,
    MailReturned,
    CodesBurnt>;

/// A frozen text, by its number and its digest.
struct TextRef {
    int version = 0;
    Sha256 sha256;  ///< of the certified base, `Version::sha256`
    bool operator==(const TextRef&) const = default;
};

/// An event as it entered the journal.
struct Recorded {
    int seq = 0;          ///< 1, 2, 3… within the convention
    Instant received_at;  ///< legal date of the act
    Actor actor;
    CommandId command;
    Event event;
    /// The newest text frozen before it; absent while there was none, and in entries written
    /// before entries said so.
    std::optional<TextRef> on = {};
};

/// The entry that `event` makes in the journal of `before`.
Recorded entry_after(
    const State& before, Instant received_at, Actor actor, const CommandId& command, Event event
);

/// The state after `recorded`. Total: an event that is already recorded is never refused.
State evolve(State state, const Recorded& recorded);

}  // namespace contreseing::workflows
