#include "crypto/secrets.hpp"

#include "crypto/error.hpp"
#include "crypto/hmac.hpp"
#include "crypto_fixture.hpp"
#include "text/encodings.hpp"

#include <map>
#include <set>

#include <gtest/gtest.h>

namespace contreseing::crypto {
namespace {

using testing::read_file;
using testing::TemporaryFolder;
namespace fs = std::filesystem;

SecretKeys fresh_keys() {
    const TemporaryFolder folder;
    SecretKeys::create_missing(folder.path() / "secrets");
    return SecretKeys::load(folder.path() / "secrets");
}

TEST(Secrets, AreMadeOnceAndNeverReplaced) {
    const TemporaryFolder parent;
    const auto folder = parent.path() / "secrets";
    SecretKeys::create_missing(folder);
    EXPECT_EQ(fs::status(folder).permissions(), fs::perms::owner_all);
    std::set<Bytes> keys;
    for (const char* name : {"link.key", "code.key", "session.key", "token.key"}) {
        EXPECT_EQ(
            fs::status(folder / name).permissions(), fs::perms::owner_read | fs::perms::owner_write
        );
        keys.insert(read_file(folder / name));
    }
    EXPECT_EQ(keys.size(), 4U);

    fs::remove(folder / "code.key");
    const Bytes link = read_file(folder / "link.key");
    SecretKeys::create_missing(folder);
    EXPECT_EQ(read_file(folder / "link.key"), link);
    EXPECT_EQ(read_file(folder / "code.key").size(), 32U);
}

TEST(Secrets, RefuseAMissingAShortOrAReadableFileByName) {
    const TemporaryFolder folder;
    SecretKeys::create_missing(folder.path());
    const auto refusal = [&]() -> std::pair<ErrorKind, std::string> {
        try {
            SecretKeys::load(folder.path());
        } catch (const Error& error) {
            return {error.kind(), error.what()};
        }
        return {ErrorKind::Library, "nothing was thrown"};
    };
    const auto file = folder.path() / "session.key";
    fs::permissions(file, fs::perms::group_read, fs::perm_options::add);
    EXPECT_EQ(refusal().first, ErrorKind::UnsafeFile);
    EXPECT_NE(refusal().second.find("session.key"), std::string::npos);
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    fs::resize_file(file, 31);
    EXPECT_EQ(refusal().first, ErrorKind::UnsafeFile);
    fs::resize_file(file, 33);
    EXPECT_EQ(refusal().first, ErrorKind::UnsafeFile);
    fs::remove(file);
    EXPECT_EQ(refusal().first, ErrorKind::Missing);
}

TEST(Secrets, LinkSecretIsTheHmacUnderTheLinkKey) {
    const TemporaryFolder folder;
    SecretKeys::create_missing(folder.path());
    const SecretKeys keys = SecretKeys::load(folder.path());
    const std::string secret = keys.link_secret(as_bytes("link 1 generation 1"));
    EXPECT_EQ(secret.size(), 43U);
    EXPECT_EQ(
        secret,
        text::to_base64url(
            hmac_sha256(read_file(folder.path() / "link.key"), as_bytes("link 1 generation 1"))
        )
    );
    EXPECT_NE(secret, keys.link_secret(as_bytes("link 1 generation 2")));
    EXPECT_NE(secret, fresh_keys().link_secret(as_bytes("link 1 generation 1")));
}

TEST(Secrets, CodesAreSixDigitsAndSpreadEvenly) {
    const SecretKeys keys = fresh_keys();
    std::map<char, int> first_digit;
    constexpr int kCodes = 20000;
    for (int i = 0; i < kCodes; ++i) {
        const std::string code = keys.six_digit_code(as_bytes(std::to_string(i)));
        ASSERT_EQ(code.size(), 6U);
        ASSERT_EQ(code.find_first_not_of("0123456789"), std::string::npos);
        ++first_digit[code[0]];
    }
    // Each digit is expected 2 000 times with a deviation of 42; eight deviations never happen.
    for (const auto& [digit, count] : first_digit) {
        EXPECT_NEAR(count, kCodes / 10, 340) << digit;
    }
    EXPECT_EQ(first_digit.size(), 10U);
}

TEST(Secrets, SessionPayloadComesBackForItsPurposeOnly) {
    const SecretKeys keys = fresh_keys();
    const std::string payload("lien;1\0é", 9);
    const std::string cookie = keys.sign_session("link", payload);
    EXPECT_EQ(keys.verify_session("link", cookie), payload);
    EXPECT_FALSE(keys.verify_session("csrf", cookie));
    EXPECT_FALSE(fresh_keys().verify_session("link", cookie));
    EXPECT_NE(keys.sign_session("ab", "c"), keys.sign_session("a", "bc"));
    EXPECT_EQ(
        cookie.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
        ),
        std::string::npos
    );
}

TEST(Secrets, EveryChangedCharacterOfACookieIsRefused) {
    const SecretKeys keys = fresh_keys();
    const std::string cookie = keys.sign_session("link", "payload");
    for (std::size_t i = 0; i < cookie.size(); ++i) {
        std::string changed = cookie;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(keys.verify_session("link", changed)) << i;
        EXPECT_FALSE(keys.verify_session("link", cookie.substr(0, i))) << i;
    }
    for (const char* text : {"", ".", "..", "a.b", "é.é"}) {
        EXPECT_FALSE(keys.verify_session("link", text)) << text;
    }
    EXPECT_FALSE(keys.verify_session("link", cookie + "."));
}

TEST(Secrets, SealedSecretOpensInItsContextOnly) {
    const SecretKeys keys = fresh_keys();
    const Bytes sealed = keys.seal(as_bytes("totp seed"), as_bytes("administrator 1"));
    EXPECT_EQ(as_text(keys.open(sealed, as_bytes("administrator 1")).value()), "totp seed");
    EXPECT_FALSE(keys.open(sealed, as_bytes("administrator 2")));
    EXPECT_FALSE(fresh_keys().open(sealed, as_bytes("administrator 1")));
    EXPECT_NE(sealed, keys.seal(as_bytes("totp seed"), as_bytes("administrator 1")));
    EXPECT_EQ(keys.open(keys.seal({}, {}), {}), Bytes{});
}

TEST(Secrets, EveryFlippedByteOfASealedSecretIsRefused) {
    const SecretKeys keys = fresh_keys();
    const Bytes sealed = keys.seal(as_bytes("totp seed"), {});
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        Bytes changed = sealed;
        changed[i] ^= 0x01;
        EXPECT_FALSE(keys.open(changed, {})) << i;
        EXPECT_FALSE(keys.open(ByteView(sealed).first(i), {})) << i;
    }
}

}  // namespace
}  // namespace contreseing::crypto
