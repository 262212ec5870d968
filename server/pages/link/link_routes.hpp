#pragma once

#include "server/http/router.hpp"
#include "server/pages/kit/pages.hpp"
#include "server/pages/link/open_link.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace contreseing::server::pages {

/// What one who came by a link asks at an address, and what they are answered.
using LinkHandler = std::function<http::Response(
    const Pages& pages, const Services& services, const http::Request& request, const OpenLink& open
)>;
using ShowLink = std::function<
    http::Response(const Pages& pages, const Services& services, const OpenLink& open)>;

/// The addresses below `/s/:ref`. Each handler only ever sees a link that was opened in this
/// browser, of the kind of place that it was added for: links to others know nothing there.
/// `router`, `services` and `pages` outlive the handlers.
class LinkRoutes {
public:
    using Kind = workflows::Place::Kind;

    LinkRoutes(http::Router& router, const Services& services, const Pages& pages);

    /// What stands at `/s/:ref` itself. Throws `std::logic_error` for a second page of one kind.
    void home(Kind kind, ShowLink show);
    /// `path` begins with a slash. Without a kind: for links to every place.
    void get(std::optional<Kind> kind, const std::string& path, LinkHandler handle);
    void get(std::optional<Kind> kind, const std::string& path, const ShowLink& show);
    void post(
        Kind kind,
        const std::string& path,
        LinkHandler handle,
        http::Lane lane = http::Lane::Normal
    );

private:
    [[nodiscard]] http::Handler guard(std::optional<Kind> kind, LinkHandler handle) const;

    http::Router& router_;
    const Services& services_;
    const Pages& pages_;
    std::shared_ptr<std::map<Kind, ShowLink>> homes_ = std::make_shared<std::map<Kind, ShowLink>>();
};

}  // namespace contreseing::server::pages
