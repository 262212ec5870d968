#include "documents/worker/file_access.hpp"
#include "documents/worker/sandbox.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <functional>
#include <sched.h>
#include <set>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
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

TEST(SystemCallFilter, ReadingOnlyLetsAProgramStartReadAndHaveThreads) {
    EXPECT_EQ(
        in_a_child([] {
            if (!SystemCallFilter::reading_only().load()) {
                return 90;
            }
            int ran = 0;
            std::thread([&ran] { ran = 1; }).join();
            if (ran != 1) {
                return 1;
            }
            struct stat status {};
            if (::open("/dev/null", O_RDONLY) < 0 || ::stat("/usr/bin/python3", &status) != 0) {
                return 2;
            }
            if (!refused(::open("/dev/null", O_WRONLY)) ||
                !refused(::open("/tmp/ctrg-made", O_RDONLY | O_CREAT, 0600))) {
                return 3;
            }
            char name[] = "/bin/true";
            char* const words[] = {name, nullptr};
            ::execve(name, words, words + 1);
            return 4;
        }),
        0
    );
}

TEST(SystemCallFilter, ReadingOnlyReachesNoOtherProcess) {
    const auto parent = ::getpid();
    EXPECT_EQ(
        in_a_child([parent] {
            if (!SystemCallFilter::reading_only().load()) {
                return 90;
            }
            siginfo_t info{};
            info.si_code = SI_QUEUE;
            rlimit limit{};
            cpu_set_t set{};
            const auto call = [](auto... words) { return static_cast<int>(::syscall(words...)); };
            const int results[] = {
                ::kill(parent, 0),
                call(SYS_tkill, parent, 0),
                call(SYS_tgkill, parent, parent, 0),
                call(SYS_rt_sigqueueinfo, parent, 0, &info),
                call(SYS_rt_tgsigqueueinfo, parent, parent, 0, &info),
                call(SYS_pidfd_open, parent, 0),
                call(SYS_pidfd_send_signal, 0, 0, &info, 0),
                call(SYS_pidfd_getfd, 0, 0, 0),
                call(SYS_ptrace, PTRACE_ATTACH, parent, 0, 0),
                call(SYS_process_vm_readv, parent, nullptr, 0, nullptr, 0, 0),
                call(SYS_process_vm_writev, parent, nullptr, 0, nullptr, 0, 0),
                call(SYS_process_madvise, 0, nullptr, 0, 0, 0),
                call(SYS_prlimit64, parent, RLIMIT_NOFILE, nullptr, &limit),
                call(SYS_setpriority, PRIO_PROCESS, parent, 0),
                call(SYS_sched_setaffinity, parent, sizeof set, &set),
                call(SYS_fork),
                call(SYS_vfork),
                call(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr),
                call(SYS_socket, AF_INET, SOCK_STREAM, 0),
                call(SYS_socket, AF_UNIX, SOCK_STREAM, 0),
                call(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, nullptr),
            };
            int n = 1;
            for (const int result : results) {
                if (!refused(result)) {
                    return n;
                }
                ++n;
            }
            return 0;
        }),
        0
    );
}

#if defined(__x86_64__)
TEST(SystemCallFilter, ReadingOnlyRefusesWhateverIsNotOnItsList) {
    // Each of these was needed by the interpreter, or is needed by any program. A longer list is a
    // decision: docs/threat_model.md says what a taken-over process can do.
    const std::set<int> allowed = {
#if defined(__SANITIZE_ADDRESS__)
        SYS_open,
        SYS_pipe,
#endif
        SYS_read,
        SYS_write,
        SYS_readv,
        SYS_writev,
        SYS_close,
        SYS_fstat,
        SYS_lseek,
        SYS_mmap,
        SYS_munmap,
        SYS_mremap,
        SYS_mprotect,
        SYS_madvise,
        SYS_brk,
        SYS_futex,
        SYS_getrandom,
        SYS_clock_gettime,
        SYS_clock_getres,
        SYS_gettimeofday,
        SYS_getpid,
        SYS_gettid,
        SYS_rt_sigaction,
        SYS_rt_sigprocmask,
        SYS_rt_sigreturn,
        SYS_sigaltstack,
        SYS_sched_yield,
        SYS_restart_syscall,
        SYS_rseq,
        SYS_exit,
        SYS_exit_group,
        SYS_time,
        SYS_openat,
        SYS_execve,
        SYS_prctl,
        SYS_seccomp,
        444 /* landlock */,
        445,
        446,
        SYS_set_tid_address,
        SYS_set_robust_list,
        SYS_close_range,
        SYS_newfstatat,
        SYS_statx,
        SYS_faccessat,
        SYS_faccessat2,
        SYS_readlinkat,
        SYS_getdents64,
        SYS_getcwd,
        SYS_pread64,
        SYS_fcntl,
        SYS_dup,
        SYS_dup2,
        SYS_dup3,
        SYS_statfs,
        SYS_fstatfs,
        SYS_fadvise64,
        SYS_poll,
        SYS_ppoll,
        SYS_pipe2,
        SYS_epoll_create1,
        SYS_getppid,
        SYS_getuid,
        SYS_geteuid,
        SYS_getgid,
        SYS_getegid,
        SYS_getresuid,
        SYS_getresgid,
        SYS_getrusage,
        SYS_times,
        SYS_uname,
        SYS_sysinfo,
        SYS_sched_getaffinity,
        SYS_clock_nanosleep,
        SYS_arch_prctl,
        SYS_access,
        SYS_readlink,
        SYS_getrlimit,
        SYS_prlimit64,
    };
    for (int number = 0; number < 470; ++number) {
        const bool is_none = number >= 335 && number < 424;  // or the kernel's own trap
        if (is_none || allowed.contains(number)) {
            continue;
        }
        const int result = in_a_child([number] {
            if (!SystemCallFilter::reading_only().load()) {
                return 90;
            }
            const auto got = ::syscall(number, 0, 0, 0, 0, 0, 0);
            const bool named = errno == EPERM || errno == EACCES || errno == ENOTTY ||
                               (number == SYS_clone3 && errno == ENOSYS);
            return got == -1 && named ? 0 : 1;
        });
        EXPECT_EQ(result, 0) << "system call " << number;
    }
}
#endif

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
