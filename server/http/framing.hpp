#pragma once

#include "server/http/error_map.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace contreseing::server::http {

/// Why a request is refused by what its head says of its body, before a byte of it is kept: 400
/// for lines that readers would part differently and for a length that is no number or comes more
/// than once, 411 for chunks (nginx always says the length), 413 for more than `most_body` bytes,
/// whatever the number of digits. Nothing for one that may be read on.
/// `head`: request line and header lines, with the CR LF of each, without the empty line.
/// Source: RFC 9112 2.2, 5.1, 6.1 to 6.3; RFC 9110 8.6, 15.5.12.
[[nodiscard]] std::optional<Problem> refused_by_head(std::string_view head, std::size_t most_body);

}  // namespace contreseing::server::http
