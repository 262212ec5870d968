#include "server/adapters/node.hpp"

#include "workflows/app/fresh_id.hpp"
#include "workflows/ground/ids.hpp"

#include <fcntl.h>
#include <fstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace contreseing::server {

namespace {

std::string boot() {
    std::string line;
    std::ifstream in("/proc/sys/kernel/random/boot_id");
    std::getline(in, line);
    return line;
}

}  // namespace

Node::Node(const std::filesystem::path& folder, workflows::app::Random& random)
    : name_(to_string(workflows::app::fresh_id<workflows::CommandId>(random))) {
    std::error_code ignored;
    std::filesystem::create_directories(folder, ignored);
    fd_ = ::open((folder / "node").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    struct stat file {};
    if (fd_ >= 0 && ::flock(fd_, LOCK_EX | LOCK_NB) == 0 && ::fstat(fd_, &file) == 0) {
        name_ = std::to_string(file.st_dev) + ':' + std::to_string(file.st_ino) + '@' + boot();
    }
}

Node::~Node() {
    if (fd_ >= 0) {
        ::close(fd_);
    }
}

}  // namespace contreseing::server
