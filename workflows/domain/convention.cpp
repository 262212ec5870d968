#include "workflows/domain/convention.hpp"

#include <algorithm>

namespace contreseing::workflows {

const Slot* State::slot(int n) const {
    const auto found =
        std::find_if(slots.begin(), slots.end(), [n](const Slot& slot) { return slot.n == n; });
    return found == slots.end() ? nullptr : &*found;
}

const Opinion* State::opinion() const {
    const auto found = std::find_if(opinions.rbegin(), opinions.rend(), [](const Opinion& opinion) {
        return !opinion.void_;
    });
    return found == opinions.rend() ? nullptr : &*found;
}

}  // namespace contreseing::workflows
