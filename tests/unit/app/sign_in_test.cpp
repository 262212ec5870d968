#include "workflows/app/sign_in.hpp"

#include "tests/support/sample_acts.hpp"
#include "tests/unit/app/world.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace contreseing::workflows::app {
namespace {

using testing::kCampus;
using testing::World;

/// `hash:` before the password; code « 123456 » stands for step 1000.
class CountingPasswords : public Passwords {
public:
    std::string hash(const std::string& password) override { return "hash:" + password; }
    bool verify(const std::string& password, const std::string& hash) override {
        ++verified;
        return hash == "hash:" + password;
    }
    std::optional<std::int64_t> totp_step(
        const std::string&, const std::string& code, Instant, std::int64_t last_step
    ) override {
        meanwhile();
        return code == "123456" && last_step < 1000 ? std::optional<std::int64_t>(1000)
                                                    : std::nullopt;
    }
    int verified = 0;
    std::function<void()> meanwhile = [] {};  ///< what somebody else does while a code is checked
};

class SignIn : public ::testing::Test {
protected:
    SignIn() {
        administrator = *world.accounts.find("alix@campus.example");
        administrator.password_hash = "hash:juste";
        world.accounts.save(administrator);
    }
    Expected<AdministratorSession, SignInRefusal> try_with(const Credentials& credentials) {
        return sign_in(world.accounts, passwords, world.digest, credentials, world.clock.now());
    }
    static Credentials right() {
        return {"alix@campus.example", "juste", {}, "192.0.2.1", "cookie-value"};
    }
    void enable_totp() {
        administrator.totp_secret = "sealed";
        world.accounts.save(administrator);
    }

    World world;
    CountingPasswords passwords;
    Administrator administrator;
};

TEST_F(SignIn, OpensASessionThatOnlyTheHashOfTheCookieFinds) {
    const auto session = try_with(right());
    ASSERT_TRUE(session);
    EXPECT_EQ(session->administrator, administrator.id);
    EXPECT_EQ(session->campus, kCampus);
    EXPECT_EQ(session->expires_at, world.clock.now() + std::chrono::hours(12));
    const auto hash = world.digest.sha256(testing::bytes_of("cookie-value"));
    EXPECT_TRUE(world.accounts.session(hash, world.clock.now()));
    EXPECT_FALSE(world.accounts.session(hash, session->expires_at));
}

TEST_F(SignIn, RefusesAWrongPasswordAndAnUnknownLoginAlikeAtTheSameCost) {
    auto wrong = right();
    wrong.password = "faux";
    const auto bad_password = try_with(wrong);
    EXPECT_EQ(passwords.verified, 1);
    auto unknown = right();
    unknown.login = "nobody@campus.example";
    const auto bad_login = try_with(unknown);
    EXPECT_EQ(passwords.verified, 2);
    ASSERT_FALSE(bad_password);
    ASSERT_FALSE(bad_login);
    EXPECT_EQ(bad_password.error(), SignInRefusal::Wrong);
    EXPECT_EQ(bad_login.error(), SignInRefusal::Wrong);
}

TEST_F(SignIn, RefusesAnAccountThatIsNoLongerActive) {
    administrator.active = false;
    world.accounts.save(administrator);
    const auto refused = try_with(right());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), SignInRefusal::Wrong);
    EXPECT_EQ(passwords.verified, 1);
}

TEST_F(SignIn, RefusesAnEmptyPasswordOfAnAccountWithoutOne) {
    administrator.password_hash.clear();
    world.accounts.save(administrator);
    auto empty = right();
    empty.password.clear();
    EXPECT_FALSE(try_with(empty));
}

TEST_F(SignIn, StopsATenthWrongTryOnOneLoginForAQuarterOfAnHour) {
    auto wrong = right();
    wrong.password = "faux";
    for (int i = 0; i < 10; ++i) {
        wrong.client_address = "192.0.2." + std::to_string(i);
        EXPECT_EQ(try_with(wrong).error(), SignInRefusal::Wrong);
    }
    const auto throttled = try_with(right());
    ASSERT_FALSE(throttled);
    EXPECT_EQ(throttled.error(), SignInRefusal::Throttled);
    EXPECT_EQ(passwords.verified, 10);
    world.clock.at += std::chrono::minutes(15);
    EXPECT_TRUE(try_with(right()));
}

TEST_F(SignIn, StopsAnAddressThatTriesManyLogins) {
    auto wrong = right();
    for (int i = 0; i < 30; ++i) {
        wrong.login = "login" + std::to_string(i);
        EXPECT_EQ(try_with(wrong).error(), SignInRefusal::Wrong);
    }
    EXPECT_EQ(try_with(right()).error(), SignInRefusal::Throttled);
    auto elsewhere = right();
    elsewhere.client_address = "198.51.100.7";
    EXPECT_TRUE(try_with(elsewhere));
}

TEST_F(SignIn, AsksForTheSecondFactorOnlyAfterTheRightPassword) {
    enable_totp();
    auto wrong = right();
    wrong.password = "faux";
    EXPECT_EQ(try_with(wrong).error(), SignInRefusal::Wrong);
    EXPECT_EQ(try_with(right()).error(), SignInRefusal::TotpNeeded);
    EXPECT_TRUE(world.db.sessions.empty());
}

TEST_F(SignIn, TakesACodeOfTheSecondFactorOnce) {
    enable_totp();
    auto with_code = right();
    with_code.totp = "123456";
    EXPECT_TRUE(try_with(with_code));
    const auto replayed = try_with(with_code);
    ASSERT_FALSE(replayed);
    EXPECT_EQ(replayed.error(), SignInRefusal::Wrong);
    auto wrong = right();
    wrong.totp = "654321";
    EXPECT_EQ(try_with(wrong).error(), SignInRefusal::Wrong);
}

TEST_F(SignIn, KeepsAChangeOfTheAccountMadeWhileTheCodeWasChecked) {
    enable_totp();
    passwords.meanwhile = [this] {
        auto changed = *world.accounts.find(administrator.id);
        changed.password_hash = "hash:nouveau";
        world.accounts.save(changed);
    };
    auto with_code = right();
    with_code.totp = "123456";
    EXPECT_TRUE(try_with(with_code));
    EXPECT_EQ(world.accounts.find(administrator.id)->password_hash, "hash:nouveau");
}

TEST_F(SignIn, RefusesACodeThatAnotherSignInTookAtTheSameInstant) {
    enable_totp();
    passwords.meanwhile = [this] { world.accounts.use_totp_step(administrator.id, 1000); };
    auto with_code = right();
    with_code.totp = "123456";
    const auto second = try_with(with_code);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error(), SignInRefusal::Wrong);
    EXPECT_TRUE(world.db.sessions.empty());
}

}  // namespace
}  // namespace contreseing::workflows::app
