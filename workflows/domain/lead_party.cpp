#include "workflows/domain/lead_party.hpp"

#include <algorithm>

namespace contreseing::workflows {

const Party* lead_party(const ConventionType& type, const State& state) {
    const auto role = std::find_if(type.parties.begin(), type.parties.end(), [](const auto& each) {
        return each.is_campus;
    });
    if (role == type.parties.end()) {
        return nullptr;
    }
    const auto party =
        std::find_if(state.parties.begin(), state.parties.end(), [&role](const Party& each) {
            return each.role == role->key && !each.name.empty();
        });
    return party == state.parties.end() ? nullptr : &*party;
}

}  // namespace contreseing::workflows
