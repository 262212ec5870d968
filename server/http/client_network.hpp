#pragma once

#include <string>

namespace contreseing::server::http {

/// What stands for whoever sends from `address`, to count by: an IPv4 address itself, of an IPv6
/// address the 64 bits that one subscriber gets (`2001:db8:0:1::`). An IPv4 address inside an IPv6
/// one is that address; anything else stands for itself. Source: RFC 4291, 2.5.4 and 2.5.5.2.
[[nodiscard]] std::string client_network(const std::string& address);

}  // namespace contreseing::server::http
