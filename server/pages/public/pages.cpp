#include "server/pages/public/pages.hpp"

#include <array>
#include <string>
#include <utility>

namespace contreseing::server::pages {

namespace {

struct PublicPage {
    std::string_view address;
    std::string_view name;  ///< of the template below `public/`, and of its words
};

constexpr std::array<PublicPage, 5> kPublicPages{{
    {"/", "home"},
    {"/aide", "help"},
    {"/donnees-personnelles", "privacy"},
    {"/accessibilite", "accessibility"},
    {"/mentions-legales", "legal"},
}};

void add_notice(Model& model, const LegalNotice& notice) {
    model.text("publisher", notice.publisher)
        .text("publisher_address", notice.address)
        .text("publisher_phone", notice.phone)
        .text("director", notice.director)
        .text("host", notice.host)
        .text("dpo", notice.dpo)
        .flag(
            "incomplete",
            notice.publisher.empty() || notice.address.empty() || notice.phone.empty() ||
                notice.director.empty() || notice.host.empty()
        );
}

}  // namespace

void add_public_pages(http::Router& router, const Pages& pages, const LegalNotice& notice) {
    for (const auto& page : kPublicPages) {
        const auto show = [&pages, notice, name = page.name](const http::Request& request) {
            const auto locale = language_of(request);
            Model model;
            model.text("page_title", pages.words().text(locale, std::string(name) + ".title"));
            add_notice(model, notice);
            return pages.answer("public/" + std::string(name), locale, std::move(model));
        };
        router.get(page.address, show, http::Lane::Plain);
    }
    router.render_problems([&pages](const http::Request& request, const http::Problem& problem) {
        return pages.problem(request, problem);
    });
}

}  // namespace contreseing::server::pages
