#pragma once

#include <span>

namespace contreseing::documents::worker {

enum class Confined { Yes, NotSupported, Failed };

/// From now on the calling thread, and what it starts, opens nothing but `paths` (files, or
/// folders with what they hold) and only to read or execute. A path that does not exist is left
/// out. Needs no_new_privs or root; safe between fork and exec. `NotSupported`: a kernel without
/// Landlock (before 5.13); nothing is restricted then.
[[nodiscard]] Confined confine_files(std::span<const char* const> paths) noexcept;

}  // namespace contreseing::documents::worker
