#include "workflows/domain/checks.hpp"

#include "text/characters.hpp"
#include "text/utf8.hpp"
#include "workflows/domain/address_slips.hpp"
#include "workflows/domain/placeholders.hpp"
#include "workflows/domain/printed_texts.hpp"
#include "workflows/parts/drafting/rules.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

using Verdict = Check::Verdict;

bool is_filled(const State& state, const std::string& key) {
    const auto field = state.fields.find(key);
    return field != state.fields.end() &&
           std::visit([](const auto& value) { return !value.empty(); }, field->second);
}

void check_fields(const ConventionType& type, const State& state, CheckList& list) {
    for (const auto& field : type.fields) {
        const bool choice =
            field.kind == FieldSpec::Kind::OneOf || field.kind == FieldSpec::Kind::ManyOf;
        if (field.required) {
            const auto& kind = choice ? checks::kChoiceMissing : checks::kRequiredField;
            const bool met = is_filled(state, field.key) ||
                             (field.with_other && is_filled(state, field.key + ".other"));
            list.require(kind, field.key, met);
        }
    }
}

/// What people typed and the act prints, as it stands.
void check_texts(const State& state, CheckList& list) {
    for (const auto& printed : printed_texts(state)) {
        const auto found = find_placeholders(printed.text);
        const auto certain =
            std::find_if(found.begin(), found.end(), [](const auto& each) { return each.certain; });
        if (certain != found.end()) {
            list.found(
                checks::kPlaceholderLeft,
                printed.subject,
                Verdict::NotMet,
                words_around(printed.text, *certain)
            );
        } else {
            for (const auto& each : found) {
                list.found(
                    checks::kPossiblePlaceholder,
                    printed.subject,
                    Verdict::NeedsAcknowledgement,
                    words_around(printed.text, each)
                );
            }
        }
        const auto missing = undrawable(printed.text, printed.drawn_in);
        if (!missing.empty()) {
            list.found(
                checks::kNotDrawable, printed.subject, Verdict::NotMet, characters_named(missing)
            );
        }
    }
}

/// Offices that the type requires of a role and that the draft has no place for. An office may
/// be worded otherwise (« Directrice »): a place of the same party stands for it.
std::vector<std::string> missing_offices(
    const ConventionType& type, const State& state, const std::string& role
) {
    std::vector<std::string> wanted;
    for (const auto& spec : type.slots) {
        if (spec.required && spec.party == role) {
            wanted.push_back(spec.office);
        }
    }
    std::size_t otherwise_worded = 0;
    for (const auto& slot : state.slots) {
        const Party* party = state.party(slot.party);
        if (party == nullptr || party->role != role) {
            continue;
        }
        const auto same = std::find(wanted.begin(), wanted.end(), slot.office);
        if (same == wanted.end()) {
            ++otherwise_worded;
        } else {
            wanted.erase(same);
        }
    }
    const auto covered = static_cast<std::ptrdiff_t>(std::min(otherwise_worded, wanted.size()));
    wanted.erase(wanted.begin(), wanted.begin() + covered);
    return wanted;
}

void check_slots(const ConventionType& type, const State& state, CheckList& list) {
    for (const auto& role : type.parties) {
        for (const auto& office : missing_offices(type, state, role.key)) {
            list.require(checks::kRequiredSlotMissing, office, false);
        }
    }
    if (state.slots.empty()) {
        list.require(checks::kRequiredSlotMissing, {}, false);
    }
    for (const auto& slot : state.slots) {
        const std::string n = std::to_string(slot.n);
        list.require(checks::kSlotUnnamed, n, !slot.holder.name.empty() && !slot.office.empty());
        list.require(checks::kSlotEmailMissing, n, !slot.holder.email.text.empty());
    }
}

std::u32string folded_name(std::string_view name) {
    std::u32string out;
    std::size_t at = 0;
    while (const auto scalar = text::next_scalar(name, at)) {
        out.push_back(text::folded(*scalar));
    }
    return out;
}

void check_people(const State& state, const std::vector<Contact>& administrators, CheckList& list) {
    for (auto a = state.slots.begin(); a != state.slots.end(); ++a) {
        const auto& email = a->holder.email;
        for (auto b = std::next(a); b != state.slots.end(); ++b) {
            const auto [low, high] = std::minmax(a->n, b->n);
            const std::string pair = std::to_string(low) + ',' + std::to_string(high);
            if (!email.text.empty() && same_mailbox(email, b->holder.email)) {
                list.warn(checks::kSharedAddress, pair);
            } else if (!a->holder.name.empty() &&
                       folded_name(a->holder.name) == folded_name(b->holder.name)) {
                list.warn(checks::kSamePersonTwice, pair);
            }
        }
        const bool administrators_own = std::any_of(
            administrators.begin(),
            administrators.end(),
            [&email](const Contact& administrator) {
                return same_mailbox(administrator.email, email);
            }
        );
        if (administrators_own) {
            list.warn(checks::kAdministratorAddress, std::to_string(a->n));
        }
        if (doubtful_address(email)) {
            list.warn(checks::kDoubtfulAddress, std::to_string(a->n));
        }
    }
}

}  // namespace

std::vector<Check> attestations_of(const ConventionType& type, const State& state) {
    std::vector<Check> items;
    for (const auto& spec : type.attestations) {
        const auto add = [&](std::string subject) {
            items.push_back(
                {Gate::Freeze,
                 checks::kAttestation,
                 std::move(subject),
                 Verdict::NeedsAcknowledgement,
                 spec.blocking}
            );
        };
        if (spec.scope == AttestationSpec::Scope::Act) {
            add(spec.key);
            continue;
        }
        for (const auto& slot : state.slots) {
            add(spec.key + ',' + std::to_string(slot.n));
        }
    }
    return items;
}

std::vector<Check> parts::Drafting::checks(
    const Surroundings& around, const workflows::State& state, Gate gate
) {
    if (gate != Gate::Freeze) {
        return {};
    }
    const ConventionType& type = around.type;
    CheckList list(state, gate);
    check_fields(type, state, list);
    check_texts(state, list);
    for (const auto& party : state.parties) {
        list.require(checks::kPartyUnnamed, std::to_string(party.n), !party.name.empty());
    }
    check_slots(type, state, list);
    for (const auto& spec : type.annexes) {
        if (spec.required) {
            const bool there =
                std::any_of(state.annexes.begin(), state.annexes.end(), [&spec](const Annex& a) {
                    return a.kind == spec.kind;
                });
            list.require(checks::kAnnexMissing, spec.kind, there);
        }
    }
    check_people(state, around.administrators, list);
    for (auto& item : attestations_of(type, state)) {
        list.acknowledge(std::move(item));
    }
    if (type.term.kind == TermSpec::Kind::Unspecified) {
        list.warn(checks::kTermUnspecified, {});
    }
    return std::move(list).done();
}

}  // namespace contreseing::workflows
