#pragma once

#include "server/pages/admin/dossier.hpp"

#include <vector>

namespace contreseing::server::pages {

/// The annexes of the draft, while it is open.
std::vector<Model> draft_annexes_model(const Dossier& dossier);
/// Every frozen text with its annexes, newest first.
std::vector<Model> versions_model(const Dossier& dossier);

}  // namespace contreseing::server::pages
