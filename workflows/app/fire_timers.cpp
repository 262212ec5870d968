#include "workflows/app/fire_timers.hpp"

#include "workflows/app/fresh_id.hpp"

#include <exception>
#include <string>

namespace contreseing::workflows::app {

namespace {

/// The same firing has the same id on every node, so it is done once.
CommandId command_of(Digest& digest, const DueTimer& due) {
    return command_from(
        digest,
        due.campus.text + "/" + to_string(due.convention) + "/" + to_text(due.timer.id) + "/" +
            std::to_string(due.timer.generation) + "/" + to_text(due.timer.fire_at)
    );
}

}  // namespace

int fire_due_timers(Engine& engine, TimerStore& timers, Clock& clock, Digest& digest) {
    int fired = 0;
    std::exception_ptr failure;
    const auto now = clock.now();
    for (const auto& due : timers.due(now)) {
        const Actor actor{Actor::Kind::System, to_text(due.timer.id), {}, {}};
        const Asked asked{due.campus, due.convention, command_of(digest, due), actor, now};
        try {
            const auto outcome =
                engine.execute(asked, FireTimer{due.timer.id, due.timer.generation});
            if (!outcome && (outcome.error().refusal == Refusal::NothingToDo ||
                             outcome.error().refusal == Refusal::NotFound)) {
                timers.discard(due);
            }
            if (outcome && !outcome->already_done) {
                ++fired;
            }
        } catch (const std::exception&) {
            failure = std::current_exception();
        }
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
    return fired;
}

}  // namespace contreseing::workflows::app
