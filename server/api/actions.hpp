#pragma once

#include "server/api/json_body.hpp"
#include "workflows/domain/command.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace contreseing::server::api {

/// Names of the actions of `POST /conventions/{id}/actions/{action}`, for the description.
std::vector<std::string_view> action_names();

/// The command that `action` with this body asks for; nullopt for an unknown action. Faults are
/// left in the body for `finish`. Signatures, codes, answers and refusals of signatories are no
/// actions: only the person with the emailed link can do those.
std::optional<workflows::Command> read_action(std::string_view action, JsonBody& body);

}  // namespace contreseing::server::api
