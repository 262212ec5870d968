#include "workflows/codec/kept_text.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows::codec {
namespace {

TEST(KeptText, IsCanonicalJsonWithItsSalt) {
    const std::vector<Article> articles{
        {"accord", "", "", {"Ce qui suit."}},
        {"duree", "3 bis", "Durée", {"# « Un »", "- deux\ntrois", "[x] \"quatre\""}}};
    std::array<std::uint8_t, 16> salt{};
    salt[0] = 0xab;
    EXPECT_EQ(
        kept_text(articles, salt),
        R"({"articles":[{"heading":"","id":"accord","number":"","text":["Ce qui suit."]},)"
        R"({"heading":"Durée","id":"duree","number":"3 bis",)"
        R"("text":["# « Un »","- deux\ntrois","[x] \"quatre\""]}],)"
        R"("salt":"ab000000000000000000000000000000"})"
    );
}

}  // namespace
}  // namespace contreseing::workflows::codec
