#pragma once

#include "server/pages/admin_dossier.hpp"

namespace contreseing::server::pages {

/// What happened last, newest first, and where the rest is read: for the page of a convention.
void add_last_entries(Model& model, const Dossier& dossier);

/// The whole history a page at a time, oldest first, with the journal it is read from.
http::Response show_history(const Visit& visit);

}  // namespace contreseing::server::pages
