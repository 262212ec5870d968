#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace contreseing::mail {

// What programs say in plain words, in English and French: known from what their users meet.
// Everything here reads text that `comparable` made.

/// Without case, accents, typesetting or runs of blanks, in lines, so that words can be compared.
[[nodiscard]] std::string comparable(std::string_view text);

struct Subject {
    std::string words;       ///< without what stands before it: `Re:`, `RE :`, `TR:`, `[Externe]`
    bool replied = false;    ///< there was a `Re:` or a `TR:`
    bool forwarded = false;  ///< there was a `TR:` or the like
};
[[nodiscard]] Subject read_subject(std::string_view subject);

/// « Réponse automatique », “Out of office”: what robots call themselves. « Absence », « Congés »,
/// « Fermeture » begin the mails of people too: only a robot's are taken for one.
[[nodiscard]] bool is_absence(const Subject& subject, bool automatic);
/// « Ne travaille plus ici »: a robot's words that somebody has to read.
[[nodiscard]] bool tells_departure(std::string_view text);
/// « Lu : », “Read:”.
[[nodiscard]] bool is_receipt(const Subject& subject);
[[nodiscard]] bool is_failure(const Subject& subject);
[[nodiscard]] bool is_delay(const Subject& subject);

/// The words of a mail server about a mail that it gives back.
struct Evidence {
    bool delayed = false;     ///< it says that it still tries
    bool given_up = false;    ///< it says that it does not
    bool worded = false;      ///< it gives a reason in words
    bool failed = false;      ///< one of both, or a code of class 5
    bool coded = false;       ///< a reply of SMTP, or an enhanced status, says so
    char status_class = '0';  ///< '5', '4' or '0': of the code
    std::string status;       ///< enhanced, `5.1.1`, or empty
    std::size_t line = 0;     ///< which line of the text says it best
};
[[nodiscard]] Evidence read_evidence(const Subject& subject, std::string_view text);

}  // namespace contreseing::mail
