#include "crypto/random.hpp"

#include "text/encodings.hpp"

#include <set>

#include <gtest/gtest.h>

namespace contreseing::crypto {
namespace {

// The instant of RFC 9562, appendix A.6.
TEST(Random, UuidCarriesTimeVersionAndVariant) {
    const auto uuid = uuid_v7(0x017F22E279B0);
    EXPECT_EQ(text::to_hex(uuid).substr(0, 13), "017f22e279b07");
    EXPECT_EQ(uuid[8] & 0xC0, 0x80);
}

TEST(Random, DoesNotRepeat) {
    std::set<std::array<std::uint8_t, 16>> seen;
    for (int i = 0; i < 1000; ++i) {
        seen.insert(uuid_v7(1));
    }
    EXPECT_EQ(seen.size(), 1000U);
    EXPECT_NE(random_bytes(32), random_bytes(32));
    EXPECT_TRUE(random_bytes(0).empty());
}

}  // namespace
}  // namespace contreseing::crypto
