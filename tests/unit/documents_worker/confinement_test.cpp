#include "documents/worker/file_access.hpp"
#include "documents/worker/sandbox.hpp"

#include <cerrno>
#include <fcntl.h>
#include <functional>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace contreseing::documents::worker {
namespace {

/// What `body` returns in a process of its own, 0 to 99; a negative signal when killed.
int in_a_child(const std::function<int()>& body) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::_exit(body());
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

bool refused(int result) {
    return result < 0 && (errno == EPERM || errno == EACCES);
}

TEST(SystemCallFilter, WithoutNetworkRefusesSocketsAndOtherProcesses) {
    EXPECT_EQ(
        in_a_child([] {
            if (!SystemCallFilter::without_network().load()) {
                return 90;
            }
            if (!refused(::socket(AF_INET, SOCK_STREAM, 0))) {
                return 1;
            }
            if (!refused(::socket(AF_UNIX, SOCK_STREAM, 0))) {
                return 2;
            }
            if (!refused(::kill(::getppid(), 0))) {
                return 3;
            }
            return ::open("/dev/null", O_RDONLY) >= 0 ? 0 : 4;
        }),
        0
    );
}

TEST(SystemCallFilter, ComputingOnlyRefusesEverythingElse) {
    EXPECT_EQ(
        in_a_child([] {
            if (!SystemCallFilter::computing_only().load()) {
                return 90;
            }
            if (!refused(::socket(AF_UNIX, SOCK_STREAM, 0))) {
                return 1;
            }
            if (!refused(::open("/tmp/ctrg-made", O_WRONLY | O_CREAT, 0600))) {
                return 2;
            }
            if (!refused(::open("/dev/null", O_RDWR))) {
                return 3;
            }
            if (!refused(::open("/dev/null", O_RDONLY | O_TRUNC))) {
                return 4;
            }
            if (!refused(::unlink("/tmp/ctrg-nothing"))) {
                return 5;
            }
            if (!refused(::kill(::getppid(), 0))) {
                return 6;
            }
            char* const none[] = {nullptr};
            if (!refused(::execve("/bin/true", none, none))) {
                return 7;
            }
            if (!refused(static_cast<int>(::fork()))) {
                return 8;
            }
            return ::open("/dev/null", O_RDONLY) >= 0 ? 0 : 9;
        }),
        0
    );
}

TEST(FileAccess, OpensOnlyWhatItWasGiven) {
    EXPECT_EQ(
        in_a_child([] {
            const char* const paths[] = {"/usr/share", "/etc/hostname", "/nonexistent"};
            ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
            const auto confined = confine_files(paths);
            if (confined == Confined::NotSupported) {
                return 99;
            }
            if (confined != Confined::Yes) {
                return 90;
            }
            if (!refused(::open("/etc/passwd", O_RDONLY))) {
                return 1;
            }
            if (!refused(::open("/usr/share/../../etc/passwd", O_RDONLY))) {
                return 2;
            }
            if (!refused(::open("/usr/share/ctrg", O_WRONLY | O_CREAT, 0600))) {
                return 3;
            }
            return ::open("/usr/share", O_RDONLY | O_DIRECTORY) >= 0 ? 0 : 4;
        }) % 99,
        0
    );
}

}  // namespace
}  // namespace contreseing::documents::worker
