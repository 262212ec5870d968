#include "workflows/parts/drafting/draft_values.hpp"

#include "workflows/domain/deciding.hpp"
#include "workflows/domain/fold.hpp"

#include <algorithm>
#include <chrono>
#include <set>

namespace contreseing::workflows {

namespace {

constexpr int kMaxRank = 99;
constexpr std::size_t kMaxSlots = 50;
constexpr std::size_t kMaxParties = 50;
constexpr std::size_t kMaxVisas = 50;
constexpr std::size_t kLineLength = 300;
constexpr std::size_t kTitleLength = 200;
constexpr std::chrono::year kOldestYear{1900};  // a slip of the hand is older

std::string path(std::string_view part, std::size_t index, std::string_view member = {}) {
    std::string out = std::string(part) + '/' + std::to_string(index);
    return member.empty() ? out : out + '/' + std::string(member);
}

void require(bool holds, std::string subject, Faults& faults) {
    if (!holds) {
        faults.push_back({Refusal::InvalidValue, std::move(subject)});
    }
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

bool tidy_name(std::string& text) {
    auto name = parse_name(text, kLineLength);
    if (!name) {
        return false;
    }
    text = std::move(*name);
    return true;
}

bool tidy_title(std::string& text) {
    auto title = parse_line(text, kTitleLength);
    if (!title || title->empty()) {
        return false;
    }
    text = std::move(*title);
    return true;
}

Fields parse_fields(const ConventionType& type, const Fields& typed, Faults& faults) {
    Fields fields;
    for (const auto& [key, value] : typed) {
        const auto spec =
            std::find_if(type.fields.begin(), type.fields.end(), [&key = key](const auto& field) {
                return field.key == key || (field.with_other && field.key + ".other" == key);
            });
        if (spec == type.fields.end()) {
            faults.push_back({Refusal::NotFound, "fields/" + key});
            continue;
        }
        auto parsed = spec->key == key && is_choice(*spec) ? parse_choice(*spec, value)
                      : spec->key == key                   ? parse_typed(spec->kind, value)
                                         : parse_typed(FieldSpec::Kind::Line, value);
        if (!parsed) {
            faults.push_back({Refusal::InvalidValue, "fields/" + key});
            continue;
        }
        fields[key] = std::move(*parsed);
    }
    return fields;
}

void tidy_visas(std::vector<std::string>& visas, Faults& faults) {
    if (visas.size() > kMaxVisas) {
        faults.push_back({Refusal::InvalidValue, "visas"});
        return;
    }
    for (std::size_t i = 0; i < visas.size(); ++i) {
        auto visa = parse_paragraph(visas[i], 2'000);
        require(visa.has_value(), path("visas", i), faults);
        visas[i] = std::move(visa).value_or(std::string());
    }
    std::erase(visas, std::string());
}

void tidy_parties(
    const ConventionType& type, const State& state, std::vector<Party>& parties, Faults& faults
) {
    if (parties.size() > kMaxParties) {
        faults.push_back({Refusal::InvalidValue, "parties"});
        return;
    }
    // A new party may be given its number, for its places to name it: one of the next.
    const int last = state.last_party_n + static_cast<int>(parties.size());
    std::set<int> seen;
    for (const auto& party : parties) {
        seen.insert(party.n);
    }
    int next = state.last_party_n;
    for (auto& party : parties) {
        if (party.n == 0) {
            do {
                party.n = ++next;
            } while (seen.contains(party.n));
        }
    }
    seen.clear();
    for (std::size_t i = 0; i < parties.size(); ++i) {
        auto& party = parties[i];
        const bool known =
            std::any_of(type.parties.begin(), type.parties.end(), [&party](const PartyRole& role) {
                return role.key == party.role;
            });
        const bool may_have_it =
            state.party(party.n) != nullptr || (party.n > state.last_party_n && party.n <= last);
        require(may_have_it && seen.insert(party.n).second, path("parties", i, "n"), faults);
        require(known, path("parties", i, "role"), faults);
        require(tidy_name(party.name), path("parties", i, "name"), faults);
        require(tidy_line(party.represented_by), path("parties", i, "represented_by"), faults);
    }
    const bool all_played =
        std::all_of(type.parties.begin(), type.parties.end(), [&parties](const PartyRole& role) {
            return std::any_of(parties.begin(), parties.end(), [&role](const Party& party) {
                return party.role == role.key;
            });
        });
    require(all_played, "parties", faults);
}

void tidy_slots(
    const State& state, const std::vector<Party>& parties, std::vector<Slot>& slots, Faults& faults
) {
    if (slots.size() > kMaxSlots) {
        faults.push_back({Refusal::InvalidValue, "slots"});
        return;
    }
    std::set<int> seen;
    int last = state.last_slot_n;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const auto check = [&](bool holds, std::string_view member) {
            require(holds, path("slots", i, member), faults);
        };
        Slot slot;
        slot.n = slots[i].n == 0 ? ++last : slots[i].n;
        slot.rank = slots[i].rank;
        slot.party = slots[i].party;
        slot.office = slots[i].office;
        slot.stamp = slots[i].stamp;
        slot.holder = slots[i].holder;
        const bool known = slots[i].n == 0 || state.slot(slot.n) != nullptr;
        const auto& email = slot.holder.email.text;
        check(known && seen.insert(slot.n).second, "n");
        check(slot.rank >= 1 && slot.rank <= kMaxRank, "rank");
        check(numbered(parties, slot.party) != nullptr, "party");
        check(tidy_line(slot.office), "office");
        check(tidy_name(slot.holder.name), "name");
        check(email.empty() || parse_email(email), "email");
        slots[i] = std::move(slot);
    }
}

void tidy_relations(
    const Surroundings& around,
    const ConventionId& own,
    std::vector<Relation>& relations,
    Faults& faults
) {
    if (relations.size() > kMostRelations) {
        faults.push_back({Refusal::InvalidValue, "relations"});
        return;
    }
    const Day today = around.zone.local_day(around.now);
    for (std::size_t i = 0; i < relations.size(); ++i) {
        auto& relation = relations[i];
        const auto check = [&](bool holds, std::string_view member) {
            require(holds, path("relations", i, member), faults);
        };
        const bool here = relation.act.has_value();
        const auto& day = relation.signed_on;
        check(tidy_name(relation.elsewhere) && relation.elsewhere.empty() == here, "elsewhere");
        check(!day || (!here && day->year() >= kOldestYear && *day <= today), "signed_on");
        const bool said_before =
            std::any_of(relations.data(), &relation, [&relation](const Relation& other) {
                return other.kind == relation.kind && other.act == relation.act &&
                       other.elsewhere == relation.elsewhere &&
                       other.signed_on == relation.signed_on;
            });
        const auto& known = around.related;
        if (here && *relation.act != own &&
            std::find(known.begin(), known.end(), *relation.act) == known.end()) {
            faults.push_back({Refusal::NotFound, path("relations", i, "act")});
        } else {
            check(relation.act != own && !said_before, here ? "act" : "elsewhere");
        }
    }
}

}  // namespace contreseing::workflows
