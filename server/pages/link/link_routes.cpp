#include "server/pages/link/link_routes.hpp"

#include "server/pages/link/dead_end.hpp"

#include <stdexcept>
#include <utility>

namespace contreseing::server::pages {

using http::Request;
using http::Response;

LinkRoutes::LinkRoutes(http::Router& router, const Services& services, const Pages& pages)
    : router_(router), services_(services), pages_(pages) {
    const auto show_home =
        [homes = homes_](const Pages& all, const Services& with, const OpenLink& open) {
            const auto home = homes->find(open.link.place.kind);
            return home == homes->end() ? dead_end_page(all, DeadEnd::Unknown, open.locale())
                                        : home->second(all, with, open);
        };
    get(std::nullopt, "", ShowLink(show_home));
}

void LinkRoutes::home(Kind kind, ShowLink show) {
    if (!homes_->emplace(kind, std::move(show)).second) {
        throw std::logic_error("two pages stand at the link of one kind of place");
    }
}

void LinkRoutes::get(std::optional<Kind> kind, const std::string& path, LinkHandler handle) {
    router_.get("/s/:ref" + path, guard(kind, std::move(handle)));
}

void LinkRoutes::get(std::optional<Kind> kind, const std::string& path, const ShowLink& show) {
    get(kind,
        path,
        LinkHandler(
            [show](
                const Pages& pages, const Services& services, const Request&, const OpenLink& open
            ) { return show(pages, services, open); }
        ));
}

void LinkRoutes::post(Kind kind, const std::string& path, LinkHandler handle, http::Lane lane) {
    router_.post("/s/:ref" + path, guard(kind, std::move(handle)), lane);
}

http::Handler LinkRoutes::guard(std::optional<Kind> kind, LinkHandler handle) const {
    return [this_services = &services_, this_pages = &pages_, kind, handle = std::move(handle)](
               const Request& request
           ) -> Response {
        const auto& pages = *this_pages;
        const auto opened = open_link(request, *this_services);
        if (const auto* end = std::get_if<DeadEnd>(&opened)) {
            return dead_end_page(pages, *end, language_of(request), request.param("ref"));
        }
        const auto& open = *std::get<std::unique_ptr<OpenLink>>(opened);
        if (kind && open.link.place.kind != *kind) {
            return dead_end_page(pages, DeadEnd::Unknown, open.locale());
        }
        return handle(pages, *this_services, request, open);
    };
}

}  // namespace contreseing::server::pages
