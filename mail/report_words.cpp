#include "mail/report_words.hpp"

#include "mail/enhanced_status.hpp"
#include "text/characters.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace contreseing::mail {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::string_view kAbsences[] = {
    "absence du bureau",   "abwesenheitsnotiz",   "auto reply",
    "auto response",       "auto-reply",          "auto-response",
    "automatic reply",     "automatic response",  "automatische antwort",
    "autoreply",           "away from my mail",   "message automatique",
    "message d'absence",   "out of office",       "out of the office",
    "out-of-office",       "reponse automatique", "respuesta automatica",
    "risposta automatica",
};
constexpr std::string_view kAbsencesInFront[] = {
    "absence",
    "absent",
    "abwesen",
    "actuellement absent",
    "annual leave",
    "auto :",
    "auto:",
    "avis d'absence",
    "away",
    "conge",
    "conges",
    "en conge",
    "en vacances",
    "fermeture",
    "i am away",
    "i am out",
    "i'm away",
    "i'm out",
    "je suis absent",
    "je suis actuellement",
    "je suis en conge",
    "maternity leave",
    "notification d'absence",
    "on holiday",
    "on leave",
    "ooo",
    "vacation",
};
constexpr std::string_view kReceipts[] = {
    "accuse de lecture",
    "confirmation de lecture",
    "lu :",
    "lu:",
    "non lu :",
    "non lu:",
    "not read:",
    "read :",
    "read:",
    "return receipt",
};
constexpr std::string_view kFailures[] = {
    "address not found",
    "bounce notification",
    "could not be delivered",
    "delivery failed",
    "delivery failure",
    "delivery has failed",
    "delivery problem",
    "delivery status notification (failure)",
    "delivery status notification: error",
    "echec de distribution",
    "echec de la distribution",
    "echec de la remise",
    "echec de livraison",
    "echec de remise",
    "failed delivery",
    "failed mail",
    "failure delivery",
    "failure notice",
    "impossible de remettre",
    "mail error",
    "mail failed",
    "mail failure",
    "mail system error",
    "message rejected",
    "message rejete",
    "n'a pas pu etre",
    "non delivre",
    "non distribu",
    "non remis",
    "non-delivery",
    "not delivered",
    "remise impossible",
    "retour a l'expediteur",
    "returned mail",
    "returned to sender",
    "unable to deliver",
    "undeliver",
    "unzustellbar",
    "user unknown",
};
constexpr std::string_view kDelays[] = {
    "(delay)",
    "could not send mail for past",
    "could not send message for past",
    "de nouvelles tentatives",
    "delivery attempts will continue",
    "delivery delayed",
    "do not need to re-send",
    "do not need to resend",
    "has been delayed",
    "has been postponed",
    "has not yet been delivered",
    "is delayed",
    "message delayed",
    "n'a pas encore ete",
    "n'avez pas besoin de renvoyer",
    "nouvelle tentative",
    "remise differee",
    "remise retardee",
    "still trying",
    "temporary failure report",
    "warning message only",
    "will be retried",
    "will continue to be",
    "will continue to try",
    "will keep trying",
};
constexpr std::string_view kReasons[] = {
    "account disabled",
    "address below was refused",
    "address rejected",
    "adresse inconnue",
    "adresse introuvable",
    "adresse invalide",
    "adresse n'existe",
    "boite aux lettres pleine",
    "boite est pleine",
    "boite pleine",
    "can't be delivered",
    "cannot be delivered",
    "compte desactive",
    "could not be delivered",
    "destinataire inconnu",
    "destinataire introuvable",
    "did not reach",
    "does not exist",
    "domain not found",
    "failed permanently",
    "giving up",
    "host not found",
    "host unknown",
    "inexistante",
    "invalid mailbox",
    "invalid recipient",
    "invalid user address",
    "mailbox full",
    "mailbox is full",
    "mailbox not found",
    "mailbox unavailable",
    "malformed address",
    "n'a pas ete delivre",
    "n'a pas ete distribue",
    "n'a pas ete remis",
    "n'a pas pu etre",
    "n'a pu etre",
    "n'existe pas",
    "no such mailbox",
    "no such recipient",
    "no such user",
    "no valid recipients",
    "not our customer",
    "over quota",
    "permanent error",
    "permanent fatal error",
    "permanently failed",
    "quota depasse",
    "quota exceeded",
    "recipient rejected",
    "recipient unknown",
    "unable to deliver",
    "undeliverable",
    "unknown host",
    "unknown recipient",
    "unknown user",
    "unrouteable address",
    "user doesn't exist",
    "user not found",
    "user unknown",
    "utilisateur inconnu",
    "was not found",
    "wasn't found",
};
/// « In the queue too long »: whatever the code, nothing more is tried.
constexpr std::string_view kGivenUp[] = {
    "delivery time expired",
    "envelope expired",
    "gave up",
    "giving up",
    "in the queue too long",
    "not going to try again",
    "will not be retried",
};
/// What a robot says that somebody must read: the person has left, or wants no mail.
constexpr std::string_view kDepartures[] = {
    "a quitte",
    "ai quitte",
    "desinscri",
    "has left",
    "have left",
    "n'est plus consultee",
    "n'est plus en fonction",
    "n'est plus en poste",
    "n'est plus relevee",
    "n'est plus utilisee",
    "n'est plus valide",
    "n'existe plus",
    "n'exerce plus",
    "n'occupe plus",
    "ne fais plus partie",
    "ne fait plus partie",
    "ne suis plus",
    "ne travaille plus",
    "a la retraite",
    "en retraite",
    "no longer",
    "unsubscribe",
};

bool has_any(std::string_view text, Words words) {
    return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
        return text.find(word) != std::string_view::npos;
    });
}

bool begins_with_any(std::string_view text, Words words) {
    return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
        return text.starts_with(word);
    });
}

struct Prefix {
    std::string_view letters;
    bool forwards = false;
};

/// Takes `re:`, `re :`, `[externe]` or the like off the front.
bool take_prefix(std::string_view& text, Subject& subject) {
    constexpr std::array<Prefix, 9> kPrefixes{{
        {"re"},
        {"tr", true},
        {"fw", true},
        {"fwd", true},
        {"aw"},
        {"wg", true},
        {"rv", true},
        {"sv"},
        {"rep"},
    }};
    while (text.starts_with(' ')) {
        text.remove_prefix(1);
    }
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end != std::string_view::npos && end < 30 && end + 1 < text.size()) {
            text.remove_prefix(end + 1);
            return true;
        }
        return false;
    }
    for (const auto& [letters, forwards] : kPrefixes) {
        auto rest = text.starts_with(letters) ? text.substr(letters.size()) : std::string_view{};
        if (rest.starts_with(' ')) {
            rest.remove_prefix(1);
        }
        if (rest.starts_with(':')) {
            text = rest.substr(1);
            subject.replied = true;
            subject.forwarded = subject.forwarded || forwards;
            return true;
        }
    }
    return false;
}

/// A code of SMTP or an enhanced status that `line` holds, its class first.
void read_codes(std::string_view line, Evidence& found, std::size_t number) {
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool begins = i == 0 || (!text::is_ascii_alphanumeric(line[i - 1]) &&
                                       line[i - 1] != '.' && line[i - 1] != '-');
        if (!begins || (c != '4' && c != '5')) {
            continue;
        }
        const auto status = enhanced_status(line.substr(i));
        const auto code = line.substr(i, 4);
        const bool reply = code.size() >= 3 && text::is_ascii_digit(code[1]) &&
                           text::is_ascii_digit(code[2]) &&
                           (code.size() == 3 || code[3] == ' ' || code[3] == '-');
        const bool worse = c > found.status_class;
        if ((!status.empty() || reply) && (worse || found.status.empty())) {
            found.line = worse || !found.coded ? number : found.line;
            found.coded = true;
            found.status_class = std::max(found.status_class, c);
            found.status = status.empty() || status[0] < found.status_class ? found.status : status;
        }
    }
}

}  // namespace

std::string comparable(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto scalar = text::next_scalar(text, at);
        if (!scalar) {
            ++at;
            continue;
        }
        if (*scalar == U'\n') {
            out += '\n';
        } else if (text::is_blank(*scalar) || text::is_control(*scalar)) {
            if (!out.empty() && out.back() != ' ' && out.back() != '\n') {
                out += ' ';
            }
        } else if (*scalar == 0x2019 || *scalar == 0x2018) {
            out += '\'';
        } else if (text::is_dash(*scalar)) {
            out += '-';
        } else if (!text::is_invisible(*scalar)) {
            text::append_scalar(out, text::folded(text::narrowed(*scalar)));
        }
    }
    return out;
}

Subject read_subject(std::string_view subject) {
    const std::string words = comparable(subject);
    Subject out;
    std::string_view rest = words;
    while (take_prefix(rest, out)) {
    }
    out.words = rest;
    return out;
}

bool is_absence(const Subject& subject, bool automatic) {
    const std::string_view words = subject.words;
    return automatic ? has_any(words, kAbsences) || begins_with_any(words, kAbsencesInFront)
                     : !subject.forwarded && has_any(words, kAbsences);
}

bool tells_departure(std::string_view text) {
    return has_any(text, kDepartures);
}

bool is_receipt(const Subject& subject) {
    return begins_with_any(subject.words, kReceipts);
}

bool is_failure(const Subject& subject) {
    return !subject.replied && has_any(subject.words, kFailures);
}

bool is_delay(const Subject& subject) {
    return !subject.replied && has_any(subject.words, kDelays);
}

Evidence read_evidence(const Subject& subject, std::string_view text) {
    Evidence found;
    found.delayed = is_delay(subject);
    std::size_t number = 0;
    for (std::string_view rest = text; !rest.empty(); ++number) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        found.delayed = found.delayed || has_any(line, kDelays);
        const bool given_up = has_any(line, kGivenUp);
        const bool reason = has_any(line, kReasons);
        if ((given_up || reason) && !found.given_up && !found.worded && !found.coded) {
            found.line = number;
        }
        found.given_up = found.given_up || given_up;
        found.worded = found.worded || reason;
        read_codes(line, found, number);
    }
    found.failed = found.worded || found.given_up || found.status_class == '5';
    return found;
}

}  // namespace contreseing::mail
