#include "server/app/service_manager.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace contreseing::server {

void tell_service_manager(std::string_view state) noexcept {
    const char* const named = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    const std::string_view path = named == nullptr ? std::string_view{} : named;
    if (path.size() < 2 || path.size() >= sizeof address.sun_path) {
        return;
    }
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), address.sun_path);
    if (path.front() == '@') {
        address.sun_path[0] = '\0';  // an abstract one
    }
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return;
    }
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    (void)::sendto(
        fd, state.data(), state.size(), MSG_NOSIGNAL,
        reinterpret_cast<const sockaddr*>(&address), size
    );
    ::close(fd);
}

}  // namespace contreseing::server
