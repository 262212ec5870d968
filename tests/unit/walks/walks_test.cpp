#include "tests/support/source_dir.hpp"
#include "tests/unit/walks/recording.hpp"
#include "tests/unit/walks/walk.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

using Json = nlohmann::json;

/// One life in so many is lived: under a sanitizer all of them take more than five minutes.
#ifdef __SANITIZE_ADDRESS__
constexpr int kOneIn = 20;
#else
constexpr int kOneIn = 1;
#endif

TEST(RecordedWalks, AreDecidedAsTheyWere) {
    Recording recording(CONTRESEING_SOURCE_DIR "/tests/data/walks/walks.jsonl.xz");
    std::unique_ptr<Walk> walk;
    std::string name;
    int walks = 0;
    int steps = 0;
    while (const auto asked = recording.next()) {
        if (asked->starts_with(R"({"kind":)")) {
            name = *asked;
            const bool lived = walks % kOneIn == 0;
            walk = lived ? std::make_unique<Walk>(Json::parse(name)["kind"]) : nullptr;
            ++walks;
            continue;
        }
        const auto recorded = recording.next();
        ASSERT_TRUE(recorded) << "the recording is cut: " << *asked;
        ++steps;
        if (walk) {
            // A walk that parts from its recording is another walk from there on.
            ASSERT_EQ(walk->carry_out(Json::parse(*asked)), Json::parse(*recorded))
                << name << ", asked " << *asked;
        }
    }
    EXPECT_EQ(walks, 10'000);
    EXPECT_EQ(steps, 535'031);
}

}  // namespace
}  // namespace contreseing::workflows::testing
