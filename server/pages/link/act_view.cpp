#include "server/pages/link/act_view.hpp"

#include "workflows/domain/lead_party.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::server::pages {

namespace {

using workflows::Slot;

std::vector<Model> annexes_model(const Writing& with, const workflows::Version& version) {
    std::vector<Model> annexes;
    for (const auto& annex : version.annexes) {
        const auto n = std::to_string(annex.n);
        Model model;
        model.text("annex_title", annex.title)
            .text(
                "annex_pages",
                with.pages.words().count(with.locale, "frame.file.pages", annex.pages)
            )
            .text("annex_hash", grouped(annex.sha256))
            .text("annex_address", with.open.address + "/annex/" + n);
        annexes.push_back(std::move(model));
    }
    return annexes;
}

std::string slot_status(const Writing& with, const Slot& slot, bool is_you) {
    const bool stopped = with.open.state().stage != workflows::Stage::InSignature;
    switch (slot.status) {
        case Slot::Status::Signed:
            return with.pages.words().fill(
                with.locale, "slot.signed", {{"date", with.format.date(slot.signature->at)}}
            );
        case Slot::Status::Invited:
            return with.word(
                stopped  ? "slot.stopped"
                : is_you ? "slot.invited_you"
                         : "slot.invited"
            );
        case Slot::Status::Declined:
            return with.word("slot.declined");
        case Slot::Status::Waiting:
            break;
    }
    return with.word(stopped ? "slot.never_invited" : "slot.waiting");
}

/// The party that leads the act, as printed in it; else the network or the campus.
std::string lead_name(const Services& services, const OpenLink& open) {
    if (const auto* lead = workflows::lead_party(*open.view.type, open.state())) {
        return lead->name;
    }
    const auto campus =
        workflows::app::campus_for(services.registry, open.link.campus, open.state().network);
    return campus ? campus->name : std::string{};
}

}  // namespace

Writing writing(const Pages& pages, const Services& services, const OpenLink& open) {
    const auto locale = open.locale();
    return {
        pages,
        open,
        locale,
        Format(pages.words(), services.engine.zone(), locale),
        lead_name(services, open)};
}

Model act_model(const Writing& with) {
    const auto& state = with.open.state();
    Model model;
    model.text("act_title", state.title)
        .text("reference", state.reference)
        .text("address", with.open.address)
        .text("lead", with.lead);
    if (const auto* version = with.open.version()) {
        model.number("version", version->n)
            .text("hash", grouped(version->sha256))
            .text("hash_hex", to_hex(version->sha256))
            .text("frozen_on", with.format.date(version->frozen_at))
            .text(
                "pages", with.pages.words().count(with.locale, "frame.file.pages", version->pages)
            )
            .list("annexes", annexes_model(with, *version));
    }
    return model;
}

std::vector<Model> slots_model(const Writing& with) {
    std::vector<const Slot*> ordered;
    for (const auto& slot : with.open.state().slots) {
        ordered.push_back(&slot);
    }
    std::stable_sort(ordered.begin(), ordered.end(), [](const Slot* a, const Slot* b) {
        return a->rank < b->rank;
    });
    std::vector<Model> slots;
    for (const auto* slot : ordered) {
        const bool is_you = slot == with.open.at.slot;
        Model model;
        model
            .text(
                "slot_rank",
                with.pages.words().fill(
                    with.locale, "slot.rank", {{"n", std::to_string(slot->rank)}}
                )
            )
            .text("slot_name", slot->holder.name)
            .text("slot_office", slot->office)
            .text("slot_party", with.open.state().party_name(slot->party))
            .text("slot_status", slot_status(with, *slot, is_you))
            .flag("slot_is_you", is_you)
            .flag("slot_done", slot->status == Slot::Status::Signed)
            .flag(
                "slot_now",
                slot->status == Slot::Status::Invited &&
                    with.open.state().stage == workflows::Stage::InSignature
            );
        slots.push_back(std::move(model));
    }
    return slots;
}

bool is_acknowledged(const workflows::ConventionType& type, const workflows::Annex& annex) {
    return std::any_of(type.annexes.begin(), type.annexes.end(), [&annex](const auto& spec) {
        return spec.kind == annex.kind && spec.acknowledged;
    });
}

std::string masked(const workflows::EmailAddress& address) {
    const auto at = address.text.find('@');
    return at == std::string::npos ? "\u2026"
                                   : address.text.substr(0, 1) + "\u2026" + address.text.substr(at);
}

}  // namespace contreseing::server::pages
