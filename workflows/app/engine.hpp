#pragma once

#include "workflows/app/ports/convention_store.hpp"
#include "workflows/app/ports/registry.hpp"
#include "workflows/domain/decide.hpp"
#include "workflows/ground/expected.hpp"

#include <memory>
#include <optional>

namespace contreseing::workflows::app {

class Accounts;
class ConventionStore;
class Registry;
class TypeCatalogue;

/// Who asks for what, about which act, under which command id, received when. The id comes from
/// the client (`Idempotency-Key`, the form's hidden field): the same one twice is done once.
struct Asked {
    CampusId campus;
    ConventionId convention;
    CommandId command;
    Actor actor;
    Instant received_at;
    /// Of the whole request (`Secrets::fingerprint`): the same id with another one is refused.
    /// Empty: not compared (forms, whose id is made for them; timers).
    std::string fingerprint = {};
    /// Of what another act asks.
    std::optional<Cause> cause = {};
};

struct Outcome {
    State state;
    std::shared_ptr<const ConventionType> type;
    Sha256 head;  ///< of the journal, for receipts
    int last_seq = 0;
    bool already_done = false;  ///< this command id had been carried out before
};

/// Carries commands out: load, decide, one transaction; a neighbour's change in between means
/// deciding again on the new state. The only writer of conventions. Thread-safe.
class Engine {
public:
    /// The references outlive the engine. `zone` is the civil time of the installation.
    Engine(
        ConventionStore& conventions,
        TypeCatalogue& types,
        Registry& registry,
        Accounts& accounts,
        ZoneTable zone
    );

    /// Refuses what the domain refuses; `Refusal::NotFound` for an unknown convention.
    Expected<Outcome, Refused> execute(
        const Asked& asked,
        const Command& command,
        std::optional<AppendedRevision> revision = std::nullopt
    );

    /// Starts a convention of `type`; its id is `asked.convention`.
    Expected<Outcome, Refused> create(
        const Asked& asked, std::shared_ptr<const ConventionType> type, CreateConvention command
    );

    /// What decisions about this convention are surrounded by, for reading use cases.
    struct View {
        Loaded loaded;
        std::shared_ptr<const ConventionType> type;
    };
    std::optional<View> view(
        const CampusId& campus, const ConventionId& id, const CommandId& command = {}
    );
    /// What the same command answered before, or `CommandReused` when that was another request;
    /// nullopt when it was not carried out yet.
    [[nodiscard]] static std::optional<Expected<Outcome, Refused>> replay(
        const Asked& asked, const View& view
    );
    [[nodiscard]] Surroundings surroundings(
        const ConventionType& type, const CampusId& campus, Instant now
    );
    /// The same, and what is known of the body to inform: for checklists and the actions allowed.
    [[nodiscard]] Surroundings surroundings_with_body(
        const ConventionType& type, const State& state, const CampusId& campus, Instant now
    );
    [[nodiscard]] const ZoneTable& zone() const { return zone_; }

private:
    std::optional<View> with_type(const CampusId& campus, std::optional<Loaded> loaded);
    Expected<Outcome, Refused> decide_and_commit(
        const Asked& asked,
        View view,
        const Command& command,
        const std::optional<AppendedRevision>& revision,
        bool& again
    );

    ConventionStore& conventions_;
    TypeCatalogue& types_;
    Registry& registry_;
    Accounts& accounts_;
    ZoneTable zone_;
};

/// Records the events of `decision` one after the other, from the state in `transition.after` on,
/// which becomes the state they lead to, and what they cause.
void record(Transition& transition, Decision decision);

/// What the dashboard shows of `state`.
Summary summarise(const ConventionType& type, const ZoneTable& zone, const State& state);

}  // namespace contreseing::workflows::app
