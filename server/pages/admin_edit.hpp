#pragma once

#include "server/pages/admin_dossier.hpp"

namespace contreseing::server::pages {

/// The form of the draft; explains and offers a new version once the text is frozen.
http::Response show_edit(const Visit& visit);
/// Saves what the form changed. Somebody else's change in between is said, nothing is lost.
http::Response save_draft(const Visit& visit);
/// Takes an upload, cleaned in the worker process, as an annex of the draft.
http::Response attach_annex(const Visit& visit);

}  // namespace contreseing::server::pages
