#include "workflows/domain/deciding.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

template <class Part>
concept HasTimers = requires {
    &Part::timers;
};

template <class... Part>
struct TimersOf {
    static std::vector<Timer> all(
        const ConventionType& type, const ZoneTable& zone, const State& state
    ) {
        std::vector<Timer> timers;
        const auto add = [&]<class One>() {
            if constexpr (HasTimers<One>) {
                std::ranges::move(One::timers(type, zone, state), std::back_inserter(timers));
            }
        };
        (add.template operator()<Part>(), ...);
        return timers;
    }

    /// What follows from the timer that `command` names; a refusal unless it is waited for and due.
    static std::optional<Refused> fire(Deciding& deciding, const FireTimer& command) {
        std::optional<Refused> refused = Refused{Refusal::NothingToDo, command.name};
        const auto look = [&]<class One>() {
            if constexpr (HasTimers<One>) {
                const auto& around = deciding.around;
                for (const auto& timer : One::timers(around.type, around.zone, deciding.before())) {
                    if (timer.name == command.name && timer.generation == command.generation &&
                        timer.fire_at <= around.now) {
                        refused = One::fire(deciding, timer);
                        return true;
                    }
                }
            }
            return false;
        };
        (look.template operator()<Part>() || ...);
        return refused;
    }
};

}  // namespace

std::vector<Timer> timers_of(
    const ConventionType& type, const ZoneTable& zone, const State& state
) {
    return OfParts<TimersOf>::all(type, zone, state);
}

Outcome rule(Deciding&& deciding, const FireTimer& command) {
    if (auto refused = OfParts<TimersOf>::fire(deciding, command)) {
        return Unexpected{*std::move(refused)};
    }
    return std::move(deciding).done();
}

}  // namespace contreseing::workflows
