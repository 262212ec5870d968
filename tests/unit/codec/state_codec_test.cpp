#include "workflows/codec/state_codec.hpp"

#include "tests/unit/codec/samples.hpp"
#include "workflows/codec/strict_json.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows::codec {
namespace {

TEST(StateCodec, KeepsEveryMemberOfABusyState) {
    const State state = workflows::testing::busy_state(3, 7);
    const auto read = state_from_json(state_to_json(state));
    ASSERT_TRUE(read) << read.error().pointer << ' ' << read.error().message;
    EXPECT_EQ(*read, state);
}

TEST(StateCodec, KeepsAnyState) {
    std::mt19937 random(20260312);
    for (int i = 0; i < 300; ++i) {
        const State state = workflows::testing::random_state(random);
        const std::string text = state_to_json(state);
        const auto read = state_from_json(text);
        ASSERT_TRUE(read) << read.error().pointer << ' ' << read.error().message << '\n' << text;
        ASSERT_EQ(*read, state) << text;
        ASSERT_TRUE(parse_strict(text)) << text;
    }
}

TEST(StateCodec, IsCompact) {
    EXPECT_LT(state_to_json(State{}).size(), 100U);
    EXPECT_LT(state_to_json(workflows::testing::busy_state(3, 7)).size(), 5'000U);
}

TEST(StateCodec, WritesBytesThatAreNotUtf8AsReplacementCharacters) {
    State state;
    state.title =
        "a\xff"
        "b";
    EXPECT_EQ(
        state_from_json(state_to_json(state))->title,
        "a\xEF\xBF\xBD"
        "b"
    );
}

TEST(StateCodec, SaysWhereARowIsWrong) {
    EXPECT_EQ(state_from_json("{").error().message, "not JSON");
    EXPECT_EQ(state_from_json(R"({"s":[{"n":1},{"k":"x"}]})").error().pointer, "/s/1/k");
    EXPECT_EQ(state_from_json(R"({"st":"melted"})").error().pointer, "/st");
    EXPECT_EQ(state_from_json(R"({"at":1.5})").error().pointer, "/at");
    EXPECT_EQ(state_from_json(R"({"zz":1})").error().pointer, "/zz");
    EXPECT_EQ(state_from_json("[]").error().pointer, "");
}

}  // namespace
}  // namespace contreseing::workflows::codec
