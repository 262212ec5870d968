#include "workflows/domain/decide.hpp"

#include "workflows/domain/deciding.hpp"

namespace contreseing::workflows {

Expected<Decision, Refused> decide(
    const Surroundings& around, const State& state, const Command& command, const Actor& actor
) {
    const bool creates = std::holds_alternative<CreateConvention>(command);
    if (creates != (state.events == 0)) {
        return refuse(creates ? Refusal::ChangedMeanwhile : Refusal::NotFound);
    }
    return std::visit(
        [&](const auto& asked) { return rule(Deciding(around, state, actor), asked); }, command
    );
}

}  // namespace contreseing::workflows
