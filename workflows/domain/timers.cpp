#include "workflows/domain/deciding.hpp"
#include "workflows/domain/fold.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

template <class Part>
concept HasTimers = requires {
    &Part::timers;
};

}  // namespace

std::vector<Timer> timers_of(
    const ConventionType& type, const ZoneTable& zone, const State& state
) {
    std::vector<Timer> timers;
    each_part([&]<class Part>() {
        if constexpr (HasTimers<Part>) {
            std::ranges::move(Part::timers(type, zone, state), std::back_inserter(timers));
        }
    });
    return timers;
}

Outcome rule(Deciding&& deciding, const FireTimer& command) {
    std::optional<Refused> refused = Refused{Refusal::NothingToDo, command.name};
    const auto is_due = [&](const Timer& timer) {
        return timer.name == command.name && timer.generation == command.generation &&
               timer.fire_at <= deciding.around.now;
    };
    each_part([&]<class Part>() {
        if constexpr (HasTimers<Part>) {
            const auto& around = deciding.around;
            const auto timers = Part::timers(around.type, around.zone, deciding.before());
            const auto due = std::ranges::find_if(timers, is_due);
            if (due != timers.end()) {
                refused = Part::fire(deciding, *due);
            }
        }
    });
    if (refused) {
        return Unexpected{*std::move(refused)};
    }
    return std::move(deciding).done();
}

}  // namespace contreseing::workflows
