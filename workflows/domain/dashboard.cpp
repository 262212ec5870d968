#include "workflows/domain/dashboard.hpp"

#include "workflows/domain/fold.hpp"

#include <iterator>

namespace contreseing::workflows {

std::vector<Wait> waits_of(const State& state) {
    std::vector<Wait> waits;
    each_part([&]<class Part>() {
        if constexpr (requires { &Part::waits; }) {
            std::ranges::move(Part::waits(state), std::back_inserter(waits));
        }
    });
    return waits;
}

std::vector<Badge> badges_of(const ConventionType& type, const State& state) {
    std::vector<Badge> badges;
    each_part([&]<class Part>() {
        if constexpr (requires { &Part::badges; }) {
            std::ranges::move(Part::badges(type, state), std::back_inserter(badges));
        }
    });
    return badges;
}

}  // namespace contreseing::workflows
