#pragma once

#include "server/pages/admin/visit.hpp"

namespace contreseing::server::pages {

/// The draft typeset as it stands, marked « PROJET ».
http::Response show_preview(const Visit& visit);
/// The newest revision of the frozen text: with every signature given so far.
http::Response send_document(const Visit& visit);
/// The certified text of version `:n`, as it was consented to.
http::Response send_version(const Visit& visit);
/// Annex `:n` of the draft or of any version.
http::Response send_annex(const Visit& visit);

}  // namespace contreseing::server::pages
