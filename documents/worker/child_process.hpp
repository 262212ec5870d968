#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <sys/types.h>
#include <vector>

namespace contreseing::documents::worker {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
using Deadline = std::chrono::steady_clock::time_point;

/// What a child may use. Set after the fork, before its program starts.
struct Limits {
    std::uint64_t address_space = std::uint64_t{1536} << 20;  ///< bytes
    std::uint32_t cpu_seconds = 20;                           ///< of its whole life
    std::uint32_t open_files = 64;
    /// Files and folders it may read besides the system's libraries and fonts.
    std::vector<std::string> readable = {};
    int niceness = 0;  ///< what it leaves to the server where the processor is short, to 19
};

/// A program that reads hostile bytes for us and speaks by frames on its standard input and
/// output: 4 bytes of length, big-endian, then so many bytes. It has no other file descriptor, no
/// environment but PATH and LANG, no network, reads no file but those named, writes none and
/// leaves no core.
/// Killed and reaped when this object ends. Not to be used by two threads at once.
class ChildProcess {
public:
    /// `arguments[0]` is the path of the program. Throws `std::system_error` when it is not
    /// executable or no process can be made.
    ChildProcess(const std::vector<std::string>& arguments, const Limits& limits);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    enum class Io { Done, Broken, TimedOut };

    [[nodiscard]] Io send_frame(ByteView bytes, Deadline deadline);
    /// `Broken` also when the announced length is above `most`.
    [[nodiscard]] Io receive_frame(Bytes& into, std::uint32_t most, Deadline deadline);

    enum class Ending { OutOfTime, Other };
    /// Kills it when it still lives; tells whether it had used up its processor time.
    Ending end() noexcept;

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }

private:
    [[nodiscard]] Io send_all(ByteView bytes, Deadline deadline);
    [[nodiscard]] Io receive_all(std::span<std::uint8_t> into, Deadline deadline);

    pid_t pid_ = -1;
    int socket_ = -1;
    bool reaped_ = false;
    Ending ending_ = Ending::Other;
};

}  // namespace contreseing::documents::worker
