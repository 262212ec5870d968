#include "server/http/client_network.hpp"

#include <gtest/gtest.h>

namespace contreseing::server::http {
namespace {

TEST(ClientNetwork, IsAnIpv4AddressOrTheSubscribersHalfOfAnIpv6One) {
    EXPECT_EQ(client_network("192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(client_network("2001:db8:0:1:2:3:4:5"), "2001:db8:0:1::");
    EXPECT_EQ(client_network("2001:db8:0:1:ffff::9"), "2001:db8:0:1::");
    EXPECT_NE(client_network("2001:db8:0:2::9"), "2001:db8:0:1::");
    EXPECT_EQ(client_network("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(client_network("::1"), "::");
    EXPECT_EQ(client_network("unix:"), "unix:");
    EXPECT_EQ(client_network(""), "");
}

}  // namespace
}  // namespace contreseing::server::http
