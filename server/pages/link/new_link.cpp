#include "server/pages/link/new_link.hpp"

#include "server/http/client_network.hpp"
#include "server/pages/link/open_link.hpp"
#include "text/characters.hpp"
#include "text/pasted.hpp"
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
    auto somebody = view->loaded.state.participant(link->place);
    if (!somebody) {
        return;
    }
    app::Asked asked;
    asked.campus = link->campus;
    asked.convention = link->convention;
    asked.command = app::fresh_id<workflows::CommandId>(services.random);
    asked.actor = std::move(somebody->actor);
    asked.received_at = now;
    const auto outcome = services.engine.execute(asked, workflows::ResendLink{link->place});
    static_cast<void>(outcome.has_value());
}

/// The first public part in `text` that says where it leads: it stands first, or after a slash
/// where there is any.
std::string first_ref(std::string_view text) {
    const bool has_slash = text.find('/') != std::string_view::npos;
    const std::size_t length = app::encode({}).size();
    for (auto dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.', dot + 1)) {
        auto begin = dot;
        while (begin > 0 && text::is_ascii_alphanumeric(text[begin - 1])) {
            --begin;
        }
        const bool bounded =
            begin == 0 || text[begin - 1] == '/' || (!has_slash && text[begin - 1] == ' ');
        const auto ref = text.substr(begin, dot - begin + length);
        if (bounded && app::decode_link(ref)) {
            return std::string(ref);
        }
    }
    return {};
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
           now = services.clock.now() - request.waited()] {
        send_again(services, ref, client, now);
    });
    const auto locale = language_of(request);
    Model model;
    model.text("page_title", pages.words().text(locale, "new_link.title"));
    return pages.answer("link/new_link_sent", locale, std::move(model), 202);
}

std::string ref_in(std::string_view pasted) {
    // First with its blanks, which bound a part that stands alone, then without: a mail program
    // may have broken it.
    for (const auto blanks : {text::Blanks::Kept, text::Blanks::Dropped}) {
        if (auto ref = first_ref(text::pasted_link(pasted, blanks)); !ref.empty()) {
            return ref;
        }
    }
    return {};
}

}  // namespace contreseing::server::pages
