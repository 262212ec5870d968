#include "crypto/hmac.hpp"

#include "crypto/error.hpp"
#include "text/encodings.hpp"

#include <gtest/gtest.h>

namespace contreseing::crypto {
namespace {

// RFC 4231, test cases 1, 2, 3, 6.
TEST(Hmac, MatchesTheVectorsOfRfc4231) {
    EXPECT_EQ(
        text::to_hex(hmac_sha256(Bytes(20, 0x0B), as_bytes("Hi There"))),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
    EXPECT_EQ(
        text::to_hex(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    EXPECT_EQ(
        text::to_hex(hmac_sha256(Bytes(20, 0xAA), Bytes(50, 0xDD))),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    );
    EXPECT_EQ(
        text::to_hex(hmac_sha256(
            Bytes(131, 0xAA), as_bytes("Test Using Larger Than Block-Size Key - Hash Key First")
        )),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
}

TEST(Hmac, OfNothingUnderNoKeyIsDefined) {
    EXPECT_EQ(
        text::to_hex(hmac_sha256({}, {})),
        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
    );
}

// RFC 4226, appendix D.
TEST(Hmac, TruncatesAsHotpDoes) {
    const char* const expected[] = {
        "755224",
        "287082",
        "359152",
        "969429",
        "338314",
        "254676",
        "287922",
        "162583",
        "399871",
        "520489"};
    for (std::uint8_t counter = 0; counter < 10; ++counter) {
        const Bytes message = {0, 0, 0, 0, 0, 0, 0, counter};
        const auto mac = hmac_sha1(as_bytes("12345678901234567890"), message);
        EXPECT_EQ(truncate_to_digits(mac, 6), expected[counter]);
    }
}

TEST(Hmac, KeepsLeadingZerosWhenTruncating) {
    Bytes mac(20, 0);
    mac[3] = 42;
    EXPECT_EQ(truncate_to_digits(mac, 6), "000042");
    EXPECT_THROW(truncate_to_digits(Bytes(19), 6), Error);
    EXPECT_THROW(truncate_to_digits(mac, 10), Error);
}

TEST(Hmac, ComparesContentAndLength) {
    EXPECT_TRUE(constant_time_equal(as_bytes("abc"), as_bytes("abc")));
    EXPECT_FALSE(constant_time_equal(as_bytes("abc"), as_bytes("abd")));
    EXPECT_FALSE(constant_time_equal(as_bytes("abc"), as_bytes("ab")));
    EXPECT_TRUE(constant_time_equal({}, {}));
}

}  // namespace
}  // namespace contreseing::crypto
