#pragma once

#include "server/pages/admin/visit.hpp"

#include <string>
#include <string_view>

namespace contreseing::server::pages {

/// What is wrong with what somebody typed as the name of a person, a body or an organisation, by
/// the rule and in the words of the checklist before freezing; `label` is what the form calls it.
/// Empty when nothing is.
std::string name_fault(const Visit& visit, std::string_view typed, std::string_view label);

/// That `typed` holds characters that nobody sees; empty when it holds none.
std::string hiding_fault(const Visit& visit, std::string_view typed);

}  // namespace contreseing::server::pages
