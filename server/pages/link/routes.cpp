#include "server/pages/link/routes.hpp"

#include "server/pages/link/copies.hpp"
#include "server/pages/link/dead_end.hpp"
#include "server/pages/link/documents.hpp"
#include "server/pages/link/new_link.hpp"
#include "server/pages/link/open_link.hpp"
#include "server/pages/link/opinion.hpp"
#include "server/pages/link/signing.hpp"
#include "server/pages/link/signing_view.hpp"

#include <utility>

namespace contreseing::server::pages {

namespace {

namespace app = workflows::app;
using app::LinkRef;
using http::Request;
using http::Response;

/// Checks the secret, hands out the link's own cookie and leads to an address without the
/// secret. Reads no convention: what stands behind the link is for that address to say, and an
/// unknown link costs what a known one does. A browser whose session by this link still lives
/// keeps it, with the code it waits for: on a telephone, the mail that holds the code is left by
/// opening the link again.
Response open_mailed_link(const Pages& pages, const Services& services, const Request& request) {
    const auto ref = request.param("ref");
    const auto secret = request.param("secret");
    const auto link = app::decode_link(ref);
    const auto expected = services.secrets.link_secret(link.value_or(LinkRef{}));
    const bool known = services.secrets.same(expected, secret);
    if (!known || !link) {
        return dead_end_page(pages, DeadEnd::Unknown, language_of(request));
    }
    const auto now = services.clock.now() - request.waited();
    const auto name = cookie_name(services.digest, ref);
    auto session = new_link_session(services.random, ref, now);
    const auto cookies = request.cookies();  // holds the text that `cookie` looks into
    if (const auto cookie = cookies.find(name)) {
        if (const auto kept = unseal(services.secrets, *cookie, ref, now)) {
            session.id = kept->id;
        }
    }
    const auto sealed = seal(services.secrets, session);
    const auto address = "/s/" + std::string(ref);
    auto response = Response::redirect(address);
    // Twice: for the pages, and for this handler when the link is opened again.
    for (const auto& path : {address, "/l/" + std::string(ref)}) {
        response.set_cookie(
            name,
            sealed,
            {.path = path,
             .max_age = kLinkSessionLife,
             .secure = services.behind_tls,
             .http_only = true,
             .same_site = http::SameSite::Lax}
        );
    }
    return response;
}

Response show_lost(const Pages& pages, const Request& request) {
    const auto locale = language_of(request);
    Model model;
    model.text("page_title", pages.words().text(locale, "lost.title"));
    return pages.answer("link/lost", locale, std::move(model));
}

/// Whether the form of an address is right says nothing of whose link it is.
Response show_malformed(const Pages& pages, const Request& request, std::string_view typed) {
    const auto locale = language_of(request);
    Model model;
    model.text("page_title", pages.words().text(locale, "lost.title")).text("typed", typed);
    add_errors(model, {{"address", pages.words().text(locale, "lost.malformed")}});
    return pages.answer("link/lost", locale, std::move(model), 422);
}

}  // namespace

void add_link_pages(
    http::Router& router, const app::Services& services, const Pages& pages, Later later
) {
    LinkRoutes routes(router, services, pages);
    routes.get(std::nullopt, "/document", LinkHandler(show_document));
    routes.get(std::nullopt, "/annex/:n", LinkHandler(show_annex));
    add_signing_pages(routes);
    add_opinion_pages(routes);
    add_copy_pages(routes);

    router.get("/l/:ref/:secret", [&services, &pages](const Request& request) {
        return open_mailed_link(pages, services, request);
    });
    router.post("/s/:ref/new-link", [&services, &pages, later](const Request& request) {
        return request_new_link(pages, services, later, request, request.param("ref"));
    });
    router.get("/lien-perdu", [&pages](const Request& request) {
        return show_lost(pages, request);
    });
    router.post("/lien-perdu", [&services, &pages, later](const Request& request) {
        const auto form = request.form();
        const auto ref = ref_in(form.get("address"));
        return ref.empty() ? show_malformed(pages, request, form.get("address"))
                           : request_new_link(pages, services, later, request, ref);
    });
}

}  // namespace contreseing::server::pages
