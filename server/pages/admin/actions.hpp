#pragma once

#include "server/pages/admin/dossier.hpp"

#include <string_view>

namespace contreseing::server::pages {

/// The page of `:action`: what it will do, in words, and the form that confirms it.
http::Response show_action(const Visit& visit, std::string_view action);
/// Carries it out and leads back to the convention; on refusal the same page, what was typed
/// kept.
http::Response run_action(const Visit& visit, std::string_view action);

}  // namespace contreseing::server::pages
