#include "workflows/app/ask_act.hpp"

#include "workflows/app/effect_key.hpp"
#include "workflows/app/fresh_id.hpp"
#include "workflows/domain/names.hpp"

#include <string>

namespace contreseing::workflows::app {

namespace {

std::string words_of(const Refused& refused) {
    std::string words(name_of(refused.refusal));
    return refused.subject.empty() ? words : words + ' ' + refused.subject;
}

}  // namespace

void ask_act(const DeliveryTools& tools, const Effect& effect, Handled& handled) {
    const auto& [asked, cause] = std::get<ActAsked>(effect.holds).sent;
    const auto& key = effect.key;
    auto& settlement = handled.settlement;
    if (cause.hops > kMostHops) {
        settlement.kind = Settlement::Kind::Refused;
        settlement.text = kTooManyHops;
        return;
    }
    const auto from = "convention/" + to_string(key.convention) + '/' + std::to_string(key.seq);
    const auto outcome = tools.engine.execute(
        {key.campus,
         asked.to,
         command_from(tools.digest, "follow_up/" + key.campus.text + '/' + to_text(key)),
         {Actor::Kind::System, from, {}, {}},
         tools.clock.now(),
         // A program that guessed the id would have been given another.
         "follow_up",
         cause},
        std::visit([](const auto& command) -> Command { return command; }, asked.command)
    );
    if (outcome) {
        settlement.kind = Settlement::Kind::Delivered;
        settlement.text = to_string(asked.to) + '/' + std::to_string(outcome->last_seq);
        return;
    }
    settlement.text = words_of(outcome.error());
    settlement.kind = outcome.error().refusal == Refusal::ChangedMeanwhile
                          ? Settlement::Kind::PutOff
                          : Settlement::Kind::Refused;
}

}  // namespace contreseing::workflows::app
