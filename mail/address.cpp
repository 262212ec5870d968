#include "mail/address.hpp"

#include "mail/error.hpp"
#include "text/characters.hpp"
#include "text/mailbox.hpp"
#include "text/utf8.hpp"

namespace contreseing::mail {
namespace {

bool is_atom_character(char c) noexcept {
    return text::is_ascii_alphanumeric(c) ||
           std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_host_character(char c) noexcept {
    return text::is_ascii_alphanumeric(c) || c == '-';
}

/// Non-empty runs of `allowed` characters joined by single dots.
template <typename Allowed>
bool is_dotted(std::string_view text, std::size_t longest_run, Allowed allowed) noexcept {
    std::size_t run = 0;
    for (const char c : text) {
        if (c == '.') {
            if (run == 0) {
                return false;
            }
            run = 0;
        } else if (!allowed(c) || ++run > longest_run) {
            return false;
        }
    }
    return run > 0;
}

}  // namespace

bool is_safe_message_id(std::string_view id) noexcept {
    if (id.size() < 2 || id.size() > 200 || id.front() != '<' || id.back() != '>') {
        return false;
    }
    const auto at = id.find('@');
    return at != std::string_view::npos &&
           is_dotted(id.substr(1, at - 1), 200, is_atom_character) &&
           is_dotted(id.substr(at + 1, id.size() - at - 2), 63, is_host_character);
}

bool is_safe_line(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto scalar = text::next_scalar(text, at);
        if (!scalar || text::is_control(*scalar) || text::is_line_separator(*scalar)) {
            return false;
        }
    }
    return true;
}

void require_mailbox(std::string_view address, std::string_view field) {
    if (!text::is_mailbox(address)) {
        throw Error(Error::Code::UnsafeAddress, std::string(field) + " is not a safe mailbox");
    }
}

void require_line(std::string_view text, std::string_view field) {
    if (!is_safe_line(text)) {
        throw Error(Error::Code::UnsafeText, std::string(field) + " is not one line of UTF-8");
    }
}

}  // namespace contreseing::mail
