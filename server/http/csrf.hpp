#pragma once

#include <string_view>

namespace contreseing::server::http {

/// True when the form's token is the one the session expects, and neither is empty. Compares in
/// constant time. The caller derives the expected token with its key (double submit, signed).
[[nodiscard]] bool csrf_matches(std::string_view expected, std::string_view submitted);

}  // namespace contreseing::server::http
