#pragma once

#include "server/pages/admin/dossier.hpp"

#include <string>
#include <vector>

namespace contreseing::server::pages {

/// The places of the signatories in their order: who, where each stands, what is known of their
/// link and mailbox, and what an administrator may do about it.
std::vector<Model> slots_model(const Dossier& dossier);

/// « Adresse corrigée le … », of a signatory or of a member.
std::string corrected_words(const Visit& visit, const workflows::AddressChange& change);

}  // namespace contreseing::server::pages
