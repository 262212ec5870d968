#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace contreseing::crypto {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
/// A point of time, UTC, to the microsecond. Always an argument: this library reads no clock.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

/// The bytes of a text, without copying them; valid as long as the text is.
inline ByteView as_bytes(std::string_view text) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The reverse of `as_bytes`.
inline std::string_view as_text(ByteView bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace contreseing::crypto
