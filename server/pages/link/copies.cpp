#include "server/pages/link/copies.hpp"

#include "server/pages/link/dead_end.hpp"
#include "server/pages/link/signing_view.hpp"

#include <utility>

namespace contreseing::server::pages {

namespace {

using http::Response;
using workflows::app::LinkStatus;

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

}  // namespace

void add_copy_pages(LinkRoutes& routes) {
    routes.home(workflows::Place::Kind::Reader, show_copy);
}

}  // namespace contreseing::server::pages
