#include "server/pages/admin/next.hpp"

#include "server/pages/admin/opinion.hpp"
#include "workflows/domain/opinion_rules.hpp"

#include <algorithm>

namespace contreseing::server::pages {

namespace {

using workflows::Check;
using workflows::Gate;
using workflows::Slot;
using workflows::Stage;

NextStep action_step(const Dossier& dossier, std::string_view action) {
    const std::string name(action);
    return {
        dossier.visit.word("admin.next." + name),
        dossier.visit.word("admin.action." + name + ".title"),
        dossier.action_address(action)};
}

NextStep drafting_step(const Dossier& dossier) {
    const auto items = workflows::checks_of(dossier.around, dossier.state(), Gate::Freeze);
    const auto how_many = [&items](Check::Verdict verdict) {
        return std::count_if(items.begin(), items.end(), [verdict](const Check& item) {
            return item.verdict == verdict;
        });
    };
    const auto blocking = how_many(Check::Verdict::NotMet);
    const auto& visit = dossier.visit;
    if (blocking > 0) {
        const auto confirm = how_many(Check::Verdict::NeedsAcknowledgement);
        return {
            visit.pages.words().count(
                visit.locale,
                confirm > 0 ? "admin.next.complete_and_confirm" : "admin.next.complete",
                blocking,
                {{"confirm", std::to_string(confirm)}}
            ),
            visit.word("admin.edit.link"),
            dossier.address + "/edit"};
    }
    if (dossier.allows("freeze_version")) {
        return action_step(dossier, "freeze_version");
    }
    return {
        visit.word("admin.next.acknowledge"),
        visit.word("admin.next.acknowledge_label"),
        dossier.address + "#checklist"};
}

NextStep opinion_step(const Dossier& dossier) {
    const auto& visit = dossier.visit;
    const auto* opinion = dossier.state().opinion();
    if (opinion == nullptr) {
        return {};
    }
    return {
        visit.fill(
            "admin.next.under_opinion",
            {{"body", opinion->body_name},
             {"progress", vote_so_far(dossier, *opinion)},
             {"date", visit.format.date_time(opinion->deadline)}}
        ),
        {},
        {}};
}

/// Nobody of the body was mailed: once it has members, an administrator does it.
NextStep information_step(const Dossier& dossier) {
    if (dossier.allows("inform_body")) {
        return action_step(dossier, "inform_body");
    }
    const auto& visit = dossier.visit;
    return {
        visit.word("admin.next.body_without_member"),
        visit.word("admin.nav.bodies"),
        "/admin/bodies"};
}

/// What an administrator may do about a place that is asked to sign; the most pressing comes first.
enum class Call { Refused, Returned, LinkClosed, CodesBurnt, Quiet, None };

Call call_of(const Dossier& dossier, const Slot& slot) {
    const auto now = dossier.visit.now;
    const bool closed = slot.door && (slot.door->revoked || slot.door->expires_at <= now);
    return slot.undeliverable                 ? Call::Refused
           : !slot.returned_mail.empty()      ? Call::Returned
           : closed                           ? Call::LinkClosed
           : workflows::codes_are_burnt(slot) ? Call::CodesBurnt
           : may_remind(dossier, slot)        ? Call::Quiet
                                              : Call::None;
}

/// Another person signs in this place: where the text prints the name, it has to be opened again.
std::string_view replacement(const Dossier& dossier) {
    return dossier.allows("substitute_holder") ? "substitute_holder" : "reopen_draft";
}

std::string_view action_of(const Dossier& dossier, Call call) {
    switch (call) {
        case Call::Refused:
            return "correct_address";
        case Call::Returned:
            return replacement(dossier);
        case Call::LinkClosed:
            return "extend_link";
        case Call::CodesBurnt:
            return "resend_link";
        case Call::Quiet:
            return "remind_now";
        case Call::None:
            break;
    }
    return {};
}

NextStep signature_step(const Dossier& dossier) {
    const auto& visit = dossier.visit;
    std::string people;
    Call call = Call::None;
    int about = 0;
    for (const int n : workflows::pen_holders(dossier.state())) {
        people += (people.empty() ? "" : " ; ") + slot_words(dossier, n);
        if (const auto of_slot = call_of(dossier, *dossier.state().slot(n)); of_slot < call) {
            call = of_slot;
            about = n;
        }
    }
    NextStep step;
    step.sentence = visit.fill("admin.next.in_signature", {{"people", people}});
    if (call == Call::None) {
        return step;
    }
    const auto& person = dossier.state().slot(about)->holder.name;
    const auto label = [&](std::string_view action) {
        if (action == "reopen_draft") {
            return visit.word("admin.action.reopen_draft.title");
        }
        return visit.fill(
            "admin.next.for",
            {{"action", visit.word(action_words(dossier, action, about) + ".title")},
             {"person", person}}
        );
    };
    const auto address = [&](std::string_view action) {
        return action == "reopen_draft"
                   ? dossier.action_address(action)
                   : dossier.action_address(action, workflows::slot_place(about));
    };
    const auto action = action_of(dossier, call);
    step.label = label(action);
    step.address = address(action);
    if (call == Call::Refused || call == Call::Returned) {
        const auto other = call == Call::Returned ? "correct_address" : replacement(dossier);
        step.other_label = label(other);
        step.other_address = address(other);
    }
    if (call == Call::Returned) {
        step.sentence += " " + visit.fill(
                                   action == "reopen_draft" ? "admin.next.returned_printed"
                                                            : "admin.next.returned",
                                   {{"person", person}}
                               );
    }
    return step;
}

/// Of a frozen text whose signatures cannot be asked for yet.
NextStep gate_step(const Dossier& dossier) {
    const auto& visit = dossier.visit;
    const auto gates = workflows::checks_of(dossier.around, dossier.state(), Gate::Round);
    if (std::ranges::find(gates, Check::Verdict::NeedsAcknowledgement, &Check::verdict) !=
        gates.end()) {
        return {
            visit.word("admin.next.acknowledge_gate"),
            visit.word("admin.next.acknowledge_label"),
            dossier.address + "#checklist"};
    }
    if (std::ranges::find(gates, workflows::checks::kOpinionUnfavourable, &Check::kind) !=
        gates.end()) {
        // Of a frozen text the opinion may always be asked again.
        return {
            visit.word("admin.next.binding"),
            visit.word("admin.action.request_opinion.title"),
            dossier.action_address("request_opinion")};
    }
    return dossier.allows("request_opinion") ? action_step(dossier, "request_opinion") : NextStep{};
}

}  // namespace

bool may_remind(const Dossier& dossier, const Slot& slot) {
    const auto now = dossier.visit.now;
    return slot.status == Slot::Status::Invited && slot.door && !slot.door->revoked &&
           now < slot.door->expires_at && dossier.allows("remind_now") &&
           !workflows::reminded_lately(dossier.state(), slot, now);
}

NextStep next_step(const Dossier& dossier) {
    const auto& state = dossier.state();
    const auto& visit = dossier.visit;
    switch (state.stage) {
        case Stage::Drafting:
        case Stage::AwaitingAuthority:
            if (state.draft_open) {
                return drafting_step(dossier);
            }
            for (const auto action : {"open_round", "acknowledge_opinion"}) {
                if (dossier.allows(action)) {
                    return action_step(dossier, action);
                }
            }
            return gate_step(dossier);
        case Stage::UnderOpinion:
            return opinion_step(dossier);
        case Stage::InSignature:
            return signature_step(dossier);
        case Stage::Declined:
            return action_step(dossier, "reopen_draft");
        case Stage::Signed:
        case Stage::InForce:
            if (workflows::body_was_forgotten(dossier.around, state)) {
                return information_step(dossier);
            }
            return {
                visit.fill("admin.next.in_force", {{"date", visit.date(state.in_force_at)}}),
                visit.word("admin.documents.download_signed"),
                dossier.address + "/document?telecharger"};
        case Stage::Abandoned:
        case Stage::Ended:
            break;
    }
    return {visit.word("admin.next.nothing"), {}, {}};
}

}  // namespace contreseing::server::pages
