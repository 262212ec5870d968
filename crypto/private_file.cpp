#include "crypto/private_file.hpp"

#include "crypto/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace contreseing::crypto {

namespace {

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { ::close(number_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const { return number_; }

private:
    int number_;
};

[[noreturn]] void throw_storage(const std::filesystem::path& path, const char* what) {
    throw Error(ErrorKind::Storage, path.string() + ": " + what + ": " + std::strerror(errno));
}

}  // namespace

Bytes read_private_file(const std::filesystem::path& path, std::size_t max_bytes) {
    const int number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (number < 0) {
        if (errno == ENOENT) {
            throw Error(ErrorKind::Missing, path.string() + ": not found");
        }
        throw_storage(path, "open");
    }
    const Descriptor file(number);
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) {
        throw_storage(path, "fstat");
    }
    if (!S_ISREG(status.st_mode)) {
        throw Error(ErrorKind::UnsafeFile, path.string() + ": not a regular file");
    }
    if ((status.st_mode & 077U) != 0) {
        throw Error(
            ErrorKind::UnsafeFile,
            path.string() + ": group or others have access to it; run chmod 600"
        );
    }
    if (static_cast<std::size_t>(status.st_size) > max_bytes) {
        throw Error(ErrorKind::UnsafeFile, path.string() + ": too large");
    }
    Bytes bytes(static_cast<std::size_t>(status.st_size));
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::read(file.number(), bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            throw_storage(path, "read");
        }
        done += static_cast<std::size_t>(count);
    }
    return bytes;
}

void write_new_file(const std::filesystem::path& path, ByteView bytes, FileAccess access) {
    const auto mode = static_cast<mode_t>(access);
    const int number = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (number < 0) {
        if (errno == EEXIST) {
            throw Error(ErrorKind::AlreadyExists, path.string() + ": already exists");
        }
        throw_storage(path, "create");
    }
    const Descriptor file(number);
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::write(file.number(), bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            throw_storage(path, "write");
        }
        done += static_cast<std::size_t>(count);
    }
    // The umask may have taken rights away from a file that everyone should read.
    if (::fchmod(file.number(), mode) != 0 || ::fsync(file.number()) != 0) {
        throw_storage(path, "flush");
    }
}

void flush_folder(const std::filesystem::path& folder) {
    const int number = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (number < 0) {
        throw_storage(folder, "open");
    }
    const Descriptor directory(number);
    if (::fsync(directory.number()) != 0) {
        throw_storage(folder, "flush");
    }
}

}  // namespace contreseing::crypto
