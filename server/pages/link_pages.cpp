#include "server/pages/link_pages.hpp"

#include "server/pages/dead_end.hpp"
#include "server/pages/link_documents.hpp"
#include "server/pages/new_link.hpp"
#include "server/pages/open_link.hpp"
#include "server/pages/opinion_pages.hpp"
#include "server/pages/signing_pages.hpp"
#include "server/pages/signing_view.hpp"

#include <utility>

namespace contreseing::server::pages {

namespace {

namespace app = workflows::app;
using app::LinkRef;
using app::LinkStatus;
using http::Lane;
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

Response show_copy(const Pages& pages, const Services& services, const OpenLink& open) {
    const auto with = writing(pages, services, open);
    if (open.at.status != LinkStatus::Done) {
        return dead_end_page(pages, services, open);
    }
    const auto* version = open.version();
    const auto file = version == nullptr
                          ? std::nullopt
                          : services.documents.tip(open.link.campus, version->document);
    if (!file) {
        return dead_end_page(pages, DeadEnd::Unknown, with.locale, open.session.ref);
    }
    return pages.answer("link/copy", with.locale, copy_model(with, file->sha256));
}

Response show_link(const Pages& pages, const Services& services, const OpenLink& open) {
    switch (open.link.purpose) {
        case LinkRef::Purpose::Sign:
            return show_signing(pages, services, open);
        case LinkRef::Purpose::Opinion:
            return show_opinion(pages, services, open);
        case LinkRef::Purpose::Copy:
            break;
    }
    return show_copy(pages, services, open);
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

/// Opens the link of `/s/:ref` for the handlers below, which only ever see a link that was
/// opened in this browser.
class Door {
public:
    Door(const Services& services, const Pages& pages) : services_(services), pages_(pages) {}

    /// `purpose`: links made for something else know nothing at this address.
    template <class Handle>
    http::Handler guard(std::optional<LinkRef::Purpose> purpose, Handle handle) const {
        return [this_door = *this, purpose, handle](const Request& request) -> Response {
            const auto opened = open_link(request, this_door.services_);
            if (const auto* end = std::get_if<DeadEnd>(&opened)) {
                return dead_end_page(
                    this_door.pages_, *end, language_of(request), request.param("ref")
                );
            }
            const auto& open = *std::get<std::unique_ptr<OpenLink>>(opened);
            if (purpose && open.link.purpose != *purpose) {
                return dead_end_page(this_door.pages_, DeadEnd::Unknown, open.locale());
            }
            return handle(this_door.pages_, this_door.services_, request, open);
        };
    }

private:
    const Services& services_;
    const Pages& pages_;
};

/// For handlers that need nothing of the request.
template <class Handle>
auto without_request(Handle handle) {
    return [handle](
               const Pages& pages, const Services& services, const Request&, const OpenLink& open
           ) { return handle(pages, services, open); };
}

}  // namespace

void add_link_pages(
    http::Router& router, const app::Services& services, const Pages& pages, Later later
) {
    using Purpose = LinkRef::Purpose;
    const Door door(services, pages);

    router.get("/l/:ref/:secret", [&services, &pages](const Request& request) {
        return open_mailed_link(pages, services, request);
    });
    router.get("/s/:ref", door.guard(std::nullopt, without_request(show_link)));
    router.get("/s/:ref/document", door.guard(std::nullopt, show_document));
    router.get("/s/:ref/annex/:n", door.guard(std::nullopt, show_annex));

    router.post("/s/:ref/code", door.guard(Purpose::Sign, ask_code));
    router.post("/s/:ref/sign", door.guard(Purpose::Sign, sign), Lane::Signing);
    router.get("/s/:ref/decline", door.guard(Purpose::Sign, without_request(show_decline)));
    router.post("/s/:ref/decline", door.guard(Purpose::Sign, decline));

    router.post("/s/:ref/answer", door.guard(Purpose::Opinion, answer_opinion));
    router.get("/s/:ref/close", door.guard(Purpose::Opinion, without_request(show_closing)));
    router.post("/s/:ref/close", door.guard(Purpose::Opinion, close_opinion));

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
