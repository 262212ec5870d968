#include "workflows/codec/canonical.hpp"
#include "workflows/codec/strict_json.hpp"

#include <bit>
#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace contreseing::workflows::codec {
namespace {

using nlohmann::json;

JsonProblem problem(std::string_view text, JsonLimits limits = {}) {
    auto parsed = parse_strict(text, limits);
    if (parsed) {
        ADD_FAILURE() << "accepted: " << text.substr(0, 80);
        return {};
    }
    return parsed.error();
}

TEST(StrictJson, ReadsEveryKindOfValue) {
    const auto value = parse_strict(R"( {"a":[1,-2,3.5,true,null,"é\u00e9"],"b":{}} )");
    ASSERT_TRUE(value);
    EXPECT_EQ((*value)["a"][5], "éé");
    EXPECT_EQ((*value)["a"].size(), 6U);
    EXPECT_TRUE((*value)["b"].is_object());
    EXPECT_EQ(parse_strict("17")->get<int>(), 17);
}

TEST(StrictJson, RefusesAMemberNamedTwiceAndSaysWhere) {
    EXPECT_EQ(problem(R"({"a":1,"a":2})"), (JsonProblem{"/a", "member named twice"}));
    EXPECT_EQ(problem(R"({"x":[0,{"a/b~":1,"a\u002fb~":2}]})").pointer, "/x/1/a~1b~0");
    EXPECT_TRUE(parse_strict(R"([{"a":1},{"a":2}])"));
}

TEST(StrictJson, CountsDepthWithoutRecursion) {
    EXPECT_TRUE(parse_strict(std::string(64, '[') + std::string(64, ']')));
    EXPECT_EQ(problem(std::string(65, '[') + std::string(65, ']')).message, "nested too deeply");
    EXPECT_EQ(problem(std::string(200'000, '[')).message, "nested too deeply");
    std::string objects;
    for (int i = 0; i < 100'000; ++i) {
        objects += R"({"a":)";
    }
    EXPECT_EQ(problem(objects).message, "nested too deeply");
}

TEST(StrictJson, RefusesInvalidUtf8AndLoneSurrogates) {
    for (const std::string_view text :
         {"\"\xff\"",
          "\"\xC0\xAF\"",
          "\"\xED\xA0\x80\"",
          "\"\\ud800\"",
          "\"\\udc00x\"",
          "{\"\xff\":1}",
          "\"a\nb\"",
          "\"\\u12\""}) {
        EXPECT_FALSE(parse_strict(text));
    }
}

TEST(StrictJson, RefusesWhatIsNotOneJsonText) {
    for (const std::string_view text :
         {"",      " ",   "{",    "[1,]",    "{\"a\":}", "nul",     "01",
          "+1",    "1.",  ".5",   "NaN",     "Infinity", "1e999",   "'a'",
          "{a:1}", "1 2", "[1]]", "// c\n1", "\"a",      "\xEF\xBB"}) {
        EXPECT_FALSE(parse_strict(text)) << text;
    }
    EXPECT_EQ(problem(R"({"a":[1,x]})").pointer, "/a/1");
}

TEST(StrictJson, RefusesMoreThanItsSize) {
    EXPECT_EQ(problem("\"0123456789\"", {.bytes = 11}).message, "larger than 11 bytes");
    EXPECT_TRUE(parse_strict("\"0123456789\"", {.bytes = 12}));
}

TEST(CanonicalJson, SortsByUtf16CodeUnits) {
    // Source: RFC 8785, 3.2.3.
    const auto value = parse_strict(
        R"({"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",)"
        R"("1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":)"
        R"("Latin Small Letter O With Diaeresis"})"
    );
    ASSERT_TRUE(value);
    EXPECT_EQ(
        canonical(*value),
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\",\"ö\":\"Latin Small "
        "Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning "
        "Face\",\"\xEF\xAC\xB3\":\"Hebrew Letter Dalet With Dagesh\"}"
    );
}

TEST(CanonicalJson, WritesTheExampleOfTheStandard) {
    // Source: RFC 8785, 3.2.2 and 3.2.4.
    const auto value = parse_strict(
        R"({"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],)"
        R"("string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]})"
    );
    ASSERT_TRUE(value);
    EXPECT_EQ(
        canonical(*value),
        R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
        "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"
    );
}

TEST(CanonicalJson, WritesNumbersAsEcmaScriptDoes) {
    // Source: RFC 8785, appendix B.
    const std::pair<std::uint64_t, const char*> vectors[] = {
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0xffefffffffffffff, "-1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555557, "333333333.33333343"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"},
    };
    for (const auto& [bits, text] : vectors) {
        EXPECT_EQ(canonical(json(std::bit_cast<double>(bits))), text);
    }
    EXPECT_EQ(canonical(json(9007199254740991)), "9007199254740991");
    EXPECT_EQ(canonical(json(-5)), "-5");
    EXPECT_EQ(canonical(json(18446744073709551615U)), "18446744073709552000");
}

TEST(CanonicalJson, IsTheSameForEverySpellingOfAValue) {
    const auto a = parse_strict(R"({"b":[1.0,"\u00e9"],"a":{"d":1,"c":2}})");
    const auto b = parse_strict("{ \"a\" : {\"c\":2,\"d\":1},\n\"b\":[1,\"é\"] }");
    EXPECT_EQ(canonical(*a), canonical(*b));
    EXPECT_EQ(canonical(*parse_strict(canonical(*a))), canonical(*a));
}

}  // namespace
}  // namespace contreseing::workflows::codec
