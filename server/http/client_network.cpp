#include "server/http/client_network.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstdint>

namespace contreseing::server::http {

std::string client_network(const std::string& address) {
    constexpr std::size_t kSubscriber = 8;
    constexpr std::size_t kEmbedded = 12;
    in6_addr bytes{};
    if (inet_pton(AF_INET6, address.c_str(), &bytes) != 1) {
        return address;
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (IN6_IS_ADDR_V4MAPPED(&bytes)) {
        inet_ntop(AF_INET, &bytes.s6_addr[kEmbedded], text.data(), text.size());
        return text.data();
    }
    for (std::size_t i = kSubscriber; i < sizeof bytes.s6_addr; ++i) {
        bytes.s6_addr[i] = 0;
    }
    inet_ntop(AF_INET6, &bytes, text.data(), text.size());
    return text.data();
}

}  // namespace contreseing::server::http
