#include "crypto/timestamp.hpp"

#include "crypto/error.hpp"
#include "crypto_fixture.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace contreseing::crypto {
namespace {

using testing::an_instant;
using testing::run_command;
using testing::shared_authority;
using testing::TemporaryFolder;
using testing::write_file;
using namespace std::chrono_literals;

const Sha256Digest kImprint = sha256(as_bytes("stamped"));

Bytes a_token(Instant at = an_instant()) {
    return shared_authority().timestamps().stamp(kImprint, at);
}

TimestampReport judged(ByteView token, const Sha256Digest& imprint = kImprint) {
    return verify_timestamp(token, only_sha256(imprint), shared_authority().roots());
}

bool has(const TimestampReport& report, TimestampProblem problem) {
    return std::ranges::find(report.problems, problem) != report.problems.end();
}

TEST(Timestamp, CarriesExactlyTheGivenInstant) {
    using std::chrono::microseconds;
    const Instant second = std::chrono::floor<std::chrono::seconds>(an_instant());
    for (const Instant at :
         {second, second + 500ms, second + 120ms, second + 1us, second + microseconds(999999)}) {
        const TimestampReport report = judged(a_token(at));
        EXPECT_TRUE(report.valid()) << report.detail;
        EXPECT_EQ(report.gen_time, at);
    }
}

TEST(Timestamp, SaysWhoUnderWhichPolicyAndSerial) {
    const TimestampReport one = judged(a_token());
    EXPECT_EQ(one.authority.common_name, "Contreseing, horodatage interne");
    EXPECT_EQ(one.policy, "2.25.122363563246179974481767917308947270532.2");
    EXPECT_EQ(one.serial_hex.size(), 32U);
    EXPECT_NE(one.serial_hex, judged(a_token()).serial_hex);
}

TEST(Timestamp, IsAcceptedByTheOpensslCommandLine) {
    const TemporaryFolder folder;
    write_file(folder.path() / "token.der", a_token());
    write_file(folder.path() / "data", as_bytes("stamped"));
    write_file(folder.path() / "other", as_bytes("not stamped"));
    write_file(folder.path() / "root.pem", as_bytes(shared_authority().root_certificate_pem()));
    const std::string at = std::to_string(
        std::chrono::duration_cast<std::chrono::seconds>(an_instant().time_since_epoch()).count()
    );
    const std::string verify =
        "cd " + folder.path().string() +
        " && openssl ts -verify -token_in -in token.der -CAfile root.pem -attime " + at + " -data ";
    const auto good = run_command(verify + "data");
    EXPECT_EQ(good.status, 0);
    EXPECT_NE(good.output.find("Verification: OK"), std::string::npos) << good.output;
    EXPECT_NE(run_command(verify + "other").status, 0);
    const auto text = run_command(
        "openssl ts -reply -token_in -text -in " + (folder.path() / "token.der").string()
    );
    EXPECT_NE(text.output.find("Mar 12 09:00:00.123456 2026 GMT"), std::string::npos)
        << text.output;
}

TEST(Timestamp, OfOtherBytesIsRefused) {
    EXPECT_TRUE(has(judged(a_token(), sha256(as_bytes("x"))), TimestampProblem::WrongImprint));
}

TEST(Timestamp, UnderAnotherRootIsRefused) {
    const TemporaryFolder folder;
    Authority::create(folder.path() / "other", "Autre", an_instant());
    const TimestampReport report =
        verify_timestamp(a_token(), only_sha256(kImprint), Authority::load(folder.path() / "other").roots());
    EXPECT_EQ(report.problems, std::vector{TimestampProblem::UntrustedChain});
    EXPECT_FALSE(verify_timestamp(a_token(), only_sha256(kImprint), {}).valid());
}

TEST(Timestamp, IsJudgedAtTheGivenTime) {
    const auto at = [](Instant when) {
        return verify_timestamp(a_token(), only_sha256(kImprint), shared_authority().roots(), when);
    };
    EXPECT_TRUE(at(an_instant() + std::chrono::years(9)).valid());
    EXPECT_FALSE(at(an_instant() + std::chrono::years(11)).valid());
}

TEST(Timestamp, FlippedOrMissingBytesAreRefusedAndNothingCrashes) {
    const Bytes token = a_token();
    int accepted = 0;
    for (std::size_t i = 0; i < token.size(); i += 3) {
        Bytes changed = token;
        changed[i] ^= 0x01;
        accepted += judged(changed).valid() ? 1 : 0;
    }
    // Version numbers and the list of digests lie outside every signature.
    EXPECT_LT(accepted, 10);
    for (std::size_t length = 0; length < token.size(); length += 7) {
        EXPECT_TRUE(has(judged(ByteView(token).first(length)), TimestampProblem::Malformed));
    }
    Bytes longer = token;
    longer.push_back(0);
    EXPECT_TRUE(has(judged(longer), TimestampProblem::Malformed));
}

TEST(Timestamp, RefusesToStampOutsideTheCertificatesLife) {
    EXPECT_THROW(a_token(an_instant() - 3h), Error);
    EXPECT_THROW(a_token(an_instant() + std::chrono::years(11)), Error);
}

TEST(Timestamp, RefusesACertificateNotMadeForIt) {
    EXPECT_THROW(
        TimestampAuthority(shared_authority().issue_single_use(testing::a_mayor(), an_instant())),
        Error
    );
}

}  // namespace
}  // namespace contreseing::crypto
