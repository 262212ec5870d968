#include "server/adapters/secrets.hpp"

#include "server/adapters/return_path.hpp"
#include "tests/support/sample_acts.hpp"
#include "tests/unit/adapters/folder.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include <gtest/gtest.h>

namespace contreseing::server {
namespace {

using namespace workflows;
using test_support::instant;
using test_support::kCampus;
using test_support::numbered;

class Keyed : public ::testing::Test {
protected:
    tests::Folder folder;
    crypto::SecretKeys keys = tests::new_keys(folder);
    KeyedSecrets secrets{keys};
};

TEST_F(Keyed, LinkSecretsDifferWithEveryPartOfTheLink) {
    app::LinkRef link{kCampus, numbered<ConventionId>(1), workflows::slot_place(2), 3};
    const auto first = secrets.link_secret(link);
    EXPECT_EQ(first.size(), 43U);
    EXPECT_EQ(secrets.link_secret(link), first);
    std::set<std::string> all{first};
    auto other = link;
    other.campus.text = "demo2";
    all.insert(secrets.link_secret(other));
    other = link;
    other.convention = numbered<ConventionId>(2);
    all.insert(secrets.link_secret(other));
    other = link;
    ++other.generation;
    all.insert(secrets.link_secret(other));
    for (const auto& place :
         {workflows::slot_place(3),
          workflows::seat_place(1, 2),
          workflows::seat_place(2, 2),
          workflows::opinion_place(1)}) {
        other = link;
        other.place = place;
        all.insert(secrets.link_secret(other));
    }
    EXPECT_EQ(all.size(), 8U);
}

TEST_F(Keyed, LinkSecretsOfAnotherInstallationDoNotOpenThisOne) {
    tests::Folder elsewhere;
    const auto other_keys = tests::new_keys(elsewhere);
    KeyedSecrets other(other_keys);
    const app::LinkRef link{kCampus, {}, workflows::slot_place(1), 1};
    EXPECT_NE(secrets.link_secret(link), other.link_secret(link));
}

TEST_F(Keyed, CodesAreSixDigitsBoundToEverythingAroundThem) {
    const auto convention = numbered<ConventionId>(1);
    const CodeIssue issue{1, numbered<SessionId>(1), instant(0), 0};
    Sha256 hash;
    // Six digits collide once in a million by chance: many issues, compared as a whole.
    const auto codes = [&](auto change) {
        std::string all;
        for (int n = 1; n <= 4; ++n) {
            auto c = convention;
            auto i = issue;
            auto h = hash;
            int slot = 1;
            int version = 1;
            i.n = n;
            change(c, slot, i, version, h);
            const auto code = secrets.code(c, slot, i, version, h);
            EXPECT_EQ(code.size(), 6U);
            EXPECT_EQ(code.find_first_not_of("0123456789"), std::string::npos);
            all += code;
        }
        return all;
    };
    std::set<std::string> all;
    all.insert(codes([](auto&, int&, auto&, int&, auto&) {}));
    all.insert(codes([](auto&, int&, auto&, int&, auto&) {}));
    EXPECT_EQ(all.size(), 1U);
    all.insert(codes([](auto& c, int&, auto&, int&, auto&) { c = numbered<ConventionId>(2); }));
    all.insert(codes([](auto&, int& slot, auto&, int&, auto&) { slot = 2; }));
    all.insert(codes([](auto&, int&, auto& i, int&, auto&) { i.n += 10; }));
    all.insert(codes([](auto&, int&, auto& i, int&, auto&) { i.session = numbered<SessionId>(2); })
    );
    all.insert(codes([](auto&, int&, auto& i, int&, auto&) { i.issued_at = instant(1); }));
    all.insert(codes([](auto&, int&, auto&, int& version, auto&) { version = 2; }));
    all.insert(codes([](auto&, int&, auto&, int&, auto& h) { h.bytes[31] = 1; }));
    EXPECT_EQ(all.size(), 8U);
    // Counting tries must not change the code.
    EXPECT_TRUE(all.contains(codes([](auto&, int&, auto& i, int&, auto&) { i.tries = 3; })));
}

TEST_F(Keyed, ASealedSessionOpensAndAForgedOneDoesNot) {
    const auto sealed = secrets.seal_session("demo.link.1");
    EXPECT_EQ(secrets.open_session(sealed), "demo.link.1");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto forged = sealed;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        EXPECT_NE(secrets.open_session(forged), "demo.link.1") << i;
    }
    EXPECT_FALSE(secrets.open_session(""));
    EXPECT_FALSE(secrets.open_session("."));
    EXPECT_FALSE(secrets.open_session(sealed + "A"));
    EXPECT_FALSE(secrets.open_session(sealed.substr(0, sealed.find('.'))));
}

TEST_F(Keyed, AFormTokenIsNoSessionAndSaysNothingOfIt) {
    const auto token = secrets.form_token("demo.link.1");
    EXPECT_EQ(token.find('.'), std::string::npos);
    EXPECT_NE(token, secrets.form_token("demo.link.2"));
    const auto sealed = secrets.seal_session("demo.link.1");
    const auto crossed = sealed.substr(0, sealed.find('.') + 1) + token;
    EXPECT_FALSE(secrets.open_session(crossed));
    EXPECT_TRUE(secrets.same(token, token));
    EXPECT_FALSE(secrets.same(token, token.substr(1)));
}

TEST_F(Keyed, APasswordMatchesItsOwnHashOnly) {
    Argon2Passwords passwords(keys);
    const auto hash = passwords.hash("juste");
    EXPECT_TRUE(passwords.verify("juste", hash));
    EXPECT_FALSE(passwords.verify("faux", hash));
    EXPECT_FALSE(passwords.verify("unknown account", ""));
    EXPECT_FALSE(passwords.totp_step("not sealed here", "123456", instant(0), 0));
    const auto enrolled = passwords.enrol_totp("Contreseing", "alix@campus.example");
    EXPECT_EQ(enrolled.uri.substr(0, 15), "otpauth://totp/");
    EXPECT_EQ(enrolled.uri.find(enrolled.sealed_secret), std::string::npos);
}

TEST_F(Keyed, ReturnPathsLeadBackToTheirMessageInAnyCase) {
    const app::EffectKey key{kCampus, numbered<ConventionId>(700), 12, 3};
    const auto token = bounce_token(keys, key);
    EXPECT_LE(token.size(), 60U);
    EXPECT_EQ(read_bounce_token(keys, token), key);
    auto upper = token;
    std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) {
        return static_cast<char>(std::toupper(c));
    });
    EXPECT_EQ(read_bounce_token(keys, upper), key);
    const app::EffectKey longest{
        CampusId{"a23456789012"}, numbered<ConventionId>(65'535), 99'999, 9};
    EXPECT_LE(bounce_token(keys, longest).size(), 60U);
}

TEST_F(Keyed, ReturnPathsAreNotForgedNorMovedToAnotherCampus) {
    const app::EffectKey key{kCampus, numbered<ConventionId>(700), 12, 3};
    const auto token = bounce_token(keys, key);
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto forged = token;
        forged[i] = forged[i] == 'a' ? 'b' : 'a';
        EXPECT_FALSE(read_bounce_token(keys, forged)) << forged;
    }
    EXPECT_FALSE(read_bounce_token(keys, "other" + token.substr(token.find('.'))));
    EXPECT_FALSE(read_bounce_token(keys, token.substr(0, token.rfind('.'))));
    EXPECT_FALSE(read_bounce_token(keys, token + "a"));
    EXPECT_FALSE(read_bounce_token(keys, token + "."));
    EXPECT_FALSE(read_bounce_token(keys, ""));
    EXPECT_FALSE(read_bounce_token(keys, "...."));
    tests::Folder elsewhere;
    EXPECT_FALSE(read_bounce_token(tests::new_keys(elsewhere), token));
}

}  // namespace
}  // namespace contreseing::server
