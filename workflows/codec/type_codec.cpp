#include "workflows/codec/type_codec.hpp"

#include "workflows/codec/canonical.hpp"
#include "workflows/codec/json_reader.hpp"
#include "workflows/codec/json_tree.hpp"
#include "workflows/codec/json_writer.hpp"
#include "workflows/codec/strict_json.hpp"
#include "workflows/codec/type_bounds.hpp"
#include "workflows/codec/type_description.hpp"

#include <map>
#include <utility>

namespace contreseing::workflows::codec {

using nlohmann::json;

namespace {

/// Clauses were words of their own before they were specifications.
void upcast_clause(json& type, const char* clause) {
    const auto found = type.find(clause);
    if (found == type.end() || !found->is_string()) {
        return;
    }
    static const std::map<std::string, json> kFormer{
        {"TACIT", {{"kind", "tacit"}}},
        {"FORWARD(P3M, from=RECEIPT)", {{"kind", "forward"}, {"months", 3}}},
        {"CONCILIATION(P15D)", {{"kind", "conciliation"}, {"days", 15}}},
        {"MEET_BEFORE_TERMINATION", {{"kind", "meet_before_termination"}}},
    };
    const auto known = kFormer.find(found->get_ref<const std::string&>());
    *found = known == kFormer.end() ? json{{"kind", "none"}} : known->second;
}

}  // namespace

Expected<ConventionType, std::vector<JsonProblem>> read_within_bounds(std::string_view text) {
    const auto node = parse_strict(text);
    if (!node) {
        return Unexpected{std::vector{node.error()}};
    }
    auto type = read_all<ConventionType>(JsonTree(*node), JsonKey::Form::Long);
    if (!type) {
        return Unexpected{std::vector{type.error()}};
    }
    if (auto problems = out_of_bounds(*node, *type); !problems.empty()) {
        return Unexpected{std::move(problems)};
    }
    return *std::move(type);
}

Expected<ConventionType, std::vector<JsonProblem>> type_from_json(std::string_view text) {
    auto type = read_within_bounds(text);
    if (type) {
        if (auto problems = type_contradictions(*type); !problems.empty()) {
            return Unexpected{std::move(problems)};
        }
    }
    return type;
}

Expected<ConventionType, JsonProblem> published_type_from_json(std::string_view text) {
    auto node = parse_strict(text);
    if (!node) {
        return Unexpected{node.error()};
    }
    if (node->is_object()) {
        for (const char* clause : {"renewal", "notice", "dispute"}) {
            upcast_clause(*node, clause);
        }
    }
    return read_all<ConventionType>(JsonTree(*node), JsonKey::Form::Long);
}

std::string type_to_json(const ConventionType& type) {
    JsonWriter writer({.form = JsonKey::Form::Long, .keep_empty = true, .personal = {}});
    writer.write(type);
    return canonical(json::parse(std::move(writer).take()));
}

}  // namespace contreseing::workflows::codec
