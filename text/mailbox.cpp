#include "text/mailbox.hpp"

#include "text/characters.hpp"

#include <algorithm>

namespace contreseing::text {

namespace {

constexpr std::size_t kMailboxLength = 254;   // RFC 5321, 4.5.3.1.3
constexpr std::size_t kLocalPartLength = 64;  // RFC 5321, 4.5.3.1.1
constexpr std::size_t kLabelLength = 63;      // RFC 1035, 2.3.4

bool is_local_character(char c) {
    return is_ascii_alphanumeric(c) ||
           std::string_view("#$&'*+-/=?^_~.").find(c) != std::string_view::npos;
}

bool is_local_part(std::string_view local) {
    return !local.empty() && local.size() <= kLocalPartLength && local.front() != '.' &&
           local.back() != '.' && local.find("..") == std::string_view::npos &&
           std::all_of(local.begin(), local.end(), is_local_character);
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= kLabelLength && label.front() != '-' &&
           label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
               return is_ascii_alphanumeric(c) || c == '-';
           });
}

bool is_domain(std::string_view domain) {
    while (true) {
        const auto dot = domain.find('.');
        if (!is_label(domain.substr(0, dot))) {
            return false;
        }
        if (dot == std::string_view::npos) {
            return true;
        }
        domain.remove_prefix(dot + 1);
    }
}

}  // namespace

bool is_mailbox(std::string_view address) {
    const auto at = address.find('@');
    return address.size() <= kMailboxLength && at != std::string_view::npos &&
           is_local_part(address.substr(0, at)) && is_domain(address.substr(at + 1));
}

bool has_top_level_domain(std::string_view mailbox) {
    const auto domain = mailbox.substr(mailbox.find('@') + 1);
    const auto dot = domain.rfind('.');
    const auto last = domain.substr(dot == std::string_view::npos ? domain.size() : dot + 1);
    return !last.empty() && !std::all_of(last.begin(), last.end(), is_ascii_digit);
}

}  // namespace contreseing::text
