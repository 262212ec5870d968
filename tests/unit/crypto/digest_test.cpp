#include "crypto/digest.hpp"

#include "crypto/name_uuid.hpp"
#include "text/encodings.hpp"

#include <gtest/gtest.h>

namespace contreseing::crypto {
namespace {

// FIPS 180-4 examples.
TEST(Digest, MatchesThePublishedVectors) {
    EXPECT_EQ(
        text::to_hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    EXPECT_EQ(
        text::to_hex(sha256(as_bytes("abc"))),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

TEST(Digest, OfTwoSpansIsThatOfTheWhole) {
    Sha256 pieces;
    pieces.update(as_bytes("a")).update({}).update(as_bytes("bc"));
    EXPECT_EQ(pieces.finish(), sha256(as_bytes("abc")));
}

TEST(Digest, StartsAfreshAfterFinish) {
    Sha256 hash;
    hash.update(as_bytes("something"));
    hash.finish();
    EXPECT_EQ(hash.update(as_bytes("abc")).finish(), sha256(as_bytes("abc")));
}

TEST(NameUuid, MatchesThePublishedVector) {
    // RFC 9562, A.4: « www.example.com » in the name space of DNS.
    const Uuid dns{
        0x6b,
        0xa7,
        0xb8,
        0x10,
        0x9d,
        0xad,
        0x11,
        0xd1,
        0x80,
        0xb4,
        0x00,
        0xc0,
        0x4f,
        0xd4,
        0x30,
        0xc8};
    const Uuid named{
        0x2e,
        0xd6,
        0x65,
        0x7d,
        0xe9,
        0x27,
        0x56,
        0x8b,
        0x95,
        0xe1,
        0x26,
        0x65,
        0xa8,
        0xae,
        0xa6,
        0xa2};
    EXPECT_EQ(name_uuid(dns, as_bytes("www.example.com")), named);
    EXPECT_NE(name_uuid(dns, as_bytes("www.example.co")), named);
}

}  // namespace
}  // namespace contreseing::crypto
