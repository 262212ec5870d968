#include "workflows/domain/draft_values.hpp"

#include "workflows/domain/deciding.hpp"

#include <algorithm>
#include <set>

namespace contreseing::workflows {

namespace {

constexpr int kMaxRank = 99;
constexpr std::size_t kMaxSlots = 50;
constexpr std::size_t kMaxParties = 50;
constexpr std::size_t kMaxVisas = 50;
constexpr std::size_t kLineLength = 300;

std::string path(std::string_view part, std::size_t index, std::string_view member = {}) {
    std::string out = std::string(part) + '/' + std::to_string(index);
    return member.empty() ? out : out + '/' + std::string(member);
}

bool is_choice(const FieldSpec& spec) {
    return spec.kind == FieldSpec::Kind::OneOf || spec.kind == FieldSpec::Kind::ManyOf;
}

/// The ticked options in printing order, each once; nullopt when one is unknown, or two of one.
std::optional<FieldValue> parse_choice(const FieldSpec& spec, const FieldValue& value) {
    std::set<std::string> wanted;
    if (const auto* one = std::get_if<std::string>(&value)) {
        if (!one->empty()) {
            wanted.insert(*one);
        }
    } else {
        const auto& many = std::get<std::vector<std::string>>(value);
        wanted.insert(many.begin(), many.end());
    }
    std::vector<std::string> ticked;
    for (const auto& option : spec.options) {
        if (wanted.contains(option.key)) {
            ticked.push_back(option.key);
        }
    }
    const bool too_many = spec.kind == FieldSpec::Kind::OneOf && ticked.size() > 1;
    if (ticked.size() != wanted.size() || too_many) {
        return std::nullopt;
    }
    return ticked;
}

std::optional<FieldValue> parse_typed(FieldSpec::Kind kind, const FieldValue& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) {
        return std::nullopt;
    }
    auto parsed = kind == FieldSpec::Kind::Paragraph ? parse_paragraph(*text)
                                                     : parse_line(*text, kLineLength);
    if (!parsed) {
        return std::nullopt;
    }
    return FieldValue(std::move(*parsed));
}

}  // namespace

bool tidy_line(std::string& text) {
    auto line = parse_line(text, kLineLength);
    if (!line) {
        return false;
    }
    text = std::move(*line);
    return true;
}

Expected<Fields, Refused> parse_fields(const ConventionType& type, const Fields& typed) {
    Fields fields;
    for (const auto& [key, value] : typed) {
        const auto spec =
            std::find_if(type.fields.begin(), type.fields.end(), [&key = key](const auto& field) {
                return field.key == key || (field.with_other && field.key + ".other" == key);
            });
        if (spec == type.fields.end()) {
            return refuse(Refusal::NotFound, "fields/" + key);
        }
        auto parsed = spec->key == key && is_choice(*spec) ? parse_choice(*spec, value)
                      : spec->key == key                   ? parse_typed(spec->kind, value)
                                         : parse_typed(FieldSpec::Kind::Line, value);
        if (!parsed) {
            return refuse(Refusal::InvalidValue, "fields/" + key);
        }
        fields[key] = std::move(*parsed);
    }
    return fields;
}

std::optional<Refused> tidy_visas(std::vector<std::string>& visas) {
    if (visas.size() > kMaxVisas) {
        return Refused{Refusal::InvalidValue, "visas"};
    }
    for (std::size_t i = 0; i < visas.size(); ++i) {
        auto visa = parse_paragraph(visas[i], 2'000);
        if (!visa) {
            return Refused{Refusal::InvalidValue, path("visas", i)};
        }
        visas[i] = std::move(*visa);
    }
    std::erase(visas, std::string());
    return std::nullopt;
}

std::optional<Refused> tidy_parties(const ConventionType& type, std::vector<Party>& parties) {
    if (parties.size() > kMaxParties) {
        return Refused{Refusal::InvalidValue, "parties"};
    }
    for (std::size_t i = 0; i < parties.size(); ++i) {
        auto& party = parties[i];
        const bool known =
            std::any_of(type.parties.begin(), type.parties.end(), [&party](const PartyRole& role) {
                return role.key == party.role;
            });
        if (!known) {
            return Refused{Refusal::InvalidValue, path("parties", i, "role")};
        }
        if (!tidy_line(party.name)) {
            return Refused{Refusal::InvalidValue, path("parties", i, "name")};
        }
        if (!tidy_line(party.represented_by)) {
            return Refused{Refusal::InvalidValue, path("parties", i, "represented_by")};
        }
    }
    for (const auto& role : type.parties) {
        const bool present =
            std::any_of(parties.begin(), parties.end(), [&role](const Party& party) {
                return party.role == role.key;
            });
        if (!present) {
            return Refused{Refusal::InvalidValue, "parties"};
        }
    }
    return std::nullopt;
}

std::optional<Refused> tidy_slots(
    const State& state, std::size_t parties, std::vector<Slot>& slots
) {
    if (slots.size() > kMaxSlots) {
        return Refused{Refusal::InvalidValue, "slots"};
    }
    std::set<int> seen;
    int last = state.last_slot_n;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        Slot slot;
        slot.n = slots[i].n == 0 ? ++last : slots[i].n;
        slot.rank = slots[i].rank;
        slot.party = slots[i].party;
        slot.office = slots[i].office;
        slot.stamp = slots[i].stamp;
        slot.holder = slots[i].holder;
        const bool known = slots[i].n == 0 || state.slot(slot.n) != nullptr;
        if (!known || !seen.insert(slot.n).second) {
            return Refused{Refusal::InvalidValue, path("slots", i, "n")};
        }
        if (slot.rank < 1 || slot.rank > kMaxRank) {
            return Refused{Refusal::InvalidValue, path("slots", i, "rank")};
        }
        if (slot.party < 0 || static_cast<std::size_t>(slot.party) >= parties) {
            return Refused{Refusal::InvalidValue, path("slots", i, "party")};
        }
        if (!tidy_line(slot.office)) {
            return Refused{Refusal::InvalidValue, path("slots", i, "office")};
        }
        if (!tidy_line(slot.holder.name)) {
            return Refused{Refusal::InvalidValue, path("slots", i, "name")};
        }
        if (!slot.holder.email.text.empty() && !parse_email(slot.holder.email.text)) {
            return Refused{Refusal::InvalidValue, path("slots", i, "email")};
        }
        slots[i] = std::move(slot);
    }
    return std::nullopt;
}

}  // namespace contreseing::workflows
