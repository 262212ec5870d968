#include "server/pages/admin/signing.hpp"

#include "server/pages/admin/next.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::server::pages {

using workflows::Slot;

namespace {

bool signing_runs(const Dossier& dossier) {
    return dossier.state().stage == workflows::Stage::InSignature;
}

/// Of a place that nobody was invited to yet.
std::string waiting_word(const Dossier& dossier, const Slot& slot) {
    using workflows::Stage;
    const auto& state = dossier.state();
    if (state.stage == Stage::Declined || state.stage == Stage::Abandoned) {
        return "slot.never_invited";
    }
    const bool first =
        std::none_of(state.slots.begin(), state.slots.end(), [&slot](const Slot& other) {
            return other.rank < slot.rank;
        });
    return first && !state.round_opened_at ? "admin.slot.before" : "slot.waiting";
}

std::string slot_status(const Dossier& dossier, const Slot& slot) {
    const auto& visit = dossier.visit;
    switch (slot.status) {
        case Slot::Status::Signed:
            return visit.fill(
                "slot.signed", {{"date", visit.format.date_time(slot.signature->at)}}
            );
        case Slot::Status::Invited:
            return visit.fill(
                signing_runs(dossier) ? "admin.slot.invited" : "admin.slot.stopped",
                {{"date", visit.date(slot.invited_at)}}
            );
        case Slot::Status::Declined:
            return visit.fill("admin.slot.declined", {{"reason", slot.decline_reason}});
        case Slot::Status::Waiting:
            break;
    }
    if (slot.holder.name.empty()) {
        return {};  // nobody to promise a link to
    }
    return visit.word(waiting_word(dossier, slot));
}

std::vector<Model> slot_actions(const Dossier& dossier, const Slot& slot) {
    const bool has_signed = slot.status == Slot::Status::Signed;
    const bool invited = slot.status == Slot::Status::Invited && signing_runs(dossier);
    const bool revoked = slot.door && slot.door->revoked;
    std::vector<Model> actions;
    const auto offer = [&](bool offered, std::string_view action) {
        if (offered && dossier.allows(action)) {
            actions.push_back(action_link(dossier, action, slot.n));
        }
    };
    const bool returned = invited && came_back(slot);
    offer(returned, "substitute_holder");
    offer(returned, "correct_address");
    offer(!returned && may_remind(dossier, slot), "remind_now");
    offer(invited && !revoked, "resend_link");
    offer(invited && slot.door, "extend_link");
    // Of who signed, the link still shows the receipt and the act; of anybody else, nothing now.
    offer((invited || has_signed) && slot.door && !revoked, "revoke_link");
    offer(!has_signed && !returned, "correct_address");
    offer(!has_signed && !returned, "substitute_holder");
    offer(returned && may_remind(dossier, slot), "remind_now");
    return actions;
}

std::vector<Model> slot_facts(const Dossier& dossier, const Slot& slot) {
    const auto& visit = dossier.visit;
    const bool invited = slot.status == Slot::Status::Invited && signing_runs(dossier);
    std::vector<Model> facts;
    const auto fact = [&](std::string text, bool bad = false) {
        Model model;
        model.text("fact", text).flag("fact_bad", bad);
        facts.push_back(std::move(model));
    };
    if (invited && slot.door) {
        const bool expired = slot.door->expires_at <= visit.now;
        fact(
            slot.door->revoked ? visit.word("admin.slot.revoked")
                               : visit.fill(
                                     expired ? "admin.slot.expired" : "admin.slot.until",
                                     {{"date", visit.format.date_time(slot.door->expires_at)}}
                                 ),
            slot.door->revoked || expired
        );
        fact(
            slot.last_reminder_at
                ? visit.fill("admin.slot.reminded", {{"date", visit.date(slot.last_reminder_at)}})
                : visit.word("admin.slot.never_reminded")
        );
    }
    if (slot.status == Slot::Status::Signed && slot.door && slot.door->revoked) {
        fact(visit.word("admin.slot.closed"));
    }
    if (slot.undeliverable) {
        fact(visit.word("admin.slot.undeliverable"), true);
    }
    if (!slot.automatic_reply.empty() && slot.status != Slot::Status::Signed) {
        fact(visit.fill("admin.slot.automatic_reply", {{"reply", slot.automatic_reply}}), true);
    }
    if (!slot.returned_mail.empty()) {
        fact(
            visit.fill("admin.slot.returned_mail", {{"text", slot.returned_mail}}),
            slot.status != Slot::Status::Signed
        );
    }
    if (workflows::codes_are_burnt(slot) && invited) {
        fact(
            visit.fill("admin.slot.codes_burnt", {{"n", std::to_string(slot.codes.size())}}), true
        );
    }
    if (slot.escalated && invited) {
        fact(visit.word("admin.slot.escalated"), true);
    }
    for (const auto& change : slot.address_changes) {
        fact(corrected_words(visit, change));
    }
    return facts;
}

}  // namespace

std::string corrected_words(const Visit& visit, const workflows::AddressChange& change) {
    return visit.fill(
        "admin.slot.corrected",
        {{"date", visit.format.date(change.at)},
         {"from", change.from.text},
         {"to", change.to.text},
         {"reason", change.reason}}
    );
}

std::vector<Model> slots_model(const Dossier& dossier) {
    const auto& visit = dossier.visit;
    const auto& state = dossier.state();
    std::vector<const Slot*> ordered;
    for (const auto& slot : state.slots) {
        ordered.push_back(&slot);
    }
    std::stable_sort(ordered.begin(), ordered.end(), [](const Slot* a, const Slot* b) {
        return a->rank < b->rank;
    });
    std::vector<Model> slots;
    for (const auto* slot : ordered) {
        Model model;
        model.text("slot_rank", visit.fill("slot.rank", {{"n", std::to_string(slot->rank)}}))
            .text(
                "slot_name",
                slot->holder.name.empty() ? visit.word("admin.slot.unnamed") : slot->holder.name
            )
            .text("slot_office", slot->office)
            .text("slot_party", state.party_name(slot->party))
            .text("slot_email", slot->holder.email.text)
            .text("slot_status", slot_status(dossier, *slot))
            .flag("slot_done", slot->status == Slot::Status::Signed)
            .flag("slot_now", slot->status == Slot::Status::Invited && signing_runs(dossier))
            .list("slot_facts", slot_facts(dossier, *slot))
            .list("slot_actions", slot_actions(dossier, *slot));
        slots.push_back(std::move(model));
    }
    return slots;
}

}  // namespace contreseing::server::pages
