#include "workflows/app/inform_body.hpp"

#include "workflows/app/fresh_id.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::workflows::app {

bool record_body_informed(
    const InformingTools& tools, const CampusId& campus, const ConventionId& convention
) {
    // Before the messages: when names are erased from them meanwhile, this is refused.
    const auto view = tools.engine.view(campus, convention);
    if (!view) {
        return false;
    }
    RecordBodyInformed command;
    command.from_events = view->loaded.state.events;
    for (const auto& effect : tools.effects.of_convention(campus, convention)) {
        const auto* message = effect.message();
        if (message == nullptr || message->kind != mails::kBodyInformation) {
            continue;
        }
        if (effect.status == EffectStatus::Pending) {
            return false;
        }
        const bool mailed = effect.status == EffectStatus::Delivered;
        command.members.push_back(
            {message->to.name, message->to.email, mailed, mailed ? effect.proof : effect.last_error}
        );
    }
    if (std::none_of(command.members.begin(), command.members.end(), [](const Informed& member) {
            return member.mailed;
        })) {
        return false;
    }
    const auto& type = *view->type;
    const auto& network = view->loaded.state.network;
    if (auto body = body_for(tools.registry, campus, type.inform_body_kind, network)) {
        command.body_name = std::move(body->name);
    }
    const Asked asked{
        campus,
        convention,
        fresh_id<CommandId>(tools.random),
        Actor{Actor::Kind::System, "information", {}, {}},
        tools.clock.now()};
    // Refused when a neighbour recorded it first, which is as good, or anything else: the sweep
    // comes back.
    return tools.engine.execute(asked, command).has_value();
}

int record_bodies_informed(const InformingTools& tools) {
    int recorded = 0;
    for (const auto& [campus, convention] : tools.conventions.with_body_to_record()) {
        recorded += record_body_informed(tools, campus, convention) ? 1 : 0;
    }
    return recorded;
}

bool abandon_message(const InformingTools& tools, const EffectKey& key, const std::string& reason) {
    if (!tools.effects.abandon(key, reason)) {
        return false;
    }
    record_body_informed(tools, key.campus, key.convention);
    return true;
}

}  // namespace contreseing::workflows::app
