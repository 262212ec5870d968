#pragma once

#include "server/pages/admin/dossier.hpp"

namespace contreseing::server::pages {

/// The form of the draft; explains and offers a new version once the text is frozen.
http::Response show_edit(const Visit& visit);
/// Saves what the form changed. Somebody else's change in between is said, nothing is lost.
http::Response save_draft(const Visit& visit);
/// What stands in the place of the draft's forms once the text is frozen.
http::Response frozen_page(const Dossier& dossier);

}  // namespace contreseing::server::pages
