#include "server/pages/opinion_words.hpp"

namespace contreseing::server::pages {

std::string votes_words(const Words& words, Locale locale, const workflows::Tally& tally) {
    return words.fill(
        locale,
        "opinion.votes",
        {{"favourable", std::to_string(tally.favourable)},
         {"reserved", std::to_string(tally.reserved)},
         {"unfavourable", std::to_string(tally.unfavourable)},
         {"abstain", std::to_string(tally.abstained)}}
    );
}

std::string quorum_words(const Words& words, Locale locale, const workflows::Tally& tally) {
    return words.count(
        locale,
        "opinion.quorum",
        tally.answered(),
        {{"needed", std::to_string(tally.needed)}, {"seats", std::to_string(tally.seats)}}
    );
}

}  // namespace contreseing::server::pages
