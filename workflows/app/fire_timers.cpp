#include "workflows/app/fire_timers.hpp"

#include <algorithm>
#include <exception>
#include <string>

namespace contreseing::workflows::app {

namespace {

/// The same firing has the same id on every node, so it is done once.
CommandId command_of(Digest& digest, const DueTimer& due) {
    const auto text = due.campus.text + "/" + to_string(due.convention) + "/" + to_text(due.timer.id) +
                      "/" + std::to_string(due.timer.generation) + "/" + to_text(due.timer.fire_at);
    const auto hash =
        digest.sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    CommandId id;
    std::copy_n(hash.bytes.begin(), id.bytes.size(), id.bytes.begin());
    // RFC 9562 section 5.8: version 8, custom.
    id.bytes[6] = static_cast<std::uint8_t>(0x80 | (id.bytes[6] & 0x0f));
    id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
    return id;
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
