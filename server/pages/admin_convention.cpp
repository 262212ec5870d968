#include "server/pages/admin_convention.hpp"

#include "server/pages/admin_effects.hpp"
#include "server/pages/admin_next.hpp"
#include "server/pages/admin_timeline.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::server::pages {

namespace app = workflows::app;
using workflows::ChecklistItem;
using workflows::Slot;
using workflows::State;

namespace {

Model link_to(const Dossier& dossier, std::string_view action, int slot = 0) {
    Model model;
    model.text("action_address", dossier.action_address(action, slot))
        .text("action_label", dossier.visit.word("admin.action." + std::string(action) + ".title"));
    return model;
}

std::vector<Model> checklist_model(const Dossier& dossier, std::vector<ChecklistItem> items) {
    std::vector<Model> lines;
    // What blocks comes first: it is what the reader came for.
    std::stable_sort(items.begin(), items.end(), [](const auto& a, const auto& b) {
        return (a.verdict != ChecklistItem::Verdict::Met) >
               (b.verdict != ChecklistItem::Verdict::Met);
    });
    for (const auto& item : items) {
        const bool to_acknowledge = item.verdict == ChecklistItem::Verdict::NeedsAcknowledgement;
        const auto known = dossier.state().acknowledgements.find(item.key());
        Model line;
        line.text("check_words", checklist_words(dossier, item))
            .flag("check_met", item.verdict == ChecklistItem::Verdict::Met)
            .text(
                "check_verdict",
                dossier.visit.word("admin.verdict." + std::string(workflows::name_of(item.verdict)))
            )
            .text(
                "check_reason",
                known == dossier.state().acknowledgements.end() ? std::string{} : known->second
            );
        if (to_acknowledge) {
            line.text(
                "check_address",
                item.kind == ChecklistItem::Kind::OpinionUnfavourable
                    ? dossier.action_address("acknowledge_opinion")
                    : dossier.action_address("acknowledge_warning") + "?item=" + item.key()
            );
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

void add_checklist(Model& model, const Dossier& dossier) {
    const auto& state = dossier.state();
    const bool drafting = state.draft_open && dossier.allows("edit_draft");
    const bool frozen = state.frozen() != nullptr && !state.round_opened_at;
    std::vector<ChecklistItem> items;
    if (drafting) {
        items = workflows::draft_checklist(dossier.around, state);
    } else if (frozen) {
        items = workflows::signature_gates(dossier.around, state);
    }
    model.flag("checklist_draft", drafting).list("checklist", checklist_model(dossier, items));
}

std::string slot_status(const Visit& visit, const Slot& slot) {
    switch (slot.status) {
        case Slot::Status::Signed:
            return visit.fill(
                "slot.signed", {{"date", visit.format.date_time(slot.signature->at)}}
            );
        case Slot::Status::Invited:
            return visit.fill("admin.slot.invited", {{"date", visit.date(slot.invited_at)}});
        case Slot::Status::Declined:
            return visit.fill("admin.slot.declined", {{"reason", slot.decline_reason}});
        case Slot::Status::Waiting:
            break;
    }
    return visit.word("slot.waiting");
}

std::vector<Model> slot_actions(const Dossier& dossier, const Slot& slot) {
    const bool open = slot.status != Slot::Status::Signed;
    const bool invited = slot.status == Slot::Status::Invited;
    const bool revoked = slot.door && slot.door->revoked;
    std::vector<Model> actions;
    const auto offer = [&](bool offered, std::string_view action) {
        if (offered && dossier.allows(action)) {
            actions.push_back(link_to(dossier, action, slot.n));
        }
    };
    offer(may_remind(dossier, slot), "remind_now");
    offer(invited && !revoked, "resend_link");
    offer(open && slot.door, "extend_link");
    offer(slot.door && !revoked, "revoke_link");
    offer(open, "correct_address");
    offer(open, "substitute_holder");
    return actions;
}

std::vector<Model> slot_facts(const Visit& visit, const Slot& slot) {
    std::vector<Model> facts;
    const auto fact = [&](std::string text, bool bad = false) {
        Model model;
        model.text("fact", text).flag("fact_bad", bad);
        facts.push_back(std::move(model));
    };
    if (slot.status == Slot::Status::Invited && slot.door) {
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
    if (slot.undeliverable) {
        fact(visit.word("admin.slot.undeliverable"), true);
    }
    if (!slot.automatic_reply.empty() && slot.status != Slot::Status::Signed) {
        fact(visit.fill("admin.slot.automatic_reply", {{"reply", slot.automatic_reply}}), true);
    }
    if (slot.escalated && slot.status == Slot::Status::Invited) {
        fact(visit.word("admin.slot.escalated"), true);
    }
    for (const auto& change : slot.address_changes) {
        fact(visit.fill(
            "admin.slot.corrected",
            {{"date", visit.format.date(change.at)},
             {"from", change.from.text},
             {"to", change.to.text},
             {"reason", change.reason}}
        ));
    }
    return facts;
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
        const auto party = static_cast<std::size_t>(slot->party);
        Model model;
        model.text("slot_rank", visit.fill("slot.rank", {{"n", std::to_string(slot->rank)}}))
            .text(
                "slot_name",
                slot->holder.name.empty() ? visit.word("admin.slot.unnamed") : slot->holder.name
            )
            .text("slot_office", slot->office)
            .text(
                "slot_party",
                party < state.parties.size() ? state.parties[party].name : std::string{}
            )
            .text("slot_email", slot->holder.email.text)
            .text("slot_status", slot_status(visit, *slot))
            .flag("slot_done", slot->status == Slot::Status::Signed)
            .flag("slot_now", slot->status == Slot::Status::Invited)
            .list("slot_facts", slot_facts(visit, *slot))
            .list("slot_actions", slot_actions(dossier, *slot));
        slots.push_back(std::move(model));
    }
    return slots;
}

std::vector<Model> seats_model(const Dossier& dossier, const workflows::Opinion& opinion) {
    const auto& visit = dossier.visit;
    const bool open = !opinion.closed_at && !opinion.void_ && dossier.allows("resend_link");
    std::vector<Model> seats;
    for (const auto& seat : opinion.seats) {
        Model model;
        model.text("seat_name", seat.holder.name)
            .text("seat_organisation", seat.organisation)
            .text(
                "seat_vote",
                visit.word("opinion.vote." + std::string(workflows::name_of(seat.vote)))
            )
            .flag("seat_chair", seat.chair)
            .flag("seat_guest", seat.vote == workflows::VoteKind::Guest)
            .flag("seat_undeliverable", seat.undeliverable)
            .text(
                "seat_replied",
                seat.automatic_reply.empty()
                    ? std::string{}
                    : visit.fill("admin.slot.automatic_reply", {{"reply", seat.automatic_reply}})
            )
            .text(
                "seat_resend",
                open ? dossier.action_address("resend_invitation") + "?opinion=" +
                           std::to_string(opinion.n) + "&seat=" + std::to_string(seat.n)
                     : std::string{}
            )
            .text("seat_reminded", visit.date(seat.last_reminder_at));
        if (seat.answer) {
            const auto choice = std::string(workflows::name_of(seat.answer->choice));
            model.text("seat_choice", visit.word("opinion.choice." + choice))
                .text("seat_text", seat.answer->text)
                .text("seat_at", visit.format.date_time(seat.answer->at));
        }
        seats.push_back(std::move(model));
    }
    return seats;
}

std::vector<Model> opinions_model(const Dossier& dossier) {
    const auto& visit = dossier.visit;
    std::vector<Model> opinions;
    for (const auto& opinion : dossier.state().opinions) {
        Model model;
        model.text("body", opinion.body_name)
            .text("question", opinion.question)
            .number("opinion_version", opinion.version)
            .text("opinion_hash", to_hex(opinion.sha256).substr(0, 16))
            .text("asked_on", visit.format.date(opinion.requested_at))
            .text("opinion_deadline", visit.format.date_time(opinion.deadline))
            .flag("void", opinion.void_)
            .text("acknowledgement", opinion.acknowledgement)
            .list("seats", seats_model(dossier, opinion));
        if (opinion.closed_at && opinion.outcome && opinion.closed_by) {
            model.text(
                "closed",
                visit.fill(
                    "admin.opinion.closed",
                    {{"date", visit.format.date_time(*opinion.closed_at)},
                     {"how",
                      visit.word(
                          "admin.closing." + std::string(workflows::name_of(*opinion.closed_by))
                      )},
                     {"outcome",
                      visit.word(
                          "opinion.outcome." + std::string(workflows::name_of(*opinion.outcome))
                      )}}
                )
            );
        } else if (!opinion.void_ && dossier.allows("close_opinion")) {
            model.text(
                "close_address",
                dossier.action_address("close_opinion") + "?opinion=" + std::to_string(opinion.n)
            );
        }
        opinions.push_back(std::move(model));
    }
    return opinions;
}

std::vector<Model> annexes_model(
    const Dossier& dossier, const std::vector<workflows::Annex>& annexes, bool removable
) {
    const auto& visit = dossier.visit;
    std::vector<Model> models;
    for (const auto& annex : annexes) {
        const auto n = std::to_string(annex.n);
        std::string kind = annex.kind;
        for (const auto& spec : dossier.type().annexes) {
            if (spec.kind == annex.kind) {
                kind = localised(spec.label, visit.locale);
            }
        }
        Model model;
        model.text("annex_title", annex.title)
            .text("annex_kind", kind)
            .text(
                "annex_pages",
                visit.pages.words().count(visit.locale, "frame.file.pages", annex.pages)
            )
            .text("annex_hash", grouped(annex.sha256))
            .text("annex_address", dossier.address + "/annex/" + n)
            .text(
                "annex_remove",
                removable ? dossier.action_address("remove_annex") + "?annex=" + n : std::string{}
            );
        models.push_back(std::move(model));
    }
    return models;
}

std::vector<Model> versions_model(const Dossier& dossier) {
    const auto& visit = dossier.visit;
    const auto& state = dossier.state();
    const bool signed_once =
        std::any_of(state.slots.begin(), state.slots.end(), [](const Slot& slot) {
            return slot.status == Slot::Status::Signed;
        });
    std::vector<Model> versions;
    for (auto version = state.versions.rbegin(); version != state.versions.rend(); ++version) {
        const auto n = std::to_string(version->n);
        Model model;
        model.text("version_n", n)
            .text("version_hash", grouped(version->sha256))
            .text("version_frozen", visit.format.date_time(version->frozen_at))
            .text(
                "version_pages",
                visit.pages.words().count(visit.locale, "frame.file.pages", version->pages)
            )
            .flag("version_current", &*version == state.frozen())
            .flag("version_signed", &*version == state.frozen() && signed_once)
            .text("version_address", dossier.address + "/versions/" + n)
            .list("version_annexes", annexes_model(dossier, version->annexes, false));
        versions.push_back(std::move(model));
    }
    return versions;
}

std::vector<Model> other_actions(const Dossier& dossier, const NextStep& next) {
    std::vector<Model> actions;
    for (const std::string_view action :
         {"freeze_version",
          "request_opinion",
          "acknowledge_opinion",
          "open_round",
          "reopen_draft",
          "abandon"}) {
        if (dossier.allows(action) && next.address != dossier.action_address(action)) {
            actions.push_back(link_to(dossier, action));
        }
    }
    return actions;
}

void add_effects(Model& model, const Dossier& dossier) {
    const auto& visit = dossier.visit;
    std::vector<Model> effects;
    bool stuck = false;
    for (const auto& effect : visit.services.effects.of_convention(visit.campus(), dossier.id)) {
        stuck =
            stuck || (effect.status == app::EffectStatus::Pending && !effect.last_error.empty());
        effects.push_back(effect_model(visit, effect));
    }
    const auto count = static_cast<long long>(effects.size());
    model
        .text(
            "effects_count", visit.pages.words().count(visit.locale, "admin.act.sent_count", count)
        )
        .list("effects", std::move(effects))
        .flag("effects_stuck", stuck);
}

/// What the stage does not say while a frozen text waits for its signatures.
std::string standing_words(const Dossier& dossier) {
    const auto& state = dossier.state();
    const bool waits = state.frozen() != nullptr && !state.round_opened_at && !state.draft_open;
    if (!waits || !dossier.allows("reopen_draft")) {
        return {};
    }
    return dossier.visit.word(
        dossier.allows("open_round") ? "admin.standing.ready" : "admin.standing.frozen"
    );
}

}  // namespace

http::Response show_convention(const Visit& visit) {
    const auto dossier = open_dossier(visit);
    if (!dossier) {
        return admin_not_found(visit);
    }
    const auto& state = dossier->state();
    const auto next = next_step(*dossier);
    auto model = dossier->model(state.reference + " – " + state.title);
    model.text("done", done_words(visit))
        .text("type_title", localised(dossier->type().title, visit.locale))
        .text("standing", standing_words(*dossier))
        .text("next_sentence", next.sentence)
        .text("next_label", next.label)
        .text("next_address", next.address)
        .text("created_on", visit.format.date(state.created_at))
        .text("end_reason", state.end_reason)
        .text("in_force_on", visit.date(state.in_force_at))
        .text("last_day", state.last_day ? visit.format.day(*state.last_day) : std::string{})
        .text("informed_on", visit.date(state.body_informed_at))
        .number("informed", state.body_informed_recipients)
        .flag("editable", dossier->allows("edit_draft"))
        .flag("draft_open", state.draft_open)
        .flag("frozen", state.frozen() != nullptr)
        .list("slots", slots_model(*dossier))
        .list("opinions", opinions_model(*dossier))
        .list("versions", versions_model(*dossier))
        .list(
            "annexes",
            state.draft_open
                ? annexes_model(*dossier, state.annexes, dossier->allows("remove_annex"))
                : std::vector<Model>{}
        )
        .list("other_actions", other_actions(*dossier, next))
        .text("head", grouped(dossier->view.loaded.head))
        .list(
            "entries",
            timeline_model(
                *dossier, visit.services.conventions.journal(visit.campus(), dossier->id)
            )
        );
    add_checklist(model, *dossier);
    add_effects(model, *dossier);
    return visit.answer("convention", std::move(model));
}

}  // namespace contreseing::server::pages
