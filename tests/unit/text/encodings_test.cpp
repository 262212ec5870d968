#include "text/encodings.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <utility>

#include <gtest/gtest.h>

namespace contreseing::text {
namespace {

ByteView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
std::string as_text(const Bytes& bytes) {
    return {bytes.begin(), bytes.end()};
}

using Pairs = std::array<std::pair<std::string_view, std::string_view>, 7>;

// RFC 4648, 10, without padding.
TEST(Base64Url, MatchesTheRfcVectors) {
    constexpr Pairs kVectors = {
        {{"", ""},
         {"f", "Zg"},
         {"fo", "Zm8"},
         {"foo", "Zm9v"},
         {"foob", "Zm9vYg"},
         {"fooba", "Zm9vYmE"},
         {"foobar", "Zm9vYmFy"}}};
    for (const auto& [plain, encoded] : kVectors) {
        EXPECT_EQ(to_base64url(as_bytes(plain)), encoded);
        EXPECT_EQ(as_text(from_base64url(encoded).value()), plain);
    }
    EXPECT_EQ(to_base64url(Bytes{0xFB, 0xFF}), "-_8");
}

TEST(Base64Url, RefusesEverySecondSpelling) {
    for (const char* text : {"Zg==", "Zh", "Z", "Zm9v\n", "Zm 9", "-/8", "+_8", "Zé"}) {
        EXPECT_FALSE(from_base64url(text)) << text;
    }
    EXPECT_FALSE(from_base64url(std::string_view("Zm\0v", 4)));
}

// RFC 4648, 10, without padding.
TEST(Base32, MatchesTheRfcVectors) {
    constexpr Pairs kVectors = {
        {{"", ""},
         {"f", "MY"},
         {"fo", "MZXQ"},
         {"foo", "MZXW6"},
         {"foob", "MZXW6YQ"},
         {"fooba", "MZXW6YTB"},
         {"foobar", "MZXW6YTBOI"}}};
    for (const auto& [plain, encoded] : kVectors) {
        EXPECT_EQ(to_base32(as_bytes(plain)), encoded);
        EXPECT_EQ(as_text(from_base32(encoded).value()), plain);
    }
}

TEST(Base32, AcceptsLowerCaseAndPaddingOnly) {
    EXPECT_EQ(as_text(from_base32("mzxw6===").value()), "foo");
    for (const char* text : {"MZXW1", "MZ XW6", "M", "MZX", "MZ"}) {
        EXPECT_FALSE(from_base32(text)) << text;
    }
}

TEST(Hex, RoundTripsAndRefusesOddOrForeignText) {
    EXPECT_EQ(to_hex(Bytes{0x00, 0xAB, 0xFF}), "00abff");
    EXPECT_EQ(from_hex("00ABff"), (Bytes{0x00, 0xAB, 0xFF}));
    EXPECT_FALSE(from_hex("0"));
    EXPECT_FALSE(from_hex("0g"));
}

// RFC 4648, 10.
TEST(Base64, MatchesTheRfcVectors) {
    constexpr Pairs kVectors = {
        {{"", ""},
         {"f", "Zg=="},
         {"fo", "Zm8="},
         {"foo", "Zm9v"},
         {"foob", "Zm9vYg=="},
         {"fooba", "Zm9vYmE="},
         {"foobar", "Zm9vYmFy"}}};
    for (const auto& [plain, encoded] : kVectors) {
        EXPECT_EQ(to_base64(as_bytes(plain)), encoded);
    }
}

TEST(Encodings, RoundTripBytesOfEveryLength) {
    std::mt19937 dice(1);
    for (std::size_t length = 0; length < 70; ++length) {
        Bytes bytes(length);
        std::generate(bytes.begin(), bytes.end(), [&] {
            return static_cast<std::uint8_t>(dice());
        });
        EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
        EXPECT_EQ(from_base32(to_base32(bytes)), bytes);
        EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
    }
}

TEST(Percent, DecodesEscapesAndPlusSignsWhereTheyMeanSpaces) {
    EXPECT_EQ(percent_decode("a%20b+c%C3%A9", PlusSign::Space), "a b c\xC3\xA9");
    EXPECT_EQ(percent_decode("a+b", PlusSign::Literal), "a+b");
}

TEST(Percent, RefusesBrokenEscapesAndNul) {
    for (const char* text : {"%", "%2", "%zz", "a%2", "%%20", "%00", "a%g0", "%+1"}) {
        EXPECT_EQ(percent_decode(text, PlusSign::Space), std::nullopt) << text;
    }
}

TEST(Percent, EncodesSoThatDecodingGivesTheSameBytes) {
    std::string bytes;
    for (int c = 1; c < 256; ++c) {
        bytes += static_cast<char>(c);
    }
    EXPECT_EQ(percent_decode(percent_encode(bytes), PlusSign::Space), bytes);
    EXPECT_EQ(percent_encode("é/~"), "%C3%A9%2F~");
}

}  // namespace
}  // namespace contreseing::text
