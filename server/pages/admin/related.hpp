#pragma once

#include "server/pages/admin/dossier.hpp"

namespace contreseing::server::pages {

/// What the act is to others, and others to it.
void add_related(Model& model, const Dossier& dossier);

}  // namespace contreseing::server::pages
