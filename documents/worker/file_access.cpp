#include "documents/worker/file_access.hpp"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace contreseing::documents::worker {
namespace {

constexpr std::uint64_t kFile = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE;
constexpr std::uint64_t kFolder = kFile | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kEverything =
    kFolder | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
    LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

bool allow(int rules, const char* path) noexcept {
    landlock_path_beneath_attr beneath{};
    beneath.parent_fd = ::open(path, O_PATH | O_CLOEXEC);
    if (beneath.parent_fd < 0) {
        return errno == ENOENT;
    }
    struct stat about {};
    bool done = ::fstat(beneath.parent_fd, &about) == 0;
    beneath.allowed_access = S_ISDIR(about.st_mode) ? kFolder : kFile;
    done = done &&
           ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
    ::close(beneath.parent_fd);
    return done;
}

}  // namespace

Confined confine_files(std::span<const char* const> paths) noexcept {
    landlock_ruleset_attr handled{};
    handled.handled_access_fs = kEverything;
    const int rules = static_cast<int>(
        ::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled.handled_access_fs, 0)
    );
    if (rules < 0) {
        return errno == ENOSYS || errno == EOPNOTSUPP ? Confined::NotSupported : Confined::Failed;
    }
    bool done = true;
    for (const char* path : paths) {
        done = done && allow(rules, path);
    }
    done = done && ::syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    ::close(rules);
    return done ? Confined::Yes : Confined::Failed;
}

}  // namespace contreseing::documents::worker
