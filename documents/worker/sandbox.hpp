#pragma once

#include <cstdint>
#include <vector>

struct sock_filter;

namespace contreseing::documents::worker {

/// A seccomp program. Made before a fork, loaded after it: loading allocates nothing, which is
/// why this is not libseccomp.
class SystemCallFilter {
public:
    /// What a program needs to start, an interpreter too: as `computing_only`, and threads, looking
    /// files up, and questions about itself. No other process, network, signal or kernel
    /// interface; anything else fails with EPERM.
    static SystemCallFilter reading_only();
    /// Only memory, time, the file descriptors already open, the end of the process, and opening
    /// files to read, of which `confine_files` decides; anything else fails with EPERM.
    static SystemCallFilter computing_only();
    /// The same, and what reading a font takes besides: sizes and names of files, positioned reads.
    static SystemCallFilter drawing_only();

    SystemCallFilter(SystemCallFilter&&) noexcept;
    SystemCallFilter& operator=(SystemCallFilter&&) noexcept;
    SystemCallFilter(const SystemCallFilter&) = delete;
    SystemCallFilter& operator=(const SystemCallFilter&) = delete;
    ~SystemCallFilter();

    /// Restricts the calling thread and what it starts, for ever; sets no_new_privs. Safe between
    /// fork and exec. False, with errno, when the kernel refuses.
    [[nodiscard]] bool load() const noexcept;

private:
    explicit SystemCallFilter(std::vector<sock_filter> program);
    std::vector<sock_filter> program_;
};

}  // namespace contreseing::documents::worker
