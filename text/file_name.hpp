#pragma once

#include <string>
#include <string_view>

namespace contreseing::text {

/// `name` for programs that know no other than ASCII: letters lose their accents, typesetting is
/// that of keyboards, everything else and what a quoted string or a path would read otherwise
/// (`"`, `\`, `/`, `%`) is an underscore. At most 60 characters, the end (its extension) kept.
/// Source: RFC 6266 4.3 and appendix D; RFC 2183 2.3.
[[nodiscard]] std::string ascii_file_name(std::string_view name);

}  // namespace contreseing::text
