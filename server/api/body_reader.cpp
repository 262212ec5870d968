#include "server/api/body_reader.hpp"

#include "workflows/domain/link_rules.hpp"
#include "workflows/domain/siret.hpp"

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

using nlohmann::json;
using workflows::FieldValue;
using workflows::Place;

std::map<std::string, FieldValue> read_fields(JsonReader& in, std::string_view key) {
    std::map<std::string, FieldValue> fields;
    const auto* raw = in.raw(key);
    if (raw == nullptr || !raw->is_object()) {
        if (raw != nullptr) {
            in.fault(key, "must be an object of texts and lists of texts");
        }
        return fields;
    }
    for (const auto& [name, value] : raw->items()) {
        if (value.is_string()) {
            fields[name] = value.get<std::string>();
            continue;
        }
        bool texts = value.is_array();
        for (const auto& item : texts ? value : json::array()) {
            texts = texts && item.is_string();
        }
        if (!texts) {
            in.fault(std::string(key) + "/" + name, "must be a text or a list of texts");
            continue;
        }
        fields[name] = value.get<std::vector<std::string>>();
    }
    return fields;
}

namespace {

/// `slot/3, opinion/1/seat/2`: how places of those who take part are written.
std::string examples() {
    std::string all;
    for (const auto example : workflows::examples_of_places()) {
        all.append(all.empty() ? "" : ", ").append(example);
    }
    return all;
}

}  // namespace

Place read_place(JsonReader& in, std::string_view key) {
    const auto written = in.line(key);
    const auto place = workflows::parse_place(written);
    if (!written.empty() && (!place || workflows::link_rules_of(*place) == nullptr)) {
        in.fault(key, "must be the place of somebody who takes part: " + examples());
    }
    return place.value_or(Place{});
}

int read_slot(JsonReader& in, std::string_view key) {
    const auto place = read_place(in, key);
    if (place != Place{} && place.slot() == 0) {
        in.fault(key, "must be a slot: slot/3");
    }
    return place.slot();
}

std::string read_siret(JsonReader& in, std::string_view key) {
    const auto* const typed = in.raw(key);
    if (typed == nullptr) {
        return {};
    }
    const auto siret = workflows::parse_siret(typed->is_string() ? typed->get<std::string>() : "?");
    if (!siret) {
        in.fault(
            key,
            siret.error() == workflows::SiretFault::WrongKey ? "has a wrong check digit"
                                                             : "must be 14 digits"
        );
    }
    return siret ? *siret : std::string{};
}

}  // namespace contreseing::server::api
