#include "tests/support/source_dir.hpp"
#include "tests/unit/walks/recording.hpp"
#include "tests/unit/walks/walk.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

using Json = nlohmann::json;

TEST(RecordedWalks, AreDecidedAsTheyWere) {
    Recording recording(CONTRESEING_SOURCE_DIR "/tests/data/walks/walks.jsonl.xz");
    std::unique_ptr<Walk> walk;
    std::string name;
    int walks = 0;
    int steps = 0;
    while (const auto asked = recording.next()) {
        const auto line = Json::parse(*asked);
        if (line.contains("walk")) {
            walk = std::make_unique<Walk>(line["kind"]);
            name = *asked;
            ++walks;
            continue;
        }
        const auto recorded = recording.next();
        ASSERT_TRUE(recorded) << "the recording is cut: " << *asked;
        const auto was = Json::parse(*recorded);
        // A walk that parts from its recording is another walk from there on.
        ASSERT_EQ(walk->carry_out(line), was) << name << ", asked " << *asked;
        ++steps;
    }
    EXPECT_EQ(walks, 10'000);
    EXPECT_EQ(steps, 535'031);
}

}  // namespace
}  // namespace contreseing::workflows::testing
