#include "workflows/codec/state_codec.hpp"

#include "tests/unit/codec/samples.hpp"
#include "workflows/codec/strict_json.hpp"
#include "workflows/domain/fold.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

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

TEST(StateCodec, ReadsARowThatTheDatabaseSpelledOtherwise) {
    std::mt19937 random(7);
    for (int i = 0; i < 50; ++i) {
        const State state = workflows::testing::random_state(random);
        const std::string spaced =
            nlohmann::json::parse(state_to_json(state)).dump(2, ' ', /* ensure_ascii */ true);
        const auto read = state_from_json(spaced);
        ASSERT_TRUE(read) << read.error().pointer << ' ' << read.error().message;
        ASSERT_EQ(*read, state);
    }
}

TEST(StateCodec, RefusesEveryTruncationOfARow) {
    const std::string text = state_to_json(workflows::testing::busy_state(1, 1));
    for (std::size_t length = 0; length < text.size(); ++length) {
        ASSERT_FALSE(state_from_json(std::string_view(text).substr(0, length))) << length;
    }
    for (const std::string_view bad :
         {"{}x",
          "{\"fm\":2,\"sp\":{\"ti\":\"\\q\"}}",
          "{\"fm\":2,\"sp\":{\"ti\":\"\\ud800\"}}",
          "{\"fm\":2,\"sp\":{\"ti\":\"\\ud800\\u0041\"}}",
          "{\"fm\":2,\"sp\":{\"ti\":\"\\u12\"}}",
          "{\"fm\":2,\"sp\":{\"ev\":1e3}}",
          "{\"fm\":2,\"sp\":{\"ev\":99999999999999999999}}",
          "{,}",
          "[}"}) {
        EXPECT_FALSE(state_from_json(bad)) << bad;
    }
    EXPECT_FALSE(state_from_json(std::string(1'000'000, '[')));
}

TEST(StateCodec, ReadsNoRowOfAnotherFormat) {
    for (const std::string_view row :
         {"{}", R"({"fm":0})", R"({"fm":"2"})", R"({"st":"drafting"})"}) {
        EXPECT_EQ(state_from_json(row).error().message, kOtherFormat) << row;
    }
}

TEST(StateCodec, TakesAnAbsentPartForItsDefault) {
    State state;
    state.title = "Adhésion";
    EXPECT_EQ(state_from_json(R"({"fm":2,"sp":{"ti":"Adhésion"}})").value(), state);
}

TEST(StateCodec, IsCompact) {
    std::size_t parts = 0;
    each_part([&parts]<class Part>() { ++parts; });
    EXPECT_LT(state_to_json(State{}).size(), 100U + 9U * parts);
    EXPECT_LT(state_to_json(workflows::testing::busy_state(3, 7)).size(), 5'360U);
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
    EXPECT_EQ(
        state_from_json(R"({"fm":2,"si":{"s":[{"n":1},{"k":"x"}]}})").error().pointer, "/si/s/1/k"
    );
    EXPECT_EQ(state_from_json(R"({"fm":2,"sp":{"st":"melted"}})").error().pointer, "/sp/st");
    EXPECT_EQ(state_from_json(R"({"fm":2,"sp":{"at":"x"}})").error().pointer, "/sp/at");
    EXPECT_EQ(state_from_json(R"({"fm":2,"sp":{"ev":3000000000}})").error().pointer, "/sp/ev");
    EXPECT_EQ(
        state_from_json(R"({"fm":2,"sp":{"ev":1,"ev":2}})").error().message, "member named twice"
    );
    EXPECT_EQ(state_from_json(R"({"fm":2,"zz":1})").error().pointer, "/zz");
    EXPECT_EQ(state_from_json("[]").error().pointer, "");
}

}  // namespace
}  // namespace contreseing::workflows::codec
