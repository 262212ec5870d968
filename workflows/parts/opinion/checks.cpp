#include "workflows/domain/checks.hpp"

#include "workflows/domain/opinion_rules.hpp"

namespace contreseing::workflows {

std::vector<Check> parts::Opinion::checks(
    const Surroundings& around, const workflows::State& state, Gate gate
) {
    if (gate != Gate::Round || !around.type.opinion) {
        return {};
    }
    CheckList list(state, gate);
    const auto* opinion = standing_opinion(state);
    list.require(checks::kOpinionPending, {}, opinion != nullptr, Refused{Refusal::OpinionMissing});
    if (opinion != nullptr && opinion->outcome != OpinionOutcome::Favourable) {
        const bool binding = around.type.opinion->binding;
        const Refused refused{Refusal::OpinionUnacknowledged, binding ? "binding" : ""};
        if (binding || !opinion->acknowledgement.empty()) {
            list.require(checks::kOpinionUnfavourable, {}, !binding, refused);
        } else {
            list.warn(checks::kOpinionUnfavourable, {}, refused);
        }
    }
    return std::move(list).done();
}

}  // namespace contreseing::workflows
