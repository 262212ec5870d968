#pragma once

#include <string>
#include <string_view>

namespace contreseing::server::api {

/// The OpenAPI document: `written`, what is written by hand (`openapi.base.json`), with the schemas
/// of the actions as `workflows/domain/describe_parts.hpp` describes them, and of the other bodies as
/// `bodies.hpp` does. Throws
/// nlohmann::json::exception when `written` is no such document.
/// Source: OpenAPI 3.1.0, whose schemas are those of JSON Schema 2020-12.
std::string whole_description(std::string_view written);

}  // namespace contreseing::server::api
