#include "server/pages/public_pages.hpp"

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

}  // namespace

void add_public_pages(http::Router& router, const Pages& pages) {
    for (const auto& page : kPublicPages) {
        router.get(page.address, [&pages, name = page.name](const http::Request& request) {
            const auto locale = language_of(request);
            Model model;
            model.text("page_title", pages.words().text(locale, std::string(name) + ".title"));
            return pages.answer("public/" + std::string(name), locale, std::move(model));
        });
    }
    router.render_problems([&pages](const http::Request& request, const http::Problem& problem) {
        return pages.problem(request, problem);
    });
}

}  // namespace contreseing::server::pages
