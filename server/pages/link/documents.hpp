#pragma once

#include "server/http/request.hpp"
#include "server/http/response.hpp"
#include "server/pages/kit/pages.hpp"
#include "server/pages/link/open_link.hpp"

namespace contreseing::server::pages {

/// GET `document`: the text this participant may see, sent by nginx: the frozen base, or the
/// newest revision once they have signed. `?telecharger` saves it instead of showing it.
http::Response show_document(
    const Pages& pages, const Services& services, const http::Request& request, const OpenLink& open
);
/// GET `annex/:n`: an annex of that same version.
http::Response show_annex(
    const Pages& pages, const Services& services, const http::Request& request, const OpenLink& open
);

}  // namespace contreseing::server::pages
