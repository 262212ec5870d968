#pragma once

#include "server/api/json_body.hpp"
#include "workflows/domain/names.hpp"

namespace contreseing::server::api {

/// The value that the field `key` names, or `fallback`; a fault lists the names there are.
template <class E>
E read_enum(JsonReader& in, std::string_view key, E fallback, Need need = Need::Optional) {
    const auto text = in.line(key, need, 40);
    if (text.empty()) {
        return fallback;
    }
    const auto value = workflows::from_name<E>(text);
    if (!value) {
        std::string known;
        for (const auto name : workflows::names_of<E>()) {
            known += (known.empty() ? "" : ", ") + std::string(name);
        }
        in.fault(key, "must be one of: " + known);
    }
    return value.value_or(fallback);
}

}  // namespace contreseing::server::api
