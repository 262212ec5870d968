#pragma once

#include "server/pages/admin/dossier.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace contreseing::server::pages {

/// Every opinion that was asked, with its seats and their answers.
std::vector<Model> opinions_model(const Dossier& dossier);

/// Where the words of an action about a seat are; after the closing, a link does less.
std::string seat_action_words(
    const Dossier& dossier, const workflows::Opinion& opinion, std::string_view action
);

/// How many answered, and what the quorum needs.
std::string vote_so_far(const Dossier& dossier, const workflows::Opinion& opinion);

}  // namespace contreseing::server::pages
