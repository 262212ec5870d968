#include "documents/worker/sandbox.hpp"

#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <initializer_list>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <utility>

namespace contreseing::documents::worker {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "The system call filter does not know this architecture."
#endif

constexpr std::uint32_t refuse_with(int error) {
    return SECCOMP_RET_ERRNO | (static_cast<std::uint32_t>(error) & SECCOMP_RET_DATA);
}

sock_filter statement(unsigned code, std::uint32_t k) {
    return {static_cast<std::uint16_t>(code), 0, 0, k};
}

sock_filter jump(unsigned code, std::uint32_t k, std::uint8_t if_true, std::uint8_t if_false) {
    return {static_cast<std::uint16_t>(code), if_true, if_false, k};
}

void rule(std::vector<sock_filter>& program, std::initializer_list<int> calls, std::uint32_t then) {
    for (const int call : calls) {
        program.push_back(jump(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1));
        program.push_back(statement(BPF_RET | BPF_K, then));
    }
}

std::vector<sock_filter> beginning() {
    std::vector<sock_filter> program;
    program.push_back(statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)));
    program.push_back(jump(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0));
    program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
    program.push_back(statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
#if defined(__x86_64__)
    // The x32 numbers would pass beside every rule.
    program.push_back(jump(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1));
    program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
#endif
    return program;
}

enum class Bits { AnySet, NoneSet };

/// Allows a call when the low half of one argument has, or has not, one of those bits; refuses it
/// with EACCES otherwise.
void only_if(
    std::vector<sock_filter>& program, int call, unsigned argument, std::uint32_t bits, Bits wanted
) {
    const bool any = wanted == Bits::AnySet;
    const auto place =
        static_cast<std::uint32_t>(offsetof(seccomp_data, args) + argument * sizeof(std::uint64_t));
    program.push_back(jump(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 4));
    program.push_back(statement(BPF_LD | BPF_W | BPF_ABS, place));
    program.push_back(jump(BPF_JMP | BPF_JSET | BPF_K, bits, any ? 1 : 0, any ? 0 : 1));
    program.push_back(statement(BPF_RET | BPF_K, refuse_with(EACCES)));
    program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

/// UBSan asks by a pipe whether an address can be read, ASan in /proc where the stack ends: where
/// they cannot ask, they report what is sound.
void let_sanitizers_ask([[maybe_unused]] std::vector<sock_filter>& program) {
#if defined(__SANITIZE_ADDRESS__) && defined(__x86_64__)
    only_if(program, __NR_open, 1, O_ACCMODE | O_CREAT | O_TRUNC, Bits::NoneSet);
    only_if(program, __NR_prlimit64, 0, 0xFFFFFFFF, Bits::NoneSet);
    rule(
        program, {__NR_pipe, __NR_pipe2, __NR_sched_getaffinity, __NR_newfstatat}, SECCOMP_RET_ALLOW
    );
#endif
}

/// Memory, time, the descriptors it has, its end, and files to read. No signal, not even to itself:
/// a filter made before the fork does not know whose number is its own, and abort() ends a process
/// without.
void computing(std::vector<sock_filter>& program) {
    rule(
        program,
        {__NR_read,         __NR_write,           __NR_readv,        __NR_writev,
         __NR_close,        __NR_fstat,           __NR_lseek,        __NR_mmap,
         __NR_munmap,       __NR_mremap,          __NR_mprotect,     __NR_madvise,
         __NR_brk,          __NR_futex,           __NR_getrandom,    __NR_clock_gettime,
         __NR_clock_getres, __NR_gettimeofday,    __NR_getpid,       __NR_gettid,
         __NR_rt_sigaction, __NR_rt_sigprocmask,  __NR_rt_sigreturn, __NR_sigaltstack,
         __NR_sched_yield,  __NR_restart_syscall, __NR_rseq,         __NR_exit,
         __NR_exit_group},
        SECCOMP_RET_ALLOW
    );
#if defined(__x86_64__)
    rule(program, {__NR_time}, SECCOMP_RET_ALLOW);
#endif
    // openat(folder, path, flags, …): anything but to read is refused.
    only_if(program, __NR_openat, 2, O_ACCMODE | O_CREAT | O_TRUNC, Bits::NoneSet);
    let_sanitizers_ask(program);
}

}  // namespace

SystemCallFilter SystemCallFilter::reading_only() {
    auto program = beginning();
    computing(program);
    rule(
        program,
        {// to start, libraries and all
         __NR_execve,
         __NR_prctl,
         __NR_seccomp,
         __NR_landlock_create_ruleset,
         __NR_landlock_add_rule,
         __NR_landlock_restrict_self,
         __NR_set_tid_address,
         __NR_set_robust_list,
         __NR_close_range,
         // to find and read files
         __NR_newfstatat,
         __NR_statx,
         __NR_faccessat,
         __NR_faccessat2,
         __NR_readlinkat,
         __NR_getdents64,
         __NR_getcwd,
         __NR_pread64,
         __NR_fcntl,
         __NR_dup,
         __NR_dup3,
         __NR_statfs,
         __NR_fstatfs,
         __NR_fadvise64,
         __NR_ppoll,
         __NR_pipe2,
         __NR_epoll_create1,
         // to know itself and its machine
         __NR_getppid,
         __NR_getuid,
         __NR_geteuid,
         __NR_getgid,
         __NR_getegid,
         __NR_getresuid,
         __NR_getresgid,
         __NR_getrusage,
         __NR_times,
         __NR_uname,
         __NR_sysinfo,
         __NR_sched_getaffinity,
         __NR_clock_nanosleep},
        SECCOMP_RET_ALLOW
    );
#if defined(__x86_64__)
    rule(
        program,
        {__NR_arch_prctl, __NR_access, __NR_readlink, __NR_dup2, __NR_poll, __NR_getrlimit},
        SECCOMP_RET_ALLOW
    );
#endif
    // Threads of its own, no process: clone(flags, …). What clone3 is asked lies in memory, which a
    // filter cannot read; the C library then tries clone.
    only_if(program, __NR_clone, 0, CLONE_THREAD, Bits::AnySet);
    rule(program, {__NR_clone3}, refuse_with(ENOSYS));
    // Its own limits: prlimit64(pid, …).
    only_if(program, __NR_prlimit64, 0, 0xFFFFFFFF, Bits::NoneSet);
    // Nothing of its is a terminal, which is what interpreters ask.
    rule(program, {__NR_ioctl}, refuse_with(ENOTTY));
    program.push_back(statement(BPF_RET | BPF_K, refuse_with(EPERM)));
    return SystemCallFilter(std::move(program));
}

SystemCallFilter SystemCallFilter::computing_only() {
    auto program = beginning();
    computing(program);
    program.push_back(statement(BPF_RET | BPF_K, refuse_with(EPERM)));
    return SystemCallFilter(std::move(program));
}

SystemCallFilter SystemCallFilter::drawing_only() {
    auto program = beginning();
    computing(program);
    rule(program, {__NR_newfstatat, __NR_pread64, __NR_fcntl}, SECCOMP_RET_ALLOW);
    program.push_back(statement(BPF_RET | BPF_K, refuse_with(EPERM)));
    return SystemCallFilter(std::move(program));
}

SystemCallFilter::SystemCallFilter(std::vector<sock_filter> program)
    : program_(std::move(program)) {}
SystemCallFilter::SystemCallFilter(SystemCallFilter&&) noexcept = default;
SystemCallFilter& SystemCallFilter::operator=(SystemCallFilter&&) noexcept = default;
SystemCallFilter::~SystemCallFilter() = default;

bool SystemCallFilter::load() const noexcept {
    const sock_fprog program{
        static_cast<unsigned short>(program_.size()), const_cast<sock_filter*>(program_.data())};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

}  // namespace contreseing::documents::worker
