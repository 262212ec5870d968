#include "workflows/app/start_convention.hpp"

namespace contreseing::workflows::app {

Expected<Outcome, Refused> start_convention(
    Engine& engine, Registry& registry, TypeCatalogue& types, const NewConvention& wanted
) {
    const auto campus = registry.campus(wanted.campus);
    if (!campus) {
        return Unexpected{Refused{Refusal::NotFound, "campus"}};
    }
    for (auto& type : types.current(wanted.campus)) {
        if (type->key != wanted.type_key) {
            continue;
        }
        CreateConvention command;
        command.title = wanted.title;
        command.campus_name = campus->name;
        command.campus_represented_by = campus->represented_by;
        command.place = campus->place;
        const Asked asked{
            wanted.campus,
            ConventionId{wanted.command.bytes},
            wanted.command,
            wanted.actor,
            wanted.received_at,
            wanted.fingerprint};
        return engine.create(asked, type, std::move(command));
    }
    return Unexpected{Refused{Refusal::NotFound, "type"}};
}

}  // namespace contreseing::workflows::app
