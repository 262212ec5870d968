#include "text/characters.hpp"
#include "text/utf8.hpp"
#include "workflows/domain/address_slips.hpp"
#include "workflows/domain/names.hpp"
#include "workflows/domain/opinion_rules.hpp"
#include "workflows/domain/placeholders.hpp"
#include "workflows/domain/printed_texts.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

using Kind = ChecklistItem::Kind;
using Verdict = ChecklistItem::Verdict;

class Checklist {
public:
    explicit Checklist(const State& state) : state_(state) {}

    void require(Kind kind, std::string subject, bool met) {
        items_.push_back({kind, std::move(subject), met ? Verdict::Met : Verdict::NotMet});
    }
    void warn(Kind kind, std::string subject) {
        acknowledge({kind, std::move(subject), Verdict::NeedsAcknowledgement});
    }
    void acknowledge(ChecklistItem item) {
        if (state_.acknowledgements.contains(item.key())) {
            item.verdict = Verdict::Met;
        }
        items_.push_back(std::move(item));
    }
    /// One item for all that is found of its kind in what it is about.
    void found(ChecklistItem item, const std::string& detail) {
        const auto same = std::find_if(items_.begin(), items_.end(), [&item](const auto& each) {
            return each.kind == item.kind && each.subject == item.subject;
        });
        if (same == items_.end()) {
            item.detail = detail;
            acknowledge(std::move(item));
        } else if (same->detail.find(detail) == std::string::npos) {
            same->detail += " ; " + detail;
        }
    }
    [[nodiscard]] std::vector<ChecklistItem> done() && { return std::move(items_); }

private:
    const State& state_;
    std::vector<ChecklistItem> items_;
};

bool is_filled(const State& state, const std::string& key) {
    const auto field = state.fields.find(key);
    return field != state.fields.end() &&
           std::visit([](const auto& value) { return !value.empty(); }, field->second);
}

void check_fields(const ConventionType& type, const State& state, Checklist& list) {
    for (const auto& field : type.fields) {
        const bool choice =
            field.kind == FieldSpec::Kind::OneOf || field.kind == FieldSpec::Kind::ManyOf;
        if (field.required) {
            const Kind kind = choice ? Kind::ChoiceMissing : Kind::RequiredField;
            const bool met = is_filled(state, field.key) ||
                             (field.with_other && is_filled(state, field.key + ".other"));
            list.require(kind, field.key, met);
        }
    }
}

/// What people typed and the act prints, as it stands.
void check_texts(const State& state, Checklist& list) {
    for (const auto& printed : printed_texts(state)) {
        const auto found = find_placeholders(printed.text);
        const auto certain =
            std::find_if(found.begin(), found.end(), [](const auto& each) { return each.certain; });
        if (certain != found.end()) {
            list.found(
                {Kind::PlaceholderLeft, printed.subject}, words_around(printed.text, *certain)
            );
        } else {
            for (const auto& each : found) {
                list.found(
                    {Kind::PossiblePlaceholder, printed.subject, Verdict::NeedsAcknowledgement},
                    words_around(printed.text, each)
                );
            }
        }
        const auto missing = undrawable(printed.text, printed.drawn_in);
        if (!missing.empty()) {
            list.found({Kind::NotDrawable, printed.subject}, characters_named(missing));
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
        const auto party = static_cast<std::size_t>(slot.party);
        if (party >= state.parties.size() || state.parties[party].role != role) {
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

void check_slots(const ConventionType& type, const State& state, Checklist& list) {
    for (const auto& role : type.parties) {
        for (const auto& office : missing_offices(type, state, role.key)) {
            list.require(Kind::RequiredSlotMissing, office, false);
        }
    }
    if (state.slots.empty()) {
        list.require(Kind::RequiredSlotMissing, {}, false);
    }
    for (const auto& slot : state.slots) {
        const std::string n = std::to_string(slot.n);
        list.require(Kind::SlotUnnamed, n, !slot.holder.name.empty() && !slot.office.empty());
        list.require(Kind::SlotEmailMissing, n, !slot.holder.email.text.empty());
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

void check_people(const State& state, const std::vector<Contact>& administrators, Checklist& list) {
    for (auto a = state.slots.begin(); a != state.slots.end(); ++a) {
        const auto& email = a->holder.email;
        for (auto b = std::next(a); b != state.slots.end(); ++b) {
            const auto [low, high] = std::minmax(a->n, b->n);
            const std::string pair = std::to_string(low) + ',' + std::to_string(high);
            if (!email.text.empty() && same_mailbox(email, b->holder.email)) {
                list.warn(Kind::SharedAddress, pair);
            } else if (!a->holder.name.empty() &&
                       folded_name(a->holder.name) == folded_name(b->holder.name)) {
                list.warn(Kind::SamePersonTwice, pair);
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
            list.warn(Kind::AdministratorAddress, std::to_string(a->n));
        }
        if (doubtful_address(email)) {
            list.warn(Kind::DoubtfulAddress, std::to_string(a->n));
        }
    }
}

}  // namespace

std::string ChecklistItem::key() const {
    std::string out(name_of(kind));
    if (!subject.empty()) {
        out += ':' + subject;
    }
    return out;
}

std::vector<ChecklistItem> attestations_of(const ConventionType& type, const State& state) {
    std::vector<ChecklistItem> items;
    for (const auto& spec : type.attestations) {
        const auto add = [&](std::string subject) {
            items.push_back(
                {Kind::Attestation,
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

std::vector<ChecklistItem> draft_checklist(const Surroundings& around, const State& state) {
    const ConventionType& type = around.type;
    Checklist list(state);
    check_fields(type, state, list);
    check_texts(state, list);
    for (std::size_t i = 0; i < state.parties.size(); ++i) {
        list.require(Kind::PartyUnnamed, std::to_string(i), !state.parties[i].name.empty());
    }
    check_slots(type, state, list);
    for (const auto& spec : type.annexes) {
        if (spec.required) {
            const bool there =
                std::any_of(state.annexes.begin(), state.annexes.end(), [&spec](const Annex& a) {
                    return a.kind == spec.kind;
                });
            list.require(Kind::AnnexMissing, spec.kind, there);
        }
    }
    check_people(state, around.administrators, list);
    for (auto& item : attestations_of(type, state)) {
        list.acknowledge(std::move(item));
    }
    if (type.term.kind == TermSpec::Kind::Unspecified) {
        list.warn(Kind::TermUnspecified, {});
    }
    return std::move(list).done();
}

std::vector<ChecklistItem> signature_gates(const Surroundings& around, const State& state) {
    const ConventionType& type = around.type;
    Checklist list(state);
    if (!type.inform_body_kind.empty() && around.informed_body.empty()) {
        list.warn(Kind::BodyWithoutMember, type.inform_body_kind);
    }
    if (!type.opinion) {
        return std::move(list).done();
    }
    const Opinion* opinion = standing_opinion(state);
    list.require(Kind::OpinionPending, {}, opinion != nullptr);
    if (opinion != nullptr && opinion->outcome != OpinionOutcome::Favourable) {
        if (type.opinion->binding || !opinion->acknowledgement.empty()) {
            list.require(Kind::OpinionUnfavourable, {}, !type.opinion->binding);
        } else {
            list.warn(Kind::OpinionUnfavourable, {});
        }
    }
    return std::move(list).done();
}

}  // namespace contreseing::workflows
