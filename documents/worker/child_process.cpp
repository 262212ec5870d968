#include "documents/worker/child_process.hpp"

#include "documents/worker/file_access.hpp"
#include "documents/worker/frame.hpp"
#include "documents/worker/sandbox.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <iterator>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace contreseing::documents::worker {
namespace {

using Clock = std::chrono::steady_clock;

/// What a program of ours needs to start and to write text. Not the whole of /etc: that is where
/// secrets would be.
constexpr const char* kSystemFiles[] = {
    "/usr",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/fonts",
    "/etc/python3.11",
    "/var/cache/fontconfig",
    "/dev/null",
    "/dev/urandom",
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    "/proc",
#endif
};

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

// Between fork and exec: only async-signal-safe calls, nothing may allocate.
bool limit(int resource, std::uint64_t soft, std::uint64_t hard) noexcept {
    const rlimit both{soft, hard};
    return ::setrlimit(static_cast<__rlimit_resource_t>(resource), &both) == 0;
}

bool confine(
    const Limits& limits, std::span<const char* const> readable, const SystemCallFilter& filter
) noexcept {
    // The softer one ends with SIGXCPU, which tells too long from anything else.
    bool done = limit(RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + std::uint64_t{2}) &&
                limit(RLIMIT_CORE, 0, 0) && limit(RLIMIT_FSIZE, 0, 0) &&
                limit(RLIMIT_NOFILE, limits.open_files, limits.open_files);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    // Sanitizers reserve terabytes of addresses.
    done = done && limit(RLIMIT_AS, limits.address_space, limits.address_space);
#endif
    // Landlock asks for it unless root.
    done = done && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    return done && confine_files(readable) != Confined::Failed && filter.load();
}

/// The kernel's groups by session (sched(7), « The autogroup feature ») weigh more than niceness
/// where they are on.
void give_way(int niceness) noexcept {
    if (niceness == 0) {
        return;
    }
    ::setpriority(PRIO_PROCESS, 0, niceness);
    const int group = ::open("/proc/self/autogroup", O_WRONLY);
    if (group >= 0) {
        const char text[] = {
            static_cast<char>('0' + niceness / 10), static_cast<char>('0' + niceness % 10)};
        (void)!::write(group, text, sizeof text);
        ::close(group);
    }
}

[[noreturn]] void become(
    int socket,
    char* const* arguments,
    char* const* environment,
    const Limits& limits,
    std::span<const char* const> readable,
    const SystemCallFilter& filter
) noexcept {
    // A Ctrl-C meant for the server must not reach a job that it will finish.
    ::setsid();
    give_way(limits.niceness);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    ::signal(SIGXFSZ, SIG_IGN);
    // Above the standard three, even when the server runs without them: dup2 onto itself would
    // keep close-on-exec.
    const int ours = ::fcntl(socket, F_DUPFD, STDERR_FILENO + 1);
    const int nowhere = ::fcntl(::open("/dev/null", O_WRONLY), F_DUPFD, STDERR_FILENO + 1);
    const bool ready = ::dup2(ours, STDIN_FILENO) >= 0 && ::dup2(ours, STDOUT_FILENO) >= 0 &&
                       ::dup2(nowhere, STDERR_FILENO) >= 0 &&
                       ::close_range(STDERR_FILENO + 1, ~0U, 0) == 0 && ::chdir("/") == 0 &&
                       confine(limits, readable, filter);
    if (ready) {
        ::execve(arguments[0], arguments, environment);
    }
    ::_exit(127);
}

/// Waits until the socket can do `events`; false when the deadline passed first.
bool wait_for(int socket, short events, Deadline deadline) {
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0) {
            return false;
        }
        pollfd one{socket, events, 0};
        const int ready = ::poll(&one, 1, static_cast<int>(std::min<long long>(left, 60'000)));
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            fail("poll");
        }
    }
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& arguments, const Limits& limits) {
    if (::access(arguments.at(0).c_str(), X_OK) != 0) {
        fail(arguments[0]);
    }
    const auto filter = SystemCallFilter::reading_only();
    std::vector<char*> argv;
    for (const auto& argument : arguments) {
        argv.push_back(const_cast<char*>(argument.c_str()));
    }
    argv.push_back(nullptr);
    std::vector<const char*> readable(std::begin(kSystemFiles), std::end(kSystemFiles));
    readable.push_back(argv[0]);
    for (const auto& path : limits.readable) {
        readable.push_back(path.c_str());
    }
    char path[] = "PATH=/usr/bin:/bin";
    char lang[] = "LANG=C.UTF-8";
    char* const environment[] = {path, lang, nullptr};

    int ends[2];
    // A socket rather than two pipes: writing to a dead child must not raise SIGPIPE here.
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        fail("socketpair");
    }
    pid_ = ::fork();
    if (pid_ == 0) {
        become(ends[1], argv.data(), environment, limits, readable, filter);
    }
    const int error = errno;
    ::close(ends[1]);
    if (pid_ < 0) {
        ::close(ends[0]);
        errno = error;
        fail("fork");
    }
    socket_ = ends[0];
}

ChildProcess::~ChildProcess() {
    end();
    ::close(socket_);
}

ChildProcess::Ending ChildProcess::end() noexcept {
    if (reaped_) {
        return ending_;
    }
    // Has no effect on one that is already dying of something else.
    ::kill(pid_, SIGKILL);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    reaped_ = true;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) {
        ending_ = Ending::OutOfTime;
    }
    return ending_;
}

ChildProcess::Io ChildProcess::send_all(ByteView bytes, Deadline deadline) {
    while (!bytes.empty()) {
        if (!wait_for(socket_, POLLOUT, deadline)) {
            return Io::TimedOut;
        }
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(sent));
        } else if (errno != EAGAIN && errno != EINTR) {
            return Io::Broken;
        }
    }
    return Io::Done;
}

ChildProcess::Io ChildProcess::receive_all(std::span<std::uint8_t> into, Deadline deadline) {
    while (!into.empty()) {
        if (!wait_for(socket_, POLLIN, deadline)) {
            return Io::TimedOut;
        }
        const auto got = ::recv(socket_, into.data(), into.size(), MSG_DONTWAIT);
        if (got > 0) {
            into = into.subspan(static_cast<std::size_t>(got));
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            return Io::Broken;
        }
    }
    return Io::Done;
}

ChildProcess::Io ChildProcess::send_frame(ByteView bytes, Deadline deadline) {
    const auto length = static_cast<std::uint32_t>(bytes.size());
    if (length != bytes.size()) {
        return Io::Broken;
    }
    const auto head = frame_head(length);
    const auto sent = send_all(head, deadline);
    return sent == Io::Done ? send_all(bytes, deadline) : sent;
}

ChildProcess::Io ChildProcess::receive_frame(Bytes& into, std::uint32_t most, Deadline deadline) {
    FrameHead head{};
    if (const auto got = receive_all(head, deadline); got != Io::Done) {
        return got;
    }
    const auto length = frame_length(head);
    if (length > most) {
        return Io::Broken;
    }
    into.resize(length);
    return receive_all(into, deadline);
}

}  // namespace contreseing::documents::worker
