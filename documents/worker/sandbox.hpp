#pragma once

#include <cstdint>
#include <vector>

struct sock_filter;

namespace contreseing::documents::worker {

/// A seccomp program. Made before a fork, loaded after it: loading allocates nothing, which is
/// why this is not libseccomp.
class SystemCallFilter {
public:
    /// Everything but the network, other processes' memory, namespaces, mounts and kernel
    /// interfaces; what is refused fails with EPERM. For an interpreter that must still open its
    /// own files.
    static SystemCallFilter without_network();
    /// Only memory, time, the file descriptors already open, the end of the process, and opening
    /// files to read, of which `confine_files` decides; anything else fails with EPERM.
    static SystemCallFilter computing_only();

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
