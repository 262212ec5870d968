#pragma once

#include "server/http/request.hpp"
#include "server/http/response.hpp"
#include "workflows/app/ports/outside.hpp"

namespace contreseing::server::pages {

/// A published PDF under `name`: shown, or saved when the request asks for it (`?telecharger`).
/// Only pages of this site may frame it.
http::Response pdf_answer(
    const workflows::app::PublishedFile& published,
    const http::Request& request,
    const std::string& name
);

}  // namespace contreseing::server::pages
