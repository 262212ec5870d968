#pragma once

#include "workflows/app/ports/slice.hpp"
#include "workflows/domain/convention.hpp"
#include "workflows/domain/decide.hpp"
#include "workflows/domain/event.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace contreseing::workflows::app {

using Bytes = std::vector<std::uint8_t>;

/// A state as read, with what a later commit must find unchanged.
struct Loaded {
    State state;
    int ver = 0;  ///< equals `state.events`
    Sha256 head;  ///< hash of the last journal entry; zero when none
    /// Set when the asked command id is already in the journal: the command was carried out,
    /// its answer may have been lost.
    bool already_done = false;
    std::string done_as;  ///< fingerprint of the request that did it; empty: none was kept
};

/// What the dashboard shows without opening the state.
struct Summary {
    std::string reference;
    std::string title;
    std::string type_key;
    std::optional<NetworkId> network;  ///< as of the state
    Stage stage = Stage::Drafting;
    std::string pen_holder;        ///< « Mme A., directrice ; M. B., président », or empty
    std::optional<Instant> since;  ///< since when they hold it, or the stage is what it is
    std::optional<Instant> last_reminder_at;
    std::optional<Instant> next_deadline;
    /// Bounce, escalation, revoked link, declined; in a listing also: to inform, and no message to
    /// the body waits or left.
    bool needs_help = false;
    bool to_inform = false;  ///< in force, and no record yet that the body was informed
};

/// Bytes that a signature appended, stored in the transaction that records it.
struct AppendedRevision {
    DocumentId document;
    int revision = 0;
    Bytes bytes;                   ///< only what was appended
    Sha256 sha256;                 ///< of the whole file
    std::int64_t lease_epoch = 0;  ///< fencing token of `DocumentStore::lease`
};

/// Everything one transition writes, in one transaction: state (compare-and-swap on `ver` and
/// `head`), events, effects, timers, and the projections that follow from the events.
struct Transition {
    CampusId campus;
    ConventionId convention;
    int expected_ver = 0;  ///< 0 creates the convention
    Sha256 head;
    Instant received_at;
    Actor actor;
    CommandId command;
    std::string fingerprint;          ///< of the request, kept beside its first entry; empty: none
    std::optional<Cause> cause = {};  ///< in another act
    std::vector<Recorded> entries;
    /// `messages[i]` is caused by `entries[message_causes[i]]`.
    std::vector<Message> messages;
    std::vector<int> message_causes;
    /// `follow_ups[i]` is caused by `entries[follow_up_causes[i]]`; numbered after its messages.
    std::vector<FollowUpSent> follow_ups;
    std::vector<int> follow_up_causes;
    State after;
    Summary summary;
    std::vector<Timer> timers_before;
    std::vector<Timer> timers_after;
    std::optional<AppendedRevision> revision;
    /// Personal values to erase with it, wherever they are kept beside the entries' own bytes; the
    /// state stored is then folded from what is left. A conflict when one of them is not there.
    std::vector<JournalPlace> erased;
};

struct CommitResult {
    enum class Kind { Committed, Conflict, LeaseLost, ReferenceTaken };
    Kind kind = Kind::Conflict;
    Sha256 head;  ///< of the chain after it
    int last_seq = 0;
};

/// One entry of the journal, as stored. Erased personal values read as « (effacé) ».
struct JournalEntry {
    Recorded recorded;
    Sha256 hash;
    std::string body;  ///< canonical JSON that is hashed, commitments in place
};

/// An entry of the journal and the state it was recorded on.
struct Moment {
    State before;
    JournalEntry entry;
};

struct SummaryRow {
    ConventionId id;
    Summary summary;
    Instant created_at;
    int stuck_effects = 0;
};

enum class SummaryOrder {
    Newest,    ///< created last first
    Title,     ///< as French sorts
    Deadline,  ///< the next one first, those without any last
};

/// Words are looked for in any order, wherever they stand in a word, without regard to accents,
/// case, apostrophes, dashes or the composition of letters; words of one or two letters only where
/// a word begins. A text without a letter or digit finds nothing.
struct SummaryQuery {
    CampusId campus;
    std::optional<Stage> stage;
    /// In reference, title, kind of act, names of parties, of those who represent them and of
    /// signatories; empty: all.
    std::string search;
    std::string party;  ///< in the names of the parties; empty: all
    std::optional<std::string> type_key;
    std::optional<int> year;  ///< of the reference
    std::optional<NetworkId> network;
    bool only_needing_help = false;
    SummaryOrder order = SummaryOrder::Newest;
    std::optional<ConventionId> after;  ///< cursor: last id of the page before
    int limit = 50;                     ///< at most 200
};

/// An act that is something to another of its campus.
struct RelatedAct {
    ConventionId id;
    std::string reference;
    Stage stage = Stage::Drafting;
    Relation::Kind kind = Relation::Kind::Amends;
    bool operator==(const RelatedAct&) const = default;
};

struct RelatedActs {
    std::vector<RelatedAct> to;    ///< what the act points to, in its order
    std::vector<RelatedAct> from;  ///< what points to it, begun last first
};
/// Of those that point to an act, so many are told.
inline constexpr std::size_t kMostRelatedFrom = 200;

/// Conventions and their journal. Thread-safe. Throws `sql::Error` (or the fake's) when storage
/// fails: then the outcome is unknown and the command is sent again with the same id.
class ConventionStore {
public:
    virtual ~ConventionStore() = default;
    virtual std::optional<Loaded> load(
        const CampusId& campus, const ConventionId& id, const CommandId& command
    ) = 0;
    /// `load` from memory: what this process last knew of the convention, which the database may be
    /// ahead of. Only to decide on, since the commit compares; a refusal decided on it is decided
    /// again on what `load` gives. nullopt when nothing is known.
    virtual std::optional<Loaded> recall(
        const CampusId& campus, const ConventionId& id, const CommandId& command
    ) = 0;
    virtual CommitResult commit(const Transition& transition) = 0;
    /// In order; an entry is known by its `seq`.
    virtual std::vector<JournalEntry> journal(
        const CampusId& campus, const ConventionId& id, const Slice<int>& slice = {}
    ) = 0;
    /// Entry `seq`, nullopt when the journal has none.
    virtual std::optional<Moment> moment(
        const CampusId& campus, const ConventionId& id, int seq
    ) = 0;
    virtual std::vector<SummaryRow> list(const SummaryQuery& query) = 0;
    /// Conventions by stage.
    virtual std::vector<std::pair<Stage, std::int64_t>> count_by_stage(const CampusId& campus) = 0;
    /// Whether a message to the body about `id` waits or left.
    virtual bool informing(const CampusId& campus, const ConventionId& id) = 0;
    /// Conventions `to_inform` of which some message to the body left and none waits any more, 100
    /// at most, of every campus; none while a restored server waits to be acknowledged.
    virtual std::vector<std::pair<CampusId, ConventionId>> with_body_to_record() = 0;
    /// Those of `ids` that the campus has.
    virtual std::vector<ConventionId> existing(
        const CampusId& campus, const std::vector<ConventionId>& ids
    ) = 0;
    /// The act of this reference, letters without regard to case where there is none as written.
    virtual std::optional<ConventionId> of_reference(
        const CampusId& campus, const std::string& reference
    ) = 0;
    /// The acts of the campus that `id` is related to; none for an unknown one.
    virtual RelatedActs related(const CampusId& campus, const ConventionId& id) = 0;
    /// Next free « ADH-2026-007 ».
    virtual std::string next_reference(
        const CampusId& campus, const std::string& code, int year
    ) = 0;
};

}  // namespace contreseing::workflows::app
