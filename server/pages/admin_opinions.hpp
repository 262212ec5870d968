#pragma once

#include "server/pages/admin_dossier.hpp"

#include <vector>

namespace contreseing::server::pages {

/// Every opinion that was asked, with its seats and their answers.
std::vector<Model> opinions_model(const Dossier& dossier);

}  // namespace contreseing::server::pages
