#pragma once

#include <string>
#include <string_view>

namespace contreseing::workflows::codec {

/// `text` as a JSON string with its quotes, escaped as RFC 8785 asks (only what must be).
/// Bytes that are not UTF-8 are written as U+FFFD, so that the result is always JSON.
void append_json_string(std::string& out, std::string_view text);

}  // namespace contreseing::workflows::codec
