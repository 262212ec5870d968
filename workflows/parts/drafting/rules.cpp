#include "workflows/parts/drafting/rules.hpp"

#include "workflows/domain/address_warnings.hpp"
#include "workflows/domain/checks.hpp"
#include "workflows/domain/fold.hpp"
#include "workflows/domain/opinion_rules.hpp"
#include "workflows/domain/printed_texts.hpp"
#include "workflows/parts/drafting/draft_values.hpp"

#include <algorithm>
#include <iterator>

namespace contreseing::workflows {

namespace {

constexpr std::size_t kMaxAnnexes = 50;

/// The first that plays it; a type's places are of its roles.
int party_of_role(const std::vector<Party>& parties, std::string_view role) {
    const auto found = std::ranges::find(parties, role, &Party::role);
    return found == parties.end() ? 0 : found->n;
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

/// The value of the field; an empty text when nothing is typed or ticked.
FieldValue filled(const std::map<std::string, FieldValue>& fields, const std::string& key) {
    const auto field = fields.find(key);
    const bool empty = field == fields.end() ||
                       std::visit([](const auto& value) { return value.empty(); }, field->second);
    return empty ? FieldValue() : field->second;
}

/// Items of the given attestations that speak of a field which `fields` changes.
std::vector<std::string> voided_by(
    const ConventionType& type, const State& state, const std::map<std::string, FieldValue>& fields
) {
    const auto changes = [&](const std::string& key) {
        return filled(state.fields, key) != filled(fields, key);
    };
    std::vector<std::string> voided;
    for (const auto& spec : type.attestations) {
        const bool changed =
            std::any_of(spec.fields.begin(), spec.fields.end(), [&](const std::string& key) {
                return changes(key) || changes(key + ".other");
            });
        const auto act = check_key(checks::kAttestation, spec.key);
        for (const auto& [item, reason] : state.acknowledgements) {
            if (changed && (item == act || item.starts_with(act + ','))) {
                voided.push_back(item);
            }
        }
    }
    return voided;
}

/// Items of the possible placeholders that somebody answered for in a text which `edited` changes.
std::vector<std::string> answers_outdated_by(const State& state, const DraftEdited& edited) {
    State after;
    after.title = edited.title.value_or(state.title);
    after.place = edited.place.value_or(state.place);
    after.fields = edited.fields.value_or(state.fields);
    after.visas = edited.visas.value_or(state.visas);
    after.parties = edited.parties.value_or(state.parties);
    after.slots = edited.slots.value_or(state.slots);
    after.annexes = state.annexes;
    const auto texts_of = [](const State& from, std::string_view subject) {
        auto texts = printed_texts(from);
        std::erase_if(texts, [subject](const PrintedText& each) {
            return each.subject != subject;
        });
        return texts;
    };
    std::vector<std::string> outdated;
    for (const auto& [item, reason] : state.acknowledgements) {
        const auto subject = subject_in(item, checks::kPossiblePlaceholder);
        if (subject && texts_of(state, *subject) != texts_of(after, *subject)) {
            outdated.push_back(item);
        }
    }
    return outdated;
}

/// The fields with those of `changes` put in; an empty one goes.
Fields changed(Fields fields, Fields changes) {
    for (auto& [key, value] : changes) {
        fields[key] = std::move(value);
    }
    std::erase_if(fields, [](const auto& field) {
        return std::visit([](const auto& value) { return value.empty(); }, field.second);
    });
    return fields;
}

/// The parts of the edit as they would be kept.
DraftEdited tidied(
    const Surroundings& around, const State& state, const EditDraft& command, Faults& faults
) {
    const ConventionType& type = around.type;
    const auto refuse_part = [&faults](std::string part) {
        const Refused refused{Refusal::InvalidValue, std::move(part)};
        if (std::find(faults.begin(), faults.end(), refused) == faults.end()) {
            faults.push_back(refused);
        }
    };
    DraftEdited edited{
        .title = command.title,
        .fields = {},
        .visas = command.visas,
        .parties = command.parties,
        .slots = command.slots,
        .place = command.place,
        .relations = command.relations,
    };
    if (edited.title && !tidy_title(*edited.title)) {
        refuse_part("title");
    }
    if (edited.place && !tidy_line(*edited.place)) {
        refuse_part("place");
    }
    if (command.fields) {
        edited.fields = changed(state.fields, parse_fields(type, *command.fields, faults));
        edited.voided = voided_by(type, state, *edited.fields);
    }
    if (edited.visas) {
        tidy_visas(*edited.visas, faults);
    }
    if (edited.parties) {
        tidy_parties(type, state, *edited.parties, faults);
    }
    const auto& parties = edited.parties ? *edited.parties : state.parties;
    if (edited.slots) {
        tidy_slots(state, parties, *edited.slots, faults);
    } else {
        // Places that stay must still belong to a party.
        const bool orphan =
            std::any_of(state.slots.begin(), state.slots.end(), [&parties](const Slot& slot) {
                return numbered(parties, slot.party) == nullptr;
            });
        if (orphan) {
            refuse_part("parties");
        }
    }
    if (edited.relations) {
        tidy_relations(around, state.id, *edited.relations, faults);
    }
    const auto outdated = answers_outdated_by(state, edited);
    edited.voided.insert(edited.voided.end(), outdated.begin(), outdated.end());
    return edited;
}

/// One refusal that tells of all `faults`. Their first says what kind it is: that of values, when
/// there is one.
Refused all_of(Faults faults) {
    std::stable_partition(faults.begin(), faults.end(), [](const Refused& fault) {
        return fault.refusal == Refusal::InvalidValue;
    });
    Refused refused = std::move(faults.front());
    refused.also.assign(
        std::make_move_iterator(faults.begin() + 1), std::make_move_iterator(faults.end())
    );
    return refused;
}

bool is_to_attest(const ConventionType& type, const State& state, std::string_view item) {
    const auto attestations = attestations_of(type, state);
    return std::any_of(attestations.begin(), attestations.end(), [item](const auto& each) {
        return each.key() == item;
    });
}

/// A warning that the address of a seat may call for.
bool is_about_seats(const Opinion& opinion, std::string_view item) {
    for (const auto& a : opinion.seats) {
        const auto id = seat_id(opinion.n, a);
        if (item == check_key(checks::kAdministratorAddress, id) ||
            item == check_key(checks::kDoubtfulAddress, id)) {
            return true;
        }
        for (const auto& b : opinion.seats) {
            const auto pair = id + ',' + seat_id(opinion.n, b);
            if (a.n < b.n && item == check_key(checks::kSharedAddress, pair)) {
                return true;
            }
        }
    }
    return false;
}

/// A warning that the address of a seat calls for before its opinion is asked.
bool is_about_seats_to_come(const State& state, std::string_view item) {
    const int next = next_opinion(state);
    for (int n = 1; n <= kMaxSeatNumber; ++n) {
        Seat seat;
        seat.n = n;
        const auto id = seat_id(next, seat);
        if (item == check_key(checks::kDoubtfulAddress, id)) {
            return true;
        }
    }
    return false;
}

/// A warning, attestations apart, that somebody can take upon himself: of the draft, one that its
/// checklist shows; of a frozen text, also one of an address that is to be corrected.
bool is_acknowledgeable(const Surroundings& around, const State& state, std::string_view item) {
    const auto is = [item](const CheckKind& kind, std::string_view subject) {
        return item == check_key(kind, subject);
    };
    if (is(checks::kTermUnspecified, {}) ||
        is(checks::kBodyWithoutMember, around.type.inform_body_kind)) {
        return true;
    }
    if (state.draft_open) {
        const auto items = checks_of(around, state, Gate::Freeze);
        return std::any_of(items.begin(), items.end(), [&](const Check& each) {
            const bool taken = state.acknowledgements.contains(each.key());
            return each.key() == item &&
                   (taken || each.verdict == Check::Verdict::NeedsAcknowledgement);
        });
    }
    for (const auto& a : state.slots) {
        const std::string n = std::to_string(a.n);
        if (is(checks::kAdministratorAddress, n) || is(checks::kDoubtfulAddress, n)) {
            return true;
        }
        for (const auto& b : state.slots) {
            const std::string pair = n + ',' + std::to_string(b.n);
            if (a.n < b.n && is(checks::kSharedAddress, pair)) {
                return true;
            }
        }
    }
    const Opinion* opinion = state.stage == Stage::UnderOpinion ? state.opinion() : nullptr;
    return opinion != nullptr ? is_about_seats(*opinion, item)
                              : around.type.opinion && is_about_seats_to_come(state, item);
}

}  // namespace

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const CreateConvention& command
) {
    const auto line = [](std::string text) { return tidy_line(text); };
    std::string title = command.title;
    std::string reference = command.reference;
    if (!tidy_line(reference) || reference.empty()) {
        return Refused{Refusal::InvalidValue, "reference"};
    }
    if (!tidy_title(title)) {
        return Refused{Refusal::InvalidValue, "title"};
    }
    if (!line(command.place)) {
        return Refused{Refusal::InvalidValue, "place"};
    }
    if (!line(command.campus_name)) {
        return Refused{Refusal::InvalidValue, "campus_name"};
    }
    if (!line(command.campus_represented_by)) {
        return Refused{Refusal::InvalidValue, "campus_represented_by"};
    }
    Faults faults;
    auto relations = command.relations;
    tidy_relations(around, state.id, relations, faults);
    return faults.empty() ? std::nullopt : std::optional(all_of(std::move(faults)));
}

void rule(Deciding& deciding, const CreateConvention& command) {
    const ConventionType& type = deciding.around.type;
    CreateConvention asked = command;
    tidy_line(asked.reference);
    tidy_title(asked.title);
    tidy_line(asked.place);
    tidy_line(asked.campus_name);
    tidy_line(asked.campus_represented_by);
    Faults none;
    tidy_relations(deciding.around, deciding.before().id, asked.relations, none);
    ConventionCreated created;
    created.reference = asked.reference;
    created.type_key = type.key;
    created.type_version = type.version;
    created.title = asked.title;
    created.place = asked.place;
    created.network = asked.network;
    created.relations = std::move(asked.relations);
    created.fields = ticked_in_advance(type);
    created.visas = type.visas;
    for (const auto& role : type.parties) {
        Party party;
        party.n = static_cast<int>(created.parties.size()) + 1;
        party.role = role.key;
        if (role.is_campus) {
            party.name = asked.campus_name;
            party.represented_by = asked.campus_represented_by;
        }
        created.parties.push_back(std::move(party));
    }
    for (const auto& spec : type.slots) {
        Slot slot;
        slot.n = static_cast<int>(created.slots.size()) + 1;
        slot.rank = spec.rank;
        slot.party = party_of_role(created.parties, spec.party);
        slot.office = spec.office;
        slot.stamp = spec.stamp;
        created.slots.push_back(std::move(slot));
    }
    deciding.emit(std::move(created));
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const EditDraft& command
) {
    if (auto refused = refuse_edit(state)) {
        return refused;
    }
    if (command.from_events && *command.from_events != state.events) {
        return Refused{Refusal::ChangedMeanwhile};
    }
    Faults faults;
    tidied(around, state, command, faults);
    if (!faults.empty()) {
        return all_of(std::move(faults));
    }
    const bool anything = command.title || command.fields || command.visas || command.parties ||
                          command.slots || command.place || command.relations;
    return anything ? std::nullopt : std::optional(Refused{Refusal::NothingToDo});
}

void rule(Deciding& deciding, const EditDraft& command) {
    Faults none;
    deciding.emit(tidied(deciding.around, deciding.before(), command, none));
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const AttachAnnex& command
) {
    if (auto refused = refuse_edit(state)) {
        return refused;
    }
    const auto& specs = around.type.annexes;
    const bool known = std::any_of(specs.begin(), specs.end(), [&command](const AnnexSpec& spec) {
        return spec.kind == command.annex.kind;
    });
    if (!known) {
        return Refused{Refusal::InvalidValue, "kind"};
    }
    std::string title = command.annex.title;
    if (!tidy_line(title) || title.empty()) {
        return Refused{Refusal::InvalidValue, "title"};
    }
    if (command.annex.pages < 1) {
        return Refused{Refusal::InvalidValue, "pages"};
    }
    if (state.annexes.size() >= kMaxAnnexes) {
        return Refused{Refusal::InvalidValue, "annexes"};
    }
    return command.losses.empty() ? std::nullopt : refuse_reason(command.reason);
}

void rule(Deciding& deciding, const AttachAnnex& command) {
    Annex annex = command.annex;
    tidy_line(annex.title);
    annex.n = deciding.before().last_annex_n + 1;
    const bool loses = !command.losses.empty();
    deciding.emit(AnnexAttached{
        std::move(annex), command.losses, loses ? *parse_reason(command.reason) : std::string()});
}

std::optional<Refused> refuse(const Surroundings&, const State& state, const RemoveAnnex& command) {
    if (auto refused = refuse_edit(state)) {
        return refused;
    }
    const bool there =
        std::any_of(state.annexes.begin(), state.annexes.end(), [&command](const Annex& annex) {
            return annex.n == command.annex;
        });
    return there ? std::nullopt : std::optional(Refused{Refusal::NotFound, "annex"});
}

void rule(Deciding& deciding, const RemoveAnnex& command) {
    deciding.emit(AnnexRemoved{command.annex});
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const AcknowledgeWarning& command
) {
    if (!is_open(state.stage)) {
        return Refused{Refusal::WrongStage};
    }
    const bool attests = is_to_attest(around.type, state, command.item);
    if (attests || subject_in(command.item, checks::kPossiblePlaceholder)) {
        if (!state.draft_open) {
            return Refused{Refusal::DraftIsFrozen};  // given for a text before it is frozen
        }
        if (command.from_events && *command.from_events != state.events) {
            return Refused{Refusal::ChangedMeanwhile};
        }
    }
    if (!attests && !is_acknowledgeable(around, state, command.item)) {
        return Refused{Refusal::NotFound, "item"};
    }
    return refuse_reason(command.reason);
}

void rule(Deciding& deciding, const AcknowledgeWarning& command) {
    deciding.emit(WarningAcknowledged{command.item, *parse_reason(command.reason)});
}

}  // namespace contreseing::workflows
