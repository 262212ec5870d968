#pragma once

#include "server/pages/admin/dossier.hpp"

namespace contreseing::server::pages {

/// The `count` entries that came last, newest first, and where the rest is read.
void add_last_entries(Model& model, const Dossier& dossier, std::size_t count = 8);

/// The whole history a page at a time, oldest first, with the journal it is read from.
http::Response show_history(const Visit& visit);

}  // namespace contreseing::server::pages
