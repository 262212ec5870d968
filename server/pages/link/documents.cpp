#include "server/pages/link/documents.hpp"

#include "server/pages/kit/pdf_answer.hpp"
#include "server/pages/link/dead_end.hpp"

#include <algorithm>

namespace contreseing::server::pages {

namespace {

using http::Request;
using http::Response;
using workflows::app::LinkStatus;

constexpr int kBase = 0;
constexpr int kNewest = -1;

/// The participant of an open link, and the one who did what was asked of them.
bool may_read(const OpenLink& open) {
    const bool concerned = open.at.status == LinkStatus::Open || open.at.status == LinkStatus::Done;
    return concerned && open.version() != nullptr;
}

int revision_for(const OpenLink& open) {
    const bool signed_it = open.at.seat == nullptr && open.at.status == LinkStatus::Done;
    return signed_it ? kNewest : kBase;
}

Response send(
    const Pages& pages,
    const Services& services,
    const Request& request,
    const OpenLink& open,
    const workflows::DocumentId& document,
    int revision,
    const std::string& name
) {
    const auto published = services.files.publish(open.link.campus, document, revision);
    if (!published) {
        return dead_end_page(pages, DeadEnd::Unknown, open.locale());
    }
    return pdf_answer(*published, request, name);
}

}  // namespace

Response show_document(
    const Pages& pages, const Services& services, const Request& request, const OpenLink& open
) {
    if (!may_read(open)) {
        return dead_end_page(pages, services, open);
    }
    const auto& version = *open.version();
    return send(
        pages, services, request, open, version.document, revision_for(open), open.state().reference
    );
}

Response show_annex(
    const Pages& pages, const Services& services, const Request& request, const OpenLink& open
) {
    if (!may_read(open)) {
        return dead_end_page(pages, services, open);
    }
    const auto asked = request.param("n");
    for (const auto& annex : open.version()->annexes) {
        if (std::to_string(annex.n) == asked) {
            return send(
                pages,
                services,
                request,
                open,
                annex.document,
                kBase,
                open.state().reference + " - " + annex.title
            );
        }
    }
    return dead_end_page(pages, DeadEnd::Unknown, open.locale());
}

}  // namespace contreseing::server::pages
