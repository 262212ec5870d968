#include "server/pages/link/opinion_words.hpp"

#include "text/characters.hpp"
#include "workflows/ground/text.hpp"

#include <algorithm>

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

std::string progress_words(
    const Words& words,
    Locale locale,
    const workflows::Turnout& turnout,
    const workflows::Tally& tally
) {
    auto quorum = words.fill(
        locale,
        tally.quorum() ? "opinion.quorum_so_far.reached" : "opinion.quorum_so_far.awaited",
        {{"needed", std::to_string(tally.needed)}}
    );
    if (turnout.asked != tally.seats) {
        quorum = words.count(
            locale,
            "opinion.voices_so_far",
            tally.answered(),
            {{"quorum", quorum}, {"seats", std::to_string(tally.seats)}}
        );
    }
    return words.count(
        locale,
        "opinion.progress",
        turnout.answered,
        {{"asked", std::to_string(turnout.asked)}, {"quorum", quorum}}
    );
}

std::string quorum_words(const Words& words, Locale locale, const workflows::Tally& tally) {
    return words.count(
        locale,
        tally.quorum() ? "opinion.quorum.reached" : "opinion.quorum.missed",
        tally.answered(),
        {{"needed", std::to_string(tally.needed)}, {"seats", std::to_string(tally.seats)}}
    );
}

bool confirms_closing(const Words& words, std::string_view typed) {
    const auto line = text::lower_ascii(workflows::parse_line(typed).value_or(""));
    return std::any_of(kLocales.begin(), kLocales.end(), [&](Locale locale) {
        return line == text::lower_ascii(words.text(locale, "opinion.close_word"));
    });
}

}  // namespace contreseing::server::pages
