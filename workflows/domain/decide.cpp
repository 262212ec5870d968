#include "workflows/domain/decide.hpp"

#include "workflows/domain/deciding.hpp"
#include "workflows/domain/names.hpp"
#include "workflows/parts/copies/rules.hpp"
#include "workflows/parts/drafting/rules.hpp"
#include "workflows/parts/ending/rules.hpp"
#include "workflows/parts/information/rules.hpp"
#include "workflows/parts/links/rules.hpp"
#include "workflows/parts/opinion/rules.hpp"
#include "workflows/parts/signing/rules.hpp"

namespace contreseing::workflows {

Expected<Decision, Refused> decide(
    const Surroundings& around, const State& state, const Command& command, const Actor& actor
) {
    const bool creates = std::holds_alternative<CreateConvention>(command);
    if (creates != (state.events == 0)) {
        return refuse(creates ? Refusal::ChangedMeanwhile : Refusal::NotFound);
    }
    auto outcome = std::visit(
        [&](const auto& asked) { return rule(Deciding(around, state, actor), asked); }, command
    );
    if (!outcome && outcome.error().refusal == Refusal::WrongStage &&
        comes_later(around.type, state, name_of(command))) {
        return refuse(Refusal::TooEarly);
    }
    return outcome;
}

}  // namespace contreseing::workflows
