#pragma once

#include "server/pages/words.hpp"
#include "workflows/domain/opinion_rules.hpp"

#include <string>

namespace contreseing::server::pages {

/// « favorable : 2 ; favorable avec réserves : 1 ; … », of the voices that count.
std::string votes_words(const Words& words, Locale locale, const workflows::Tally& tally);
/// « 5 sur 9, 3 réponses ».
std::string quorum_words(const Words& words, Locale locale, const workflows::Tally& tally);

}  // namespace contreseing::server::pages
