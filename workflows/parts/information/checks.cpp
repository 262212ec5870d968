#include "workflows/domain/checks.hpp"

namespace contreseing::workflows {

std::vector<Check> parts::Information::checks(
    const Surroundings& around, const workflows::State& state, Gate gate
) {
    CheckList list(state, gate);
    const auto& kind = around.type.inform_body_kind;
    if (gate == Gate::Round && !kind.empty() && around.informed_body.empty()) {
        list.warn(checks::kBodyWithoutMember, kind);
    }
    return std::move(list).done();
}

}  // namespace contreseing::workflows
