#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace contreseing::documents::worker {

/// The next frame on the standard input; false at its end or when it announces too much.
[[nodiscard]] bool read_frame(std::vector<std::uint8_t>& into);

/// A frame on the standard output.
[[nodiscard]] bool write_frame(std::span<const std::uint8_t> bytes);

}  // namespace contreseing::documents::worker
