#include "server/http/framing.hpp"

#include "server/http/encoding.hpp"
#include "server/http/header_value.hpp"
#include "text/characters.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace contreseing::server::http {

namespace {

constexpr std::string_view kEndOfLine = "\r\n";

Problem problem(int status, std::string detail) {
    Problem out;
    out.status = status;
    out.detail = std::move(detail);
    return out;
}

bool is_number(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), text::is_ascii_digit);
}

/// Of a number in digits, however many.
bool is_above(std::string_view digits, std::size_t most) {
    std::uint64_t number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return read.ec != std::errc{} || number > most;
}

}  // namespace

std::optional<Problem> refused_by_head(std::string_view head, std::size_t most_body) {
    std::optional<std::string_view> length;
    bool encoded = false;
    bool request_line = true;
    while (!head.empty()) {
        const auto end = head.find(kEndOfLine);
        const auto line = head.substr(0, end);
        head.remove_prefix(std::min(head.size(), line.size() + kEndOfLine.size()));
        if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
            return problem(400, "A line of the head holds a line break or a NUL.");
        }
        if (std::exchange(request_line, false)) {
            continue;
        }
        const auto colon = line.find(':');
        const auto name = line.substr(0, colon);
        if (colon == std::string_view::npos || !is_token(name)) {
            return problem(400, "A line of the head is no `Name: value`.");
        }
        encoded = encoded || equals_ignoring_case(name, "transfer-encoding");
        if (equals_ignoring_case(name, "content-length")) {
            if (length) {
                return problem(400, "Content-Length comes more than once.");
            }
            length = trim(line.substr(colon + 1));
        }
    }
    if (length && encoded) {
        return problem(400, "Content-Length and Transfer-Encoding exclude each other.");
    }
    if (encoded) {
        return problem(411, "Say the length of the body in Content-Length, without chunks.");
    }
    if (length && !is_number(*length)) {
        return problem(400, "Content-Length is no number of bytes.");
    }
    if (length && is_above(*length, most_body)) {
        return problem(413, "A body is at most " + std::to_string(most_body) + " bytes.");
    }
    return std::nullopt;
}

}  // namespace contreseing::server::http
