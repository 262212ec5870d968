#include "documents/worker/sandbox.hpp"

#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <initializer_list>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
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

}  // namespace

SystemCallFilter SystemCallFilter::without_network() {
    auto program = beginning();
    rule(
        program,
        {__NR_socket,
         __NR_socketpair,
         __NR_connect,
         __NR_accept,
         __NR_accept4,
         __NR_bind,
         __NR_listen,
         __NR_io_uring_setup,
         __NR_ptrace,
         __NR_process_vm_readv,
         __NR_process_vm_writev,
         __NR_pidfd_getfd,
         __NR_mount,
         __NR_umount2,
         __NR_pivot_root,
         __NR_chroot,
         __NR_setns,
         __NR_unshare,
         __NR_bpf,
         __NR_perf_event_open,
         __NR_userfaultfd,
         __NR_keyctl,
         __NR_add_key,
         __NR_request_key,
         __NR_init_module,
         __NR_finit_module,
         __NR_kexec_load,
         __NR_reboot,
         __NR_swapon,
         __NR_kill,
         __NR_tkill},
        refuse_with(EPERM)
    );
    program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    return SystemCallFilter(std::move(program));
}

SystemCallFilter SystemCallFilter::computing_only() {
    auto program = beginning();
    rule(
        program,
        {__NR_read,         __NR_write,        __NR_readv,           __NR_writev,
         __NR_close,        __NR_fstat,        __NR_lseek,           __NR_mmap,
         __NR_munmap,       __NR_mremap,       __NR_mprotect,        __NR_madvise,
         __NR_brk,          __NR_futex,        __NR_getrandom,       __NR_clock_gettime,
         __NR_clock_getres, __NR_gettimeofday, __NR_getpid,          __NR_gettid,
         __NR_tgkill,       __NR_rt_sigaction, __NR_rt_sigprocmask,  __NR_rt_sigreturn,
         __NR_sigaltstack,  __NR_sched_yield,  __NR_restart_syscall, __NR_rseq,
         __NR_exit,         __NR_exit_group},
        SECCOMP_RET_ALLOW
    );
#if defined(__x86_64__)
    rule(program, {__NR_time}, SECCOMP_RET_ALLOW);
#endif
    // openat(folder, path, flags, …), flags: anything but to read is refused.
    program.push_back(jump(BPF_JMP | BPF_JEQ | BPF_K, __NR_openat, 0, 4));
    program.push_back(statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[2])));
    program.push_back(jump(BPF_JMP | BPF_JSET | BPF_K, O_ACCMODE | O_CREAT | O_TRUNC, 0, 1));
    program.push_back(statement(BPF_RET | BPF_K, refuse_with(EACCES)));
    program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
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
