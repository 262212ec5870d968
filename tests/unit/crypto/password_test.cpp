#include "crypto/password.hpp"

#include "crypto/error.hpp"

#include <gtest/gtest.h>

namespace contreseing::crypto {
namespace {

TEST(Password, AcceptsTheRightOneOnly) {
    const std::string encoded = hash_password("crème brûlée 🔒");
    EXPECT_TRUE(verify_password("crème brûlée 🔒", encoded));
    EXPECT_FALSE(verify_password("creme brulee", encoded));
    EXPECT_FALSE(verify_password("", encoded));
    EXPECT_FALSE(password_needs_rehash(encoded));
}

TEST(Password, IsSaltedAndSaysItsParameters) {
    const std::string one = hash_password("same");
    EXPECT_NE(one, hash_password("same"));
    EXPECT_TRUE(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << one;
}

// A vector of the reference implementation (phc-winner-argon2, src/test.c).
TEST(Password, VerifiesAReferenceHashAndAsksForANewOne) {
    const std::string encoded =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    EXPECT_TRUE(verify_password("password", encoded));
    EXPECT_FALSE(verify_password("passwort", encoded));
    EXPECT_TRUE(password_needs_rehash(encoded));
}

TEST(Password, RefusesWhatIsNotAnArgon2idHash) {
    for (const char* text :
         {"", "plain", "$2b$12$abc", "$argon2id$", "$argon2i$v=19$m=8,t=1,p=1$a$b"}) {
        EXPECT_FALSE(verify_password("plain", text)) << text;
        EXPECT_TRUE(password_needs_rehash(text));
    }
}

TEST(Password, RefusesAnEndlessOne) {
    EXPECT_THROW(hash_password(std::string(1025, 'a')), Error);
    EXPECT_FALSE(verify_password(std::string(1025, 'a'), hash_password("a")));
}

}  // namespace
}  // namespace contreseing::crypto
