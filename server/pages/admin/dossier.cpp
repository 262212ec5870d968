#include "server/pages/admin/dossier.hpp"

#include "workflows/domain/address_slips.hpp"
#include "workflows/domain/address_warnings.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::server::pages {

using workflows::Check;

namespace {

std::string field_label(const Dossier& dossier, std::string_view key) {
    const auto locale = dossier.visit.locale;
    for (const auto& field : dossier.type().fields) {
        if (field.key == key || field.key + ".other" == key) {
            return localised(field.label, locale);
        }
    }
    const auto word = "admin.part." + std::string(key);
    return dossier.visit.pages.words().has(word) ? dossier.visit.word(word) : std::string(key);
}

/// The role of the party of that number.
std::string party_label(const Dossier& dossier, std::string_view n) {
    const auto* party = dossier.state().party(parse_whole(n).value_or(0));
    for (const auto& role : dossier.type().parties) {
        if (party != nullptr && party->role == role.key) {
            return localised(role.label, dossier.visit.locale);
        }
    }
    return std::string(n);
}

/// A text that the act prints, as `printed_texts` names it.
std::string printed_label(const Dossier& dossier, std::string_view subject) {
    const auto slash = subject.find('/');
    if (slash == std::string_view::npos) {
        return field_label(dossier, subject);
    }
    const auto part = subject.substr(0, slash);
    const auto which = subject.substr(slash + 1);
    if (part == "slots") {
        return slot_words(dossier, parse_whole(which).value_or(0));
    }
    if (part == "parties") {
        return party_label(dossier, which);
    }
    return field_label(dossier, part);
}

/// `3`, or `opinion/1/seat/2`, in words.
std::string place_words(const Dossier& dossier, std::string_view place) {
    for (const auto& opinion : dossier.state().opinions) {
        for (const auto& seat : opinion.seats) {
            if (workflows::seat_id(opinion.n, seat) == place) {
                return seat.holder.name + ", " + seat.organisation;
            }
        }
    }
    return slot_words(dossier, parse_whole(place).value_or(0));
}

/// `1,3`: both places, in words.
std::string two_places(const Dossier& dossier, std::string_view pair) {
    const auto comma = pair.find(',');
    const auto second = comma == std::string_view::npos ? comma : comma + 1;
    return place_words(dossier, pair.substr(0, comma)) + "\u202F; " +
           place_words(dossier, second < pair.size() ? pair.substr(second) : std::string_view{});
}

std::string doubt_words(const Dossier& dossier, std::string_view subject) {
    const auto place = place_words(dossier, subject);
    const auto* slot = dossier.state().slot(parse_whole(subject).value_or(0));
    return slot == nullptr ? place : doubt_words(dossier.visit, place, slot->holder.email);
}

/// What is attested, and of whom when it is `key,n`.
std::string attestation_words(const Dossier& dossier, std::string_view subject) {
    const auto comma = subject.find(',');
    std::string words(subject.substr(0, comma));
    for (const auto& spec : dossier.type().attestations) {
        if (spec.key == words) {
            words = localised(spec.label, dossier.visit.locale);
            break;
        }
    }
    if (comma == std::string_view::npos) {
        return words;
    }
    const auto slot = parse_whole(subject.substr(comma + 1)).value_or(0);
    return slot_words(dossier, slot) + "\u00A0: " + words;
}

std::string annex_label(const Dossier& dossier, const std::string& kind) {
    for (const auto& annex : dossier.type().annexes) {
        if (annex.kind == kind) {
            return localised(annex.label, dossier.visit.locale);
        }
    }
    return kind;
}

std::string subject_words(const Dossier& dossier, const Check& check) {
    using Of = workflows::CheckKind::Of;
    switch (check.kind.of) {
        case Of::Field:
            return field_label(dossier, check.subject);
        case Of::Text:
            return printed_label(dossier, check.subject);
        case Of::Party:
            return party_label(dossier, check.subject);
        case Of::Holder:
        case Of::Address:
            return place_words(dossier, check.subject);
        case Of::Slip:
            return doubt_words(dossier, check.subject);
        case Of::Holders:
        case Of::Addresses:
            return two_places(dossier, check.subject);
        case Of::Annex:
            return annex_label(dossier, check.subject);
        case Of::Attestation:
            return attestation_words(dossier, check.subject);
        case Of::Act:
        case Of::Office:
        case Of::Opinion:
        case Of::Body:
            break;
    }
    return check.subject;
}

}  // namespace

bool Dossier::allows(std::string_view action) const {
    return !workflows::refuse_offer(around, state(), action);
}

std::string Dossier::action_address(std::string_view action, const workflows::Place& place) const {
    const auto out = address + "/actions/" + std::string(action);
    return place == workflows::whole_act() ? out : out + "?place=" + workflows::to_text(place);
}

Model Dossier::model(std::string_view title) const {
    auto model = visit.model("dashboard", title);
    model.text("act_title", state().title)
        .text("reference", state().reference)
        .text("address", address)
        .text("stage", stage_word(visit, state().stage))
        .text("stage_name", workflows::name_of(state().stage))
        .flag("text_frozen", state().stage == workflows::Stage::Drafting && !state().draft_open);
    return model;
}

Model action_link(const Dossier& dossier, std::string_view action, int slot) {
    Model model;
    const auto place = slot == 0 ? workflows::whole_act() : workflows::slot_place(slot);
    model.text("action_address", dossier.action_address(action, place))
        .text("action_label", dossier.visit.word(action_words(dossier, action, slot) + ".title"));
    return model;
}

std::string action_words(const Dossier& dossier, std::string_view action, int slot) {
    const auto* place = dossier.state().slot(slot);
    const bool has_signed = place != nullptr && place->status == workflows::Slot::Status::Signed;
    const bool replaces = place != nullptr && workflows::codes_are_burnt(*place);
    return "admin.action." + std::string(
                                 has_signed && action == "revoke_link" ? "close_access"
                                 : replaces && action == "resend_link" ? "replace_link"
                                                                       : action
                             );
}

std::optional<Dossier> open_dossier(const Visit& visit) {
    const auto id = workflows::parse_id<workflows::ConventionId>(visit.request.param("id"));
    auto view = id ? visit.services.engine.view(visit.campus(), *id) : std::nullopt;
    if (!view) {
        return std::nullopt;
    }
    auto around = visit.services.engine.surroundings_with_body(
        *view->type, view->loaded.state, visit.campus(), visit.now
    );
    return Dossier{
        visit, *id, std::move(*view), std::move(around), "/admin/conventions/" + to_string(*id)};
}

std::string slot_words(const Dossier& dossier, int slot) {
    const auto* found = dossier.state().slot(slot);
    if (found == nullptr) {
        return dossier.visit.fill("admin.slot.gone", {{"n", std::to_string(slot)}});
    }
    return found->holder.name.empty() ? found->office
           : found->office.empty()    ? found->holder.name
                                      : found->holder.name + ", " + found->office;
}

std::string doubt_words(
    const Visit& visit, const std::string& place, const workflows::EmailAddress& email
) {
    const auto meant = workflows::doubtful_address(email);
    return !meant || meant->empty()
               ? place
               : visit.fill(
                     "admin.meant", {{"place", place}, {"address", email.text}, {"meant", *meant}}
                 );
}

std::string checklist_words(const Dossier& dossier, const Check& check) {
    return dossier.visit.fill(
        "admin.check." + std::string(check.kind.name) + (check.blocking ? "" : "_optional"),
        {{"subject", subject_words(dossier, check)}, {"detail", check.detail}}
    );
}

std::optional<Check> checklist_item(const Dossier& dossier, std::string_view key) {
    for (const auto gate : {workflows::Gate::Freeze, workflows::Gate::Round}) {
        for (auto& check : workflows::checks_of(dossier.around, dossier.state(), gate)) {
            if (check.key() == key) {
                return std::move(check);
            }
        }
    }
    return std::nullopt;
}

}  // namespace contreseing::server::pages
