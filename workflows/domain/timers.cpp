#include "workflows/domain/deciding.hpp"
#include "workflows/domain/fold.hpp"

#include <algorithm>
#include <functional>

namespace contreseing::workflows {

namespace {

template <class Part>
concept HasTimers = requires {
    Part::kTimers;
};

constexpr auto kKinds = []<HasTimers Part>() { return Part::kTimers; };
static_assert(
    are_unique(from_each_part<std::string_view>(kKinds), std::identity{}),
    "two parts have a kind of timer of one name"
);

/// Calls `use` with the timer that `command` fires and its part, when it is due.
void with_due(const Surroundings& around, const State& state, const FireTimer& command, auto use) {
    each_part([&]<class Part>() {
        if constexpr (HasTimers<Part>) {
            const auto timers = Part::timers(around.type, around.zone, state);
            const auto due = std::ranges::find_if(timers, [&](const Timer& timer) {
                return timer.id == command.timer && timer.generation == command.generation &&
                       timer.fire_at <= around.now;
            });
            if (due != timers.end()) {
                use.template operator()<Part>(*due);
            }
        }
    });
}

}  // namespace

std::vector<Timer> timers_of(
    const ConventionType& type, const ZoneTable& zone, const State& state
) {
    return from_each_part<Timer>([&]<HasTimers Part>() { return Part::timers(type, zone, state); });
}

std::vector<std::string_view> timer_kinds() {
    return from_each_part<std::string_view>(kKinds);
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const FireTimer& command
) {
    auto refused = std::optional(Refused{Refusal::NothingToDo, to_text(command.timer)});
    with_due(around, state, command, [&]<class Part>(const Timer& timer) {
        refused.reset();
        if constexpr (requires { &Part::refuse_timer; }) {
            refused = Part::refuse_timer(around, state, timer);
        }
    });
    return refused;
}

void rule(Deciding& deciding, const FireTimer& command) {
    with_due(deciding.around, deciding.before(), command, [&]<class Part>(const Timer& timer) {
        Part::fire(deciding, timer);
    });
}

}  // namespace contreseing::workflows
