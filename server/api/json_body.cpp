#include "server/api/json_body.hpp"

#include "text/safe.hpp"
#include "text/typed_address.hpp"
#include "workflows/codec/strict_json.hpp"
#include "workflows/domain/drawable.hpp"
#include "workflows/domain/typed_name.hpp"
#include "workflows/ground/bounds.hpp"
#include "workflows/ground/instant.hpp"
#include "workflows/ground/text.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

using nlohmann::json;

namespace {

/// `otherwise`, or which characters of `value` nobody sees.
std::string hiding(const json& value, std::string otherwise) {
    const auto characters = value.is_string()
                                ? text::hiding_characters(value.get_ref<const std::string&>())
                                : std::u32string{};
    return characters.empty() ? std::move(otherwise)
                              : "must not hold characters that hide text: " +
                                    workflows::characters_named(characters);
}

}  // namespace

BodyError::BodyError(int status, std::vector<http::FieldProblem> problems)
    : std::runtime_error("request body"), status_(status), problems_(std::move(problems)) {}

JsonReader::JsonReader(
    const json& value, std::string path, std::vector<http::FieldProblem>& problems
)
    : value_(value), path_(std::move(path)), problems_(problems) {}

std::string JsonReader::path_of(std::string_view key) const {
    return path_ + "/" + std::string(key);
}

void JsonReader::fault(std::string_view key, std::string message) {
    problems_.push_back({path_of(key), std::move(message)});
}

const json* JsonReader::find(std::string_view key, Need need) {
    known_.emplace_back(key);
    const auto found = value_.find(std::string(key));
    if (found == value_.end()) {
        if (need == Need::Required) {
            fault(key, "is missing");
        }
        return nullptr;
    }
    if (found->is_null()) {
        if (need != Need::Nullable) {
            fault(key, "must not be null: leave it out, or give it a value");
        }
        return nullptr;
    }
    return &*found;
}

bool JsonReader::has(std::string_view key) const {
    return value_.contains(std::string(key));
}

const json* JsonReader::raw(std::string_view key) {
    return find(key, Need::Optional);
}

std::string JsonReader::line(std::string_view key, Need need, std::size_t most) {
    const auto* found = find(key, need);
    if (found == nullptr) {
        return {};
    }
    const auto text = found->is_string()
                          ? workflows::parse_line(found->get_ref<const std::string&>(), most)
                          : std::nullopt;
    if (!text) {
        fault(
            key,
            hiding(
                *found,
                "must be one line of text of at most " + std::to_string(most) + " characters"
            )
        );
        return {};
    }
    if (need == Need::Required && text->empty()) {
        fault(key, "must not be empty");
    }
    return *text;
}

std::string JsonReader::name(std::string_view key) {
    auto text = line(key);
    if (text.empty()) {
        return text;
    }
    if (const auto name = workflows::read_name(text); !name) {
        const auto& missing = name.error().characters;
        fault(
            key,
            missing.empty() ? "must hold at least one letter or digit"
                            : "must not hold characters that an act cannot print: " +
                                  workflows::characters_named(missing)
        );
    }
    return text;
}

std::string JsonReader::paragraph(std::string_view key, Need need, std::size_t most) {
    const auto* found = find(key, need);
    if (found == nullptr) {
        return {};
    }
    const auto text = found->is_string()
                          ? workflows::parse_paragraph(found->get_ref<const std::string&>(), most)
                          : std::nullopt;
    if (!text) {
        fault(
            key,
            hiding(
                *found,
                "must be a text of at most " + std::to_string(most) +
                    " characters without control characters"
            )
        );
        return {};
    }
    if (need == Need::Required && text->empty()) {
        fault(key, "must not be empty");
    }
    return *text;
}

int JsonReader::number(std::string_view key, Need need, int fallback) {
    const auto* found = find(key, need);
    if (found == nullptr) {
        return fallback;
    }
    constexpr auto kBound = workflows::codec::kCount;
    if (!found->is_number_integer() || found->get<std::int64_t>() < kBound.least ||
        found->get<std::int64_t>() > kBound.most) {
        fault(
            key,
            "must be a whole number from " + std::to_string(kBound.least) + " to " +
                std::to_string(kBound.most)
        );
        return fallback;
    }
    return found->get<int>();
}

bool JsonReader::flag(std::string_view key, bool fallback) {
    const auto* found = find(key, Need::Optional);
    if (found == nullptr) {
        return fallback;
    }
    if (!found->is_boolean()) {
        fault(key, "must be true or false");
        return fallback;
    }
    return found->get<bool>();
}

namespace {

std::string email_problem(const text::TypedAddress& address) {
    using Fault = text::TypedAddress::Fault;
    switch (*address.fault) {
        case Fault::Several:
            return "must be one e-mail address, not several";
        case Fault::NoTopLevelDomain:
            return "must end in a top-level domain, such as .fr";
        case Fault::AccentBefore:
            return "must be ASCII before the @ (SMTPUTF8 is not supported)";
        case Fault::AccentAfter:
            return address.instead.empty() ? "must have a domain name that exists"
                                           : "must have its domain in ASCII: " + address.instead;
        case Fault::NotAnAddress:
            break;
    }
    return "must be one e-mail address";
}

}  // namespace

std::optional<workflows::EmailAddress> JsonReader::email(std::string_view key, Need need) {
    const auto* found = find(key, need);
    if (found == nullptr) {
        return std::nullopt;
    }
    if (found->is_string() && found->get_ref<const std::string&>().empty() &&
        need == Need::Optional) {
        return std::nullopt;
    }
    if (!found->is_string()) {
        fault(key, "must be one e-mail address");
        return std::nullopt;
    }
    auto address = text::read_address(found->get_ref<const std::string&>());
    if (address.fault) {
        fault(key, email_problem(address));
        return std::nullopt;
    }
    return workflows::EmailAddress{std::move(address.text)};
}

std::optional<workflows::Instant> JsonReader::instant(std::string_view key, Need need) {
    const auto* found = find(key, need);
    if (found == nullptr) {
        return std::nullopt;
    }
    auto instant = found->is_string()
                       ? workflows::parse_instant(found->get_ref<const std::string&>())
                       : std::nullopt;
    if (!instant) {
        fault(key, "must be an RFC 3339 date-time, such as 2026-03-12T09:00:00+01:00");
    }
    return instant;
}

std::optional<workflows::Day> JsonReader::day(std::string_view key, Need need) {
    const auto* found = find(key, need);
    if (found == nullptr) {
        return std::nullopt;
    }
    const auto day = found->is_string() ? workflows::parse_day(found->get_ref<const std::string&>())
                                        : std::nullopt;
    if (!day) {
        fault(key, "must be a date, such as 2026-03-12");
    }
    return day;
}

std::vector<std::string> JsonReader::lines(
    std::string_view key, std::size_t items, std::size_t most
) {
    const auto* found = find(key, Need::Optional);
    std::vector<std::string> out;
    if (found == nullptr) {
        return out;
    }
    if (!found->is_array() || found->size() > items) {
        fault(key, "must be a list of at most " + std::to_string(items) + " texts");
        return out;
    }
    for (std::size_t i = 0; i < found->size(); ++i) {
        const auto& item = (*found)[i];
        const auto text = item.is_string()
                              ? workflows::parse_line(item.get_ref<const std::string&>(), most)
                              : std::nullopt;
        if (!text) {
            fault(std::string(key) + "/" + std::to_string(i), "must be one line of text");
            continue;
        }
        out.push_back(*text);
    }
    return out;
}

void JsonReader::each(
    std::string_view key,
    Need need,
    std::size_t most,
    const std::function<void(JsonReader& element)>& read
) {
    const auto* found = find(key, need);
    if (found == nullptr) {
        return;
    }
    if (!found->is_array() || found->size() > most) {
        fault(key, "must be a list of at most " + std::to_string(most) + " objects");
        return;
    }
    for (std::size_t i = 0; i < found->size(); ++i) {
        const auto name = std::string(key) + "/" + std::to_string(i);
        if (!(*found)[i].is_object()) {
            fault(name, "must be an object");
            continue;
        }
        JsonReader element((*found)[i], path_of(name), problems_);
        read(element);
        element.finish();
    }
}

void JsonReader::finish() {
    for (const auto& [key, ignored] : value_.items()) {
        if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
            fault(key, "is not a field of this request");
        }
    }
}

JsonBody::JsonBody(std::string_view text) : value_(std::make_unique<json>(json::object())) {
    if (!text.empty()) {
        auto parsed = workflows::codec::parse_strict(text);
        if (!parsed) {
            throw BodyError(400, {{parsed.error().pointer, parsed.error().message}});
        }
        if (!parsed->is_object()) {
            throw BodyError(400, {{"", "must be a JSON object"}});
        }
        *value_ = std::move(*parsed);
    }
    fields_ = std::make_unique<JsonReader>(*value_, "", problems_);
}

JsonBody::~JsonBody() = default;

void JsonBody::finish() {
    fields_->finish();
    if (!problems_.empty()) {
        throw BodyError(422, problems_);
    }
}

}  // namespace contreseing::server::api
