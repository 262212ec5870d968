#pragma once

#include "server/pages/kit/words.hpp"
#include "workflows/domain/opinion_rules.hpp"

#include <string>

namespace contreseing::server::pages {

/// « favorable : 2 ; favorable avec réserves : 1 ; … », of the voices that count.
std::string votes_words(const Words& words, Locale locale, const workflows::Tally& tally);
/// « 2 réponses sur 7 ; quorum de 4 pas encore atteint » while answers may come. Where voices that
/// do not count were asked too: « 5 réponses sur 9 ; quorum de 4 pas encore atteint : 2 voix
/// délibératives sur 7 ».
std::string progress_words(
    const Words& words,
    Locale locale,
    const workflows::Turnout& turnout,
    const workflows::Tally& tally
);
/// « Quorum de 5 atteint : 6 réponses sur 9 » or « … non atteint » once the opinion is closed.
std::string quorum_words(const Words& words, Locale locale, const workflows::Tally& tally);

/// Whether `typed` is the word that closing a vote asks for, in either language. No robot that
/// submits the forms of a page as they stand writes it.
bool confirms_closing(const Words& words, std::string_view typed);

}  // namespace contreseing::server::pages
