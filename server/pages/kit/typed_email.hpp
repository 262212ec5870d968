#pragma once

#include "server/pages/admin/visit.hpp"

#include <string>
#include <string_view>

namespace contreseing::server::pages {

/// What is wrong with an address that somebody typed or pasted, and what to write instead; empty
/// when nothing is.
std::string email_fault(const Visit& visit, std::string_view typed);

}  // namespace contreseing::server::pages
