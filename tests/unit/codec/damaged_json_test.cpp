#include "tests/unit/codec/samples.hpp"
#include "workflows/codec/canonical.hpp"
#include "workflows/codec/event_codec.hpp"
#include "workflows/codec/state_codec.hpp"
#include "workflows/codec/strict_json.hpp"
#include "workflows/codec/type_codec.hpp"

#include <array>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace contreseing::workflows::codec {
namespace {

constexpr std::array<std::string_view, 14> kPieces = {
    "{",
    "}",
    "[",
    "]",
    ",",
    "\"",
    "\\ud800",
    "\\u0000",
    "1e999",
    "-0",
    "null",
    "\"a\":",
    "\xC3",
    "\xEF\xBB\xBF"};

std::string damaged(std::string text, std::mt19937& random) {
    for (auto left = 1 + random() % 6; left > 0 && !text.empty(); --left) {
        const auto at = random() % text.size();
        const auto length = random() % 20;
        switch (random() % 4) {
            case 0:
                text[at] = static_cast<char>(random());
                break;
            case 1:
                text.erase(at, length);
                break;
            case 2:
                text.insert(at, text.substr(random() % text.size(), length));
                break;
            default:
                text.insert(at, kPieces[random() % kPieces.size()]);
        }
    }
    return text;
}

/// Every reader answers with a value or a problem, and what strangers' JSON is accepted as means
/// one thing only.
TEST(DamagedJson, IsReadOrRefusedAndNeverThrows) {
    std::mt19937 random(42);  // fixed: a failure must come back
    int accepted = 0;
    int refused = 0;
    for (int round = 0; round < 2000; ++round) {
        const auto text = damaged(state_to_json(testing::random_state(random)), random);
        const auto parsed = parse_strict(text);
        if (parsed) {
            ++accepted;
            const auto once = canonical(*parsed);
            const auto again = parse_strict(once);
            ASSERT_TRUE(again) << once;
            EXPECT_EQ(canonical(*again), once);
        } else {
            ++refused;
            EXPECT_FALSE(parsed.error().message.empty());
        }
        (void)state_from_json(text);
        (void)type_from_json(text);
        (void)open(text, {});
    }
    EXPECT_GT(accepted, 100);
    EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace contreseing::workflows::codec
