#include "workflows/domain/dashboard.hpp"

#include "workflows/domain/fold.hpp"

namespace contreseing::workflows {

namespace {

template <class Part>
concept HasWaits = requires {
    &Part::waits;
};
template <class Part>
concept HasBadges = requires {
    &Part::badges;
};

}  // namespace

std::vector<Wait> waits_of(const State& state) {
    return from_each_part<Wait>([&]<HasWaits Part>() { return Part::waits(state); });
}

std::vector<Badge> badges_of(const ConventionType& type, const State& state) {
    return from_each_part<Badge>([&]<HasBadges Part>() { return Part::badges(type, state); });
}

}  // namespace contreseing::workflows
