#include "workflows/domain/deciding.hpp"

#include <algorithm>
#include <set>

namespace contreseing::workflows {

namespace {

constexpr int kMaxRank = 99;
constexpr std::size_t kMaxSlots = 50;
constexpr std::size_t kMaxParties = 50;
constexpr std::size_t kMaxVisas = 50;
constexpr std::size_t kMaxAnnexes = 50;
constexpr std::size_t kLineLength = 300;

std::string path(std::string_view part, std::size_t index, std::string_view member = {}) {
    std::string out = std::string(part) + '/' + std::to_string(index);
    return member.empty() ? out : out + '/' + std::string(member);
}

/// Normalises in place; false when it is not a line.
bool tidy_line(std::string& text) {
    auto line = parse_line(text, kLineLength);
    if (!line) {
        return false;
    }
    text = std::move(*line);
    return true;
}

int party_of_role(const ConventionType& type, std::string_view role) {
    for (std::size_t i = 0; i < type.parties.size(); ++i) {
        if (type.parties[i].key == role) {
            return static_cast<int>(i);
        }
    }
    return 0;
}

std::map<std::string, FieldValue> ticked_in_advance(const ConventionType& type) {
    std::map<std::string, FieldValue> fields;
    for (const auto& field : type.fields) {
        std::vector<std::string> ticked;
        for (const auto& option : field.options) {
            if (option.ticked_in_advance) {
                ticked.push_back(option.key);
            }
        }
        if (!ticked.empty()) {
            fields[field.key] = std::move(ticked);
        }
    }
    return fields;
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

using Fields = std::map<std::string, FieldValue>;

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

/// The place as a draft may hold it: nothing of a round, new ones numbered after all others.
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

/// Whether the text may be changed now.
std::optional<Refused> refuse_edit(const State& state) {
    if (!is_open(state.stage)) {
        return Refused{Refusal::WrongStage, {}};
    }
    if (!state.draft_open) {
        return Refused{Refusal::DraftIsFrozen, {}};
    }
    return std::nullopt;
}

/// A warning of the checklist that somebody can take upon himself, about what exists.
bool is_acknowledgeable(const State& state, std::string_view item) {
    if (item == ChecklistItem{ChecklistItem::Kind::TermUnspecified, {}, {}}.key()) {
        return true;
    }
    for (const auto& a : state.slots) {
        const std::string n = std::to_string(a.n);
        if (item == ChecklistItem{ChecklistItem::Kind::AdministratorAddress, n, {}}.key()) {
            return true;
        }
        for (const auto& b : state.slots) {
            const std::string pair = n + ',' + std::to_string(b.n);
            if (a.n < b.n &&
                (item == ChecklistItem{ChecklistItem::Kind::SharedAddress, pair, {}}.key() ||
                 item == ChecklistItem{ChecklistItem::Kind::SamePersonTwice, pair, {}}.key())) {
                return true;
            }
        }
    }
    return false;
}

}  // namespace

Outcome rule(Deciding&& deciding, const CreateConvention& command) {
    const ConventionType& type = deciding.around.type;
    ConventionCreated created;
    created.reference = command.reference;
    created.type_key = type.key;
    created.type_version = type.version;
    created.title = command.title;
    created.place = command.place;
    std::string campus_name = command.campus_name;
    std::string campus_represented_by = command.campus_represented_by;
    if (!tidy_line(created.reference) || created.reference.empty()) {
        return refuse(Refusal::InvalidValue, "reference");
    }
    if (!tidy_line(created.title) || created.title.empty()) {
        return refuse(Refusal::InvalidValue, "title");
    }
    if (!tidy_line(created.place)) {
        return refuse(Refusal::InvalidValue, "place");
    }
    if (!tidy_line(campus_name)) {
        return refuse(Refusal::InvalidValue, "campus_name");
    }
    if (!tidy_line(campus_represented_by)) {
        return refuse(Refusal::InvalidValue, "campus_represented_by");
    }
    created.fields = ticked_in_advance(type);
    created.visas = type.visas;
    for (const auto& role : type.parties) {
        Party party;
        party.role = role.key;
        if (role.is_campus) {
            party.name = campus_name;
            party.represented_by = campus_represented_by;
        }
        created.parties.push_back(std::move(party));
    }
    for (const auto& spec : type.slots) {
        Slot slot;
        slot.n = static_cast<int>(created.slots.size()) + 1;
        slot.rank = spec.rank;
        slot.party = party_of_role(type, spec.party);
        slot.office = spec.office;
        slot.stamp = spec.stamp;
        created.slots.push_back(std::move(slot));
    }
    deciding.emit(std::move(created));
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const EditDraft& command) {
    const State& state = deciding.before();
    if (const auto refused = refuse_edit(state)) {
        return Unexpected{*refused};
    }
    DraftEdited edited{
        .title = command.title,
        .fields = {},
        .visas = command.visas,
        .parties = command.parties,
        .slots = command.slots,
        .place = command.place,
    };
    if (edited.title && (!tidy_line(*edited.title) || edited.title->empty())) {
        return refuse(Refusal::InvalidValue, "title");
    }
    if (edited.place && !tidy_line(*edited.place)) {
        return refuse(Refusal::InvalidValue, "place");
    }
    if (command.fields) {
        auto fields = parse_fields(deciding.around.type, *command.fields);
        if (!fields) {
            return Unexpected{fields.error()};
        }
        edited.fields = std::move(*fields);
    }
    if (edited.visas) {
        if (const auto refused = tidy_visas(*edited.visas)) {
            return Unexpected{*refused};
        }
    }
    if (edited.parties) {
        if (const auto refused = tidy_parties(deciding.around.type, *edited.parties)) {
            return Unexpected{*refused};
        }
        // Places that stay must still belong to a party.
        const int count = static_cast<int>(edited.parties->size());
        const bool orphan =
            !edited.slots &&
            std::any_of(state.slots.begin(), state.slots.end(), [count](const Slot& slot) {
                return slot.party >= count;
            });
        if (orphan) {
            return refuse(Refusal::InvalidValue, "parties");
        }
    }
    if (edited.slots) {
        const auto parties = edited.parties ? edited.parties->size() : state.parties.size();
        if (const auto refused = tidy_slots(state, parties, *edited.slots)) {
            return Unexpected{*refused};
        }
    }
    const bool anything = edited.title || edited.fields || edited.visas || edited.parties ||
                          edited.slots || edited.place;
    if (!anything) {
        return refuse(Refusal::NothingToDo);
    }
    deciding.emit(std::move(edited));
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const AttachAnnex& command) {
    const State& state = deciding.before();
    if (const auto refused = refuse_edit(state)) {
        return Unexpected{*refused};
    }
    Annex annex = command.annex;
    const auto& specs = deciding.around.type.annexes;
    const bool known = std::any_of(specs.begin(), specs.end(), [&annex](const AnnexSpec& spec) {
        return spec.kind == annex.kind;
    });
    if (!known) {
        return refuse(Refusal::InvalidValue, "kind");
    }
    if (!tidy_line(annex.title) || annex.title.empty()) {
        return refuse(Refusal::InvalidValue, "title");
    }
    if (annex.pages < 1) {
        return refuse(Refusal::InvalidValue, "pages");
    }
    if (state.annexes.size() >= kMaxAnnexes) {
        return refuse(Refusal::InvalidValue, "annexes");
    }
    annex.n = state.last_annex_n + 1;
    deciding.emit(AnnexAttached{std::move(annex)});
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const RemoveAnnex& command) {
    const State& state = deciding.before();
    if (const auto refused = refuse_edit(state)) {
        return Unexpected{*refused};
    }
    const bool there =
        std::any_of(state.annexes.begin(), state.annexes.end(), [&command](const Annex& annex) {
            return annex.n == command.annex;
        });
    if (!there) {
        return refuse(Refusal::NotFound, "annex");
    }
    deciding.emit(AnnexRemoved{command.annex});
    return std::move(deciding).done();
}

Outcome rule(Deciding&& deciding, const AcknowledgeWarning& command) {
    const State& state = deciding.before();
    if (!is_open(state.stage)) {
        return refuse(Refusal::WrongStage);
    }
    if (!is_acknowledgeable(state, command.item)) {
        return refuse(Refusal::NotFound, "item");
    }
    auto reason = parse_reason(command.reason);
    if (!reason) {
        return refuse(Refusal::MissingReason, "reason");
    }
    deciding.emit(WarningAcknowledged{command.item, std::move(*reason)});
    return std::move(deciding).done();
}

}  // namespace contreseing::workflows
