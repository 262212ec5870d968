#include "server/pages/link/overtaken.hpp"

#include "server/pages/link/dead_end.hpp"
#include "server/pages/link/signing_view.hpp"

#include <algorithm>
#include <string>
#include <type_traits>

namespace contreseing::server::pages {

namespace {

namespace wf = workflows;
using wf::app::LinkStatus;

template <class Event, class... Known>
constexpr bool is_one_of = (std::is_same_v<Event, Known> || ...);

/// Whether it took the pen out of the hand of `slot`, whoever did it.
bool takes_pen(const wf::Event& event, int slot) {
    return std::visit(
        [slot](const auto& happened) {
            using Event = std::decay_t<decltype(happened)>;
            if constexpr (is_one_of<
                              Event,
                              wf::SlotSigned,
                              wf::DoorRenewed,
                              wf::HolderSubstituted>) {
                return happened.slot == slot;
            } else if constexpr (is_one_of<Event, wf::DoorRevoked, wf::AddressCorrected>) {
                return happened.place == wf::slot_place(slot);
            }
            return is_one_of<Event, wf::SlotDeclined, wf::VersionReopened, wf::ConventionAbandoned>;
        },
        event
    );
}

wf::Instant changed_at(const Services& services, const OpenLink& open) {
    const auto entries = services.conventions.journal(open.link.campus, open.link.convention);
    const auto last = std::find_if(entries.rbegin(), entries.rend(), [&open](const auto& entry) {
        return takes_pen(entry.recorded.event, open.link.place.slot());
    });
    return last == entries.rend() ? open.now : last->recorded.received_at;
}

/// Word of the catalogue below `meanwhile`; empty for what is no act of anybody.
std::string_view act_that_closed(LinkStatus status) {
    switch (status) {
        case LinkStatus::Done:
            return "done";
        case LinkStatus::Declined:
            return "declined";
        case LinkStatus::Revoked:
            return "revoked";
        case LinkStatus::Replaced:
            return "replaced";
        case LinkStatus::Closed:
            return "closed";
        case LinkStatus::Open:
        case LinkStatus::Expired:
        case LinkStatus::NotYourTurn:
        case LinkStatus::Unknown:
            break;
    }
    return {};
}

}  // namespace

std::optional<http::Response> overtaken(
    const Pages& pages, const Services& services, const http::Request& request, const OpenLink& open
) {
    const auto status = open.at.status;
    if (status == LinkStatus::Open) {
        return std::nullopt;
    }
    const auto with = writing(pages, services, open);
    const auto act = act_that_closed(status);
    if (act.empty()) {
        return dead_end_page(pages, dead_end_of(status), with.locale, open.session.ref);
    }
    const bool own_page = status == LinkStatus::Done || status == LinkStatus::Declined;
    if (own_page) {
        const auto posted = read_form(request, services, open);
        if (const auto* end = std::get_if<DeadEnd>(&posted)) {
            return dead_end_page(pages, *end, with.locale, open.session.ref);
        }
        const auto& asked = std::get<Posted>(posted).asked;
        const auto view = services.engine.view(asked.campus, asked.convention, asked.command);
        if (view && view->loaded.already_done) {
            return http::Response::redirect(open.address);
        }
    }
    const auto key = "meanwhile." + std::string(act);
    Model model;
    model.text("page_title", with.word(key + ".title"))
        .text(
            "sentence",
            pages.words().fill(
                with.locale,
                key + ".sentence",
                {{"date", with.format.date_time(changed_at(services, open))}}
            )
        )
        .text("todo", with.word(key + ".what_to_do"))
        .text("back", own_page ? open.address : std::string{})
        .text("back_label", own_page ? with.word(key + ".back") : std::string{});
    return pages.answer("link/meanwhile", with.locale, std::move(model), 409);
}

}  // namespace contreseing::server::pages
