#include "mail/spool.hpp"

#include "mail/compose.hpp"
#include "mail/error.hpp"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace contreseing::mail {
namespace {

class Descriptor {
public:
    Descriptor(const std::filesystem::path& path, int flags)
        : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
        if (fd_ < 0) {
            fail("open");
        }
    }
    ~Descriptor() { ::close(fd_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    void write_all(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
            if (written < 0 && errno != EINTR) {
                fail("write");
            }
            bytes.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
        }
    }
    void sync() const {
        if (::fsync(fd_) != 0) {
            fail("fsync");
        }
    }

private:
    [[noreturn]] static void fail(const char* what) {
        throw std::system_error(errno, std::generic_category(), what);
    }
    int fd_;
};

/// Two threads or processes that write the same message must not share a temporary file.
std::string temporary_name(const std::string& name) {
    static std::atomic<unsigned> count{0};
    return '.' + name + '.' + std::to_string(::getpid()) + '.' + std::to_string(++count) + ".tmp";
}

void write_atomically(
    const std::filesystem::path& folder, const std::string& name, std::string_view bytes
) {
    const auto temporary = folder / temporary_name(name);
    try {
        {
            const Descriptor file(temporary, O_WRONLY | O_CREAT | O_EXCL);
            file.write_all(bytes);
            file.sync();
        }
        std::filesystem::rename(temporary, folder / name);
    } catch (...) {
        std::error_code ignored;  // the first failure is the one worth telling
        std::filesystem::remove(temporary, ignored);
        throw;
    }
    Descriptor(folder, O_RDONLY | O_DIRECTORY).sync();
}

}  // namespace

SpoolSender::SpoolSender(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    if (error) {
        throw Error(Error::Code::Io, "spool folder: " + error.message());
    }
}

std::string SpoolSender::file_name(const std::string& message_id) {
    std::string name;
    for (const char c : std::string_view(message_id).substr(1, message_id.size() - 2)) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') ||
                           std::string_view("@.-_+").find(c) != std::string_view::npos;
        if (plain) {
            name += c;
        } else {
            constexpr std::string_view kHex = "0123456789abcdef";
            const auto byte = static_cast<unsigned char>(c);
            name += {'%', kHex[byte >> 4U], kHex[byte & 0x0FU]};
        }
    }
    return name + ".eml";
}

DeliveryResult SpoolSender::deliver(const Message& message) {
    const std::string bytes = "Return-Path: <" + message.return_path + ">\r\n" + compose(message);
    const std::string name = file_name(message.message_id);
    try {
        write_atomically(folder_, name, bytes);
    } catch (const std::system_error& error) {
        return {DeliveryResult::Outcome::Temporary, 0, "spool: " + error.code().message()};
    }
    return {DeliveryResult::Outcome::Delivered, 250, "spooled as " + name};
}

}  // namespace contreseing::mail
