#include "documents/worker/standard_frames.hpp"

#include "documents/worker/frame.hpp"

#include <cerrno>
#include <unistd.h>

namespace contreseing::documents::worker {
namespace {

bool read_all(std::span<std::uint8_t> into) {
    while (!into.empty()) {
        const auto got = ::read(STDIN_FILENO, into.data(), into.size());
        if (got > 0) {
            into = into.subspan(static_cast<std::size_t>(got));
        } else if (got == 0 || errno != EINTR) {
            return false;
        }
    }
    return true;
}

bool write_all(std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (written >= 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

}  // namespace

bool read_frame(std::vector<std::uint8_t>& into) {
    FrameHead head{};
    if (!read_all(head) || frame_length(head) > kLongestFrame) {
        return false;
    }
    into.resize(frame_length(head));
    return read_all(into);
}

bool write_frame(std::span<const std::uint8_t> bytes) {
    return write_all(frame_head(static_cast<std::uint32_t>(bytes.size()))) && write_all(bytes);
}

}  // namespace contreseing::documents::worker
