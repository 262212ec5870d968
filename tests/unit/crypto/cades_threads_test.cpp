#include "crypto/cades.hpp"
#include "crypto_fixture.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace contreseing::crypto {
namespace {

using testing::a_mayor;
using testing::an_instant;
using testing::shared_authority;
using testing::stamp_at;

TEST(CadesThreads, IssueSignStampSealAndVerifyAtOnce) {
    constexpr int kThreads = 8;
    constexpr int kRounds = 25;
    std::atomic<int> valid = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&valid, t] {
            for (int round = 0; round < kRounds; ++round) {
                const Instant at = an_instant() + std::chrono::milliseconds(t * kRounds + round);
                const Sha256Digest digest = sha256(as_bytes(std::to_string(t * kRounds + round)));
                const auto single = shared_authority().issue_single_use(a_mayor(), at);
                for (const SigningIdentity* identity : {&single, &shared_authority().seal()}) {
                    const CadesReport report = verify_detached(
                        sign_detached(digest, *identity, stamp_at(at)),
                        only_sha256(digest),
                        shared_authority().roots()
                    );
                    valid += report.valid() && report.signed_at() == at ? 1 : 0;
                }
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(valid, kThreads * kRounds * 2);
}

}  // namespace
}  // namespace contreseing::crypto
