#pragma once

#include "server/pages/admin_dossier.hpp"

#include <vector>

namespace contreseing::server::pages {

/// The places of the signatories in their order: who, where each stands, what is known of their
/// link and mailbox, and what an administrator may do about it.
std::vector<Model> slots_model(const Dossier& dossier);

}  // namespace contreseing::server::pages
