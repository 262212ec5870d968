#include "workflows/app/sign_in.hpp"

#include "tests/support/sample_acts.hpp"
#include "tests/unit/app/world.hpp"
#include "workflows/app/counter_key.hpp"

#include <functional>
#include <set>

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
        return sign_in(
            {world.accounts, passwords, world.secrets, world.digest}, credentials, world.clock.now()
        );
    }
    static Credentials right() {
        return {"alix@campus.example", "juste", {}, "192.0.2.1", {}, "cookie-value"};
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

TEST_F(SignIn, StopsTheTriesOfANetworkOnOneLoginForAQuarterOfAnHour) {
    auto wrong = right();
    wrong.password = "faux";
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(try_with(wrong).error(), SignInRefusal::Wrong);
    }
    const auto throttled = try_with(right());
    ASSERT_FALSE(throttled);
    EXPECT_EQ(throttled.error(), SignInRefusal::Throttled);
    EXPECT_EQ(passwords.verified, 10);
    const auto left = sign_in_window_left(world.clock.now());
    EXPECT_GT(left, std::chrono::seconds(0));
    EXPECT_LE(left, std::chrono::minutes(15));
    world.clock.at += left;
    EXPECT_TRUE(try_with(right()));
}

TEST_F(SignIn, KeepsNobodyOutForWhatStrangersTryElsewhere) {
    auto wrong = right();
    wrong.password = "faux";
    for (int network = 0; network < 200; ++network) {
        wrong.network = "198.51.100." + std::to_string(network);
        for (int i = 0; i < 10; ++i) {
            EXPECT_FALSE(try_with(wrong));
        }
    }
    EXPECT_TRUE(try_with(right()));
}

TEST_F(SignIn, LeavesFewTriesToEachNetworkWhileALoginIsAttacked) {
    auto wrong = right();
    wrong.password = "faux";
    for (int i = 0; i < 100; ++i) {
        wrong.network = "198.51.100." + std::to_string(i);
        EXPECT_EQ(try_with(wrong).error(), SignInRefusal::Wrong);
    }
    wrong.network = "203.0.113.9";
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(try_with(wrong).error(), SignInRefusal::Wrong);
    }
    EXPECT_EQ(try_with(wrong).error(), SignInRefusal::Throttled);
}

TEST_F(SignIn, CountsNoRightOne) {
    for (int i = 0; i < 40; ++i) {
        EXPECT_TRUE(try_with(right())) << i;
    }
    enable_totp();
    for (int i = 0; i < 40; ++i) {
        EXPECT_EQ(try_with(right()).error(), SignInRefusal::TotpNeeded) << i;
    }
}

TEST_F(SignIn, LetsAKnownDevicePassWhateverStrangersDo) {
    enable_totp();
    auto wrong = right();
    wrong.password = "faux";
    for (int i = 0; i < 40; ++i) {  // from the very network of the owner
        EXPECT_FALSE(try_with(wrong));
    }
    auto codes = right();  // and by who knows the password
    codes.totp = "654321";
    for (int i = 0; i < 40; ++i) {
        codes.network = "198.51.100." + std::to_string(i);
        EXPECT_FALSE(try_with(codes));
    }
    auto known = right();
    known.totp = "123456";
    EXPECT_EQ(try_with(known).error(), SignInRefusal::Throttled);
    known.device = "device";
    EXPECT_TRUE(try_with(known));
}

TEST_F(SignIn, StopsADeviceThatTriesTenTimesInVain) {
    auto wrong = right();
    wrong.password = "faux";
    wrong.device = "device";
    wrong.network = "198.51.100.1";
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(try_with(wrong).error(), SignInRefusal::Wrong) << "then as a stranger's";
    }
    EXPECT_EQ(try_with(wrong).error(), SignInRefusal::Throttled);
}

TEST_F(SignIn, StopsWhoKnowsThePasswordFromGuessingCodes) {
    enable_totp();
    auto guess = right();
    guess.totp = "654321";
    int wrong = 0;
    for (int i = 0; i < 60; ++i) {
        guess.network = "198.51.100." + std::to_string(i);
        wrong += try_with(guess).error() == SignInRefusal::Wrong ? 1 : 0;
    }
    EXPECT_EQ(wrong, 20);
}

TEST_F(SignIn, KeepsFewAndShortCountersWhateverIsTyped) {
    auto wrong = right();
    for (int i = 0; i < 3000; ++i) {
        wrong.login = std::string(960, 'a') + std::to_string(i);
        EXPECT_FALSE(try_with(wrong));
    }
    EXPECT_LE(world.db.attempts.size(), 61U) << "one network, and two for each of thirty logins";
    std::set<std::string> keys;
    for (int i = 0; i < 200'000; ++i) {
        keys.insert(counter_key(world.secrets, world.digest, "sign-in/network", std::to_string(i)));
    }
    EXPECT_LE(keys.size(), 65'536U);
    for (const auto& [key, counted] : world.db.attempts) {
        EXPECT_LE(key.size(), 64U) << key;
        EXPECT_EQ(key.find("aaa"), std::string::npos);
    }
}

TEST_F(SignIn, IsGivenBackByTheOperator) {
    auto wrong = right();
    wrong.password = "faux";
    for (int i = 0; i < 40; ++i) {
        EXPECT_FALSE(try_with(wrong));
    }
    lift_sign_in_limits(world.accounts);
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
    elsewhere.network = "198.51.100.7";
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
