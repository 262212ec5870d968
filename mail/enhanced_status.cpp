#include "mail/enhanced_status.hpp"

#include "text/characters.hpp"

#include <algorithm>

namespace contreseing::mail {

std::string enhanced_status(std::string_view text) {
    const auto end = text.find_first_not_of("0123456789.");
    auto status = text.substr(0, end);
    if (status.ends_with('.') && end != std::string_view::npos) {
        status.remove_suffix(1);  // the end of a sentence
    }
    // Three digits at most: `4.12.2026` is a day.
    const auto detail = status.substr(std::min(status.size(), status.rfind('.') + 1));
    const bool well_formed = status.size() >= 5 && status.size() <= 9 && status[1] == '.' &&
                             detail.size() <= 3 &&
                             (status[0] == '2' || status[0] == '4' || status[0] == '5') &&
                             std::count(status.begin(), status.end(), '.') == 2 &&
                             status.find("..") == std::string_view::npos && status.back() != '.';
    return well_formed ? std::string(status) : "";
}

std::string status_of_reply(std::string_view reply) {
    constexpr std::size_t kCode = 3;
    const bool replied = reply.size() > kCode && (reply[kCode] == ' ' || reply[kCode] == '-') &&
                         std::all_of(reply.begin(), reply.begin() + kCode, text::is_ascii_digit);
    return replied ? enhanced_status(reply.substr(kCode + 1)) : "";
}

bool tells_why(std::string_view status) {
    return !status.empty() && !status.ends_with(".0.0");
}

bool is_about_mailbox(std::string_view status) {
    const auto point = status.find('.');
    if (point == std::string_view::npos) {
        return true;
    }
    const auto what = status.substr(point + 1);
    const bool of_sender = what == "1.7" || what == "1.8";
    // Postfix: nobody takes mail for that domain. Exchange Online: nobody has that address.
    const bool of_address = status == "5.4.4" || status == "5.4.1";
    const auto subject = what.substr(0, what.find('.'));
    return of_address || (!of_sender && (subject == "0" || subject == "1" || subject == "2"));
}

}  // namespace contreseing::mail
