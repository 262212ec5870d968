#include "crypto/digest.hpp"

#include "crypto/hex.hpp"

#include <gtest/gtest.h>

namespace contreseing::crypto {
namespace {

// FIPS 180-4 examples.
TEST(Digest, MatchesThePublishedVectors) {
    EXPECT_EQ(
        to_hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    EXPECT_EQ(
        to_hex(sha256(as_bytes("abc"))),
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

}  // namespace
}  // namespace contreseing::crypto
