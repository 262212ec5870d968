#include "server/pages/new_link.hpp"

#include "server/http/client_network.hpp"
#include "server/pages/open_link.hpp"
#include "workflows/app/counter_key.hpp"
#include "workflows/app/fresh_id.hpp"
#include "workflows/app/link.hpp"

#include <chrono>
#include <utility>

namespace contreseing::server::pages {

namespace {

namespace app = workflows::app;
using workflows::Actor;
using workflows::Instant;

constexpr std::chrono::hours kWindow{1};
constexpr int kPerLink = 3;
constexpr int kPerClient = 20;

/// Who asks by that link, and for what; nullopt when its place or its text is gone.
struct Wanted {
    Actor actor;
    workflows::ResendLink command;
};

std::optional<Wanted> wanted_by(
    const workflows::State& state, const app::LinkRef& link, Instant now
) {
    const auto at = app::inspect(state, link, now);
    if (at.seat != nullptr) {
        return Wanted{actor_of(*at.opinion, *at.seat), {0, at.opinion->n, at.seat->n}};
    }
    if (at.slot != nullptr) {
        return Wanted{actor_of(*at.slot), {at.slot->n}};
    }
    return std::nullopt;
}

/// Sends the link again when it belongs to somebody whose turn it is. Nobody is told whether it
/// did: a refusal here is the ordinary case of a stranger.
void send_again(
    const app::Services& services, const std::string& ref, const std::string& client, Instant now
) {
    const auto link = app::decode_link(ref);
    const auto too_often = [&](std::string_view kind, std::string_view subject, int most) {
        const auto key = app::counter_key(services.secrets, services.digest, kind, subject);
        return services.accounts.count_attempt(key, kWindow, now) > most;
    };
    if (too_often("new-link/client", client, kPerClient) || !link ||
        too_often("new-link/ref", ref, kPerLink)) {
        return;
    }
    const auto view = services.engine.view(link->campus, link->convention);
    if (!view) {
        return;
    }
    auto wanted = wanted_by(view->loaded.state, *link, now);
    if (!wanted) {
        return;
    }
    app::Asked asked;
    asked.campus = link->campus;
    asked.convention = link->convention;
    asked.command = app::fresh_id<workflows::CommandId>(services.random);
    asked.actor = std::move(wanted->actor);
    asked.received_at = now;
    const auto outcome = services.engine.execute(asked, wanted->command);
    static_cast<void>(outcome.has_value());
}

}  // namespace

http::Response request_new_link(
    const Pages& pages,
    const app::Services& services,
    const Later& later,
    const http::Request& request,
    std::string_view ref
) {
    later([&services,
           ref = std::string(ref),
           client = http::client_network(request.client_address),
           now = services.clock.now() - request.waited()] { send_again(services, ref, client, now); });
    const auto locale = language_of(request);
    Model model;
    model.text("page_title", pages.words().text(locale, "new_link.title"));
    return pages.answer("link/new_link_sent", locale, std::move(model), 202);
}

std::string_view ref_in(std::string_view pasted) {
    for (const std::string_view mark : {"/l/", "/s/"}) {
        const auto at = pasted.find(mark);
        if (at != std::string_view::npos) {
            pasted.remove_prefix(at + mark.size());
            break;
        }
    }
    while (!pasted.empty() && pasted.front() == ' ') {
        pasted.remove_prefix(1);
    }
    return pasted.substr(0, pasted.find_first_of("/?# \r\n"));
}

}  // namespace contreseing::server::pages
