#pragma once

#include <array>
#include <cstdint>

namespace contreseing::documents::worker {

/// What both sides speak: four bytes of length, big-endian, then so many bytes.
using FrameHead = std::array<std::uint8_t, 4>;

[[nodiscard]] constexpr FrameHead frame_head(std::uint32_t length) noexcept {
    return {
        static_cast<std::uint8_t>(length >> 24),
        static_cast<std::uint8_t>(length >> 16),
        static_cast<std::uint8_t>(length >> 8),
        static_cast<std::uint8_t>(length)};
}

[[nodiscard]] constexpr std::uint32_t frame_length(const FrameHead& head) noexcept {
    return (std::uint32_t{head[0]} << 24) | (std::uint32_t{head[1]} << 16) |
           (std::uint32_t{head[2]} << 8) | head[3];
}

/// Nothing longer is ever sent or believed.
inline constexpr std::uint32_t kLongestFrame = 64U << 20;

}  // namespace contreseing::documents::worker
