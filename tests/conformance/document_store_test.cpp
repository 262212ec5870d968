#include "tests/conformance/stores_under_test.hpp"

#include <thread>

namespace contreseing::conformance {
namespace {

using namespace std::chrono_literals;
using namespace test_support;
using namespace workflows;
using namespace workflows::app;
using Kind = CommitResult::Kind;

template <class Stores>
class DocumentStoreConformance : public Conformance<Stores> {
protected:
    static Bytes bytes(std::size_t size, std::uint8_t seed) {
        Bytes made(size);
        for (std::size_t i = 0; i < size; ++i) {
            made[i] = static_cast<std::uint8_t>(i * 31 + i / 256 + seed);
        }
        return made;
    }
    Bytes put(std::size_t size) {
        Bytes base = bytes(size, 1);
        this->documents.put(kCampus, id_, act_.id, base, this->digest.sha256(base));
        return base;
    }
    AppendedRevision appended(const Bytes& whole, std::size_t base, const DocumentLease& lease) {
        return {
            id_,
            lease.tip.revision + 1,
            Bytes(whole.begin() + static_cast<std::ptrdiff_t>(base), whole.end()),
            this->digest.sha256(whole),
            lease.epoch};
    }
    CommitResult sign(const std::optional<AppendedRevision>& revision) {
        auto transition = act_.rename("signé");
        transition.revision = revision;
        return this->commit(act_, transition);
    }

    DocumentId id_ = numbered<DocumentId>(7);
    SampleAct act_{1};
};
TYPED_TEST_SUITE(DocumentStoreConformance, EveryStore);

TYPED_TEST(DocumentStoreConformance, GivesBackTheBytesOfABase) {
    const Bytes base = this->put(1'200'000);
    EXPECT_EQ(*this->documents.load(kCampus, this->id_), base);
    const auto tip = this->documents.tip(kCampus, this->id_);
    ASSERT_TRUE(tip);
    EXPECT_EQ(tip->revision, 0);
    EXPECT_EQ(tip->size, 1'200'000);
    EXPECT_EQ(tip->sha256, this->digest.sha256(base));
}

TYPED_TEST(DocumentStoreConformance, KnowsNothingOfAnUnknownDocument) {
    EXPECT_FALSE(this->documents.load(kCampus, this->id_));
    EXPECT_FALSE(this->documents.tip(kCampus, this->id_));
    EXPECT_FALSE(this->documents.lease(kCampus, this->id_, 0ms, 1s));
    this->put(10);
    EXPECT_FALSE(this->documents.load(CampusId{"autre"}, this->id_));
    EXPECT_FALSE(this->documents.load(kCampus, this->id_, 1));
}

TYPED_TEST(DocumentStoreConformance, StoresTheSameBaseTwiceButNotAnother) {
    this->put(1000);
    EXPECT_NO_THROW(this->put(1000));
    EXPECT_ANY_THROW(this->put(1001));
    EXPECT_EQ(this->documents.load(kCampus, this->id_)->size(), 1000U);
}

TYPED_TEST(DocumentStoreConformance, RefusesBytesUnderAnotherHash) {
    const Bytes base = this->bytes(10, 1);
    EXPECT_ANY_THROW(this->documents.put(kCampus, this->id_, this->act_.id, base, Sha256{}));
    EXPECT_FALSE(this->documents.load(kCampus, this->id_));
}

TYPED_TEST(DocumentStoreConformance, AppendsARevisionWithTheTransition) {
    this->commit(this->act_, this->act_.create("ADH-2026-001"));
    const Bytes base = this->put(700'000);
    Bytes whole = base;
    const Bytes more = this->bytes(600'000, 9);
    whole.insert(whole.end(), more.begin(), more.end());

    const auto lease = this->documents.lease(kCampus, this->id_, 0ms, 1min);
    ASSERT_TRUE(lease);
    EXPECT_EQ(lease->tip.size, 700'000);
    EXPECT_EQ(this->sign(this->appended(whole, base.size(), *lease)).kind, Kind::Committed);

    EXPECT_EQ(*this->documents.load(kCampus, this->id_), whole);
    EXPECT_EQ(*this->documents.load(kCampus, this->id_, 0), base);
    EXPECT_EQ(*this->documents.load(kCampus, this->id_, 1), whole);
    EXPECT_EQ(this->documents.tip(kCampus, this->id_)->revision, 1);
    EXPECT_EQ(this->documents.tip(kCampus, this->id_, 0)->size, 700'000);
    // The lease ended with the transition.
    EXPECT_TRUE(this->documents.lease(kCampus, this->id_, 0ms, 1min));
}

TYPED_TEST(DocumentStoreConformance, LetsOneSignerInAtATime) {
    this->put(100);
    const auto first = this->documents.lease(kCampus, this->id_, 0ms, 1min);
    ASSERT_TRUE(first);
    EXPECT_FALSE(this->documents.lease(kCampus, this->id_, 30ms, 1min));
    std::thread release([&] {
        std::this_thread::sleep_for(50ms);
        this->documents.release(kCampus, this->id_, first->epoch);
    });
    const auto second = this->documents.lease(kCampus, this->id_, 1min, 1min);
    release.join();
    ASSERT_TRUE(second);
    EXPECT_GT(second->epoch, first->epoch);
    // A release that comes late ends nobody else's lease.
    this->documents.release(kCampus, this->id_, first->epoch);
    EXPECT_FALSE(this->documents.lease(kCampus, this->id_, 0ms, 1min));
}

TYPED_TEST(DocumentStoreConformance, FencesASignerWhoseLeaseWentToAnother) {
    this->commit(this->act_, this->act_.create("ADH-2026-001"));
    const Bytes base = this->put(100);
    Bytes whole = base;
    whole.push_back(7);
    const auto slow = this->documents.lease(kCampus, this->id_, 0ms, 0ms);
    const auto fast = this->documents.lease(kCampus, this->id_, 1min, 1min);
    ASSERT_TRUE(slow && fast);

    EXPECT_EQ(this->sign(this->appended(whole, 100, *slow)).kind, Kind::LeaseLost);
    EXPECT_EQ(this->conventions.load(kCampus, this->act_.id, {})->ver, 1);
    EXPECT_EQ(*this->documents.load(kCampus, this->id_), base);
    EXPECT_EQ(this->sign(this->appended(whole, 100, *fast)).kind, Kind::Committed);
    EXPECT_EQ(*this->documents.load(kCampus, this->id_), whole);
}

TYPED_TEST(DocumentStoreConformance, AppendsNothingWhenTheConventionMoved) {
    this->commit(this->act_, this->act_.create("ADH-2026-001"));
    const Bytes base = this->put(100);
    Bytes whole = base;
    whole.push_back(7);
    const auto lease = this->documents.lease(kCampus, this->id_, 0ms, 1min);
    SampleAct rival = this->act_;
    this->conventions.commit(rival.rename("avant"));

    EXPECT_EQ(this->sign(this->appended(whole, 100, *lease)).kind, Kind::Conflict);
    EXPECT_EQ(*this->documents.load(kCampus, this->id_), base);
}

}  // namespace
}  // namespace contreseing::conformance
