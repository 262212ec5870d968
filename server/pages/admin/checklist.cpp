#include "server/pages/admin/checklist.hpp"

#include "server/http/encoding.hpp"
#include "server/pages/admin/bodies.hpp"
#include "server/pages/admin/drafting.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::server::pages {

using workflows::Check;
using workflows::Gate;
using Of = workflows::CheckKind::Of;
using Verdict = Check::Verdict;

namespace {

/// Ids of the inputs are those of `admin_draft_view.cpp`.
std::string draft_input(const Dossier& dossier, const std::string& input) {
    return dossier.address + "/edit#" + input;
}

std::string party_input(const Dossier& dossier, std::string_view n) {
    const auto row = row_of(dossier.state().parties, parse_whole(n).value_or(0));
    return draft_input(dossier, "party." + row + ".name");
}

std::string slot_input(const Dossier& dossier, int n, std::string_view member) {
    const auto row = row_of(dossier.state().slots, n);
    return draft_input(dossier, "slot." + row + "." + std::string(member));
}

/// Where a text that `printed_texts` names so is typed.
std::string printed_input(const Dossier& dossier, std::string_view subject) {
    const auto slash = subject.find('/');
    const auto part = subject.substr(0, slash);
    const auto rest =
        slash == std::string_view::npos ? std::string_view{} : subject.substr(slash + 1);
    if (part == "parties") {
        return party_input(dossier, rest);
    }
    if (part == "slots") {
        return slot_input(dossier, parse_whole(rest).value_or(0), "name");
    }
    if (part == "annexes") {
        return dossier.address + "/annexes";
    }
    const bool of_act = part == "title" || part == "place" || part == "visas";
    return draft_input(dossier, of_act ? std::string(part) : "f." + std::string(subject));
}

std::string draft_remedy(const Dossier& dossier, const Check& check) {
    // « 1,3 » is about two places: the first leads close enough.
    const int slot = parse_whole(check.subject.substr(0, check.subject.find(','))).value_or(0);
    switch (check.kind.of) {
        case Of::Field:
            return draft_input(dossier, "f." + check.subject);
        case Of::Text:
            return printed_input(dossier, check.subject);
        case Of::Party:
            return party_input(dossier, check.subject);
        case Of::Office:
            return slot_input(dossier, 0, "office");
        case Of::Holder:
        case Of::Holders:
            return slot_input(dossier, slot, "name");
        case Of::Address:
        case Of::Slip:
        case Of::Addresses:
            return slot_input(dossier, slot, "email");
        case Of::Annex:
            return dossier.address + "/annexes?kind=" + http::percent_encode(check.subject) +
                   "#kind";
        case Of::Act:
        case Of::Attestation:
        case Of::Opinion:
        case Of::Body:
            break;
    }
    return {};
}

std::string acknowledgement_address(const Dossier& dossier, const Check& check) {
    if (check.verdict != Verdict::NeedsAcknowledgement) {
        return {};
    }
    const auto address = dossier.action_address(check.kind.answered_by);
    return check.kind.answered_by == workflows::AcknowledgeWarning::kName
               ? address + "?item=" + http::percent_encode(check.key())
               : address;
}

Model line_model(const Dossier& dossier, const Check& check) {
    const auto& acknowledged = dossier.state().acknowledgements;
    const auto known = acknowledged.find(check.key());
    const bool met = check.verdict == Verdict::Met;
    Model line;
    line.text("check_words", checklist_words(dossier, check))
        .flag("check_met", met)
        .text(
            "check_verdict",
            dossier.visit.word("admin.verdict." + std::string(workflows::name_of(check.verdict)))
        )
        .text("check_reason", known == acknowledged.end() ? std::string{} : known->second)
        .text("check_remedy", met ? std::string{} : remedy_address(dossier, check))
        .text("check_address", acknowledgement_address(dossier, check))
        .text(
            "check_confirm",
            dossier.visit.word(
                check.kind.of == Of::Attestation ? "admin.action.attest.title"
                                                 : "admin.act.acknowledge"
            )
        );
    return line;
}

/// The page of the body of that kind that the act is for.
std::string body_remedy(const Dossier& dossier, const std::string& kind) {
    const auto& visit = dossier.visit;
    const auto body = workflows::app::body_for(
        visit.services.registry, visit.campus(), kind, dossier.state().network
    );
    return body_address(kind, body ? body->network : dossier.state().network);
}

}  // namespace

std::string remedy_address(const Dossier& dossier, const Check& check) {
    switch (check.kind.of) {
        case Of::Opinion:
            return dossier.allows("request_opinion") ? dossier.action_address("request_opinion")
                                                     : dossier.address + "#opinions-title";
        case Of::Body:
            return body_remedy(dossier, check.subject);
        default:
            return dossier.allows("edit_draft") ? draft_remedy(dossier, check) : std::string{};
    }
}

std::vector<std::string> unmet_inputs(const Dossier& dossier) {
    const auto form = draft_input(dossier, {});
    std::vector<std::string> inputs;
    for (const auto& check : workflows::checks_of(dossier.around, dossier.state(), Gate::Freeze)) {
        const auto remedy = remedy_address(dossier, check);
        if (check.verdict != Verdict::Met && remedy.starts_with(form)) {
            inputs.push_back(remedy.substr(form.size()));
        }
    }
    return inputs;
}

void add_checklist(Model& model, const Dossier& dossier) {
    const auto& state = dossier.state();
    const bool drafting = state.draft_open && dossier.allows("edit_draft");
    const bool frozen = state.frozen() != nullptr && !state.round_opened_at;
    std::vector<Check> items;
    if (drafting) {
        items = workflows::checks_of(dossier.around, state, Gate::Freeze);
    } else if (frozen) {
        items = workflows::checks_of(dossier.around, state, Gate::Round);
    }
    // What blocks comes first: it is what the reader came for. Then what may still be said.
    const auto order = [](const Check& check) {
        return check.blocks() ? 0 : check.verdict != Verdict::Met ? 1 : 2;
    };
    std::stable_sort(items.begin(), items.end(), [&order](const auto& a, const auto& b) {
        return order(a) < order(b);
    });
    std::vector<Model> lines;
    for (const auto& check : items) {
        lines.push_back(line_model(dossier, check));
    }
    model.flag("checklist_draft", drafting).list("checklist", std::move(lines));
}

}  // namespace contreseing::server::pages
