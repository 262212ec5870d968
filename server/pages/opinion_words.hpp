#pragma once

#include "server/pages/words.hpp"
#include "workflows/domain/opinion_rules.hpp"

#include <string>

namespace contreseing::server::pages {

/// « favorable : 2 ; favorable avec réserves : 1 ; … », of the voices that count.
std::string votes_words(const Words& words, Locale locale, const workflows::Tally& tally);
/// Whether answers may still come.
enum class Polling { Open, Over };
/// « Quorum de 5 pas encore atteint : 3 réponses sur 9 », « … atteint », « … non atteint » once
/// over.
std::string quorum_words(
    const Words& words, Locale locale, const workflows::Tally& tally, Polling polling
);

/// Whether `typed` is the word that closing a vote asks for, in either language. No robot that
/// submits the forms of a page as they stand writes it.
bool confirms_closing(const Words& words, std::string_view typed);

}  // namespace contreseing::server::pages
