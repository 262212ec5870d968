#pragma once

#include "server/pages/admin/dossier.hpp"

namespace contreseing::server::pages {

/// The page of one convention: what is next, what blocks, who signs, opinions, documents,
/// timeline and what was sent.
http::Response show_convention(const Visit& visit);

}  // namespace contreseing::server::pages
