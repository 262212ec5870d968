#include "mail/encoding.hpp"

#include "mail/reader.hpp"

#include <string>

#include <gtest/gtest.h>

using namespace std::string_literals;

namespace contreseing::mail {
namespace {

std::size_t longest_line(const std::string& text) {
    std::size_t longest = 0;
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const auto end = std::min(text.find("\r\n", begin), text.size());
        longest = std::max(longest, end - begin);
        begin = end + 2;
    }
    return longest;
}

/// What a reader of other hands makes of it.
std::string decoded_body(const std::string& encoding, const std::string& encoded) {
    const auto message =
        read_parts("Content-Type: x/y\nContent-Transfer-Encoding: " + encoding + "\n\n" + encoded);
    return message.leaves.empty() ? "" : message.leaves[0].body;
}
std::string decoded_words(const std::string& header) {
    return std::string(find_header(read_parts("Subject: " + header + "\n\n").headers, "Subject"));
}

// RFC 4648, 10.
TEST(MailEncoding, MatchesTheVectorsOfBase64) {
    const std::pair<const char*, const char*> vectors[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : vectors) {
        EXPECT_EQ(base64(plain), encoded);
        EXPECT_EQ(decoded_body("base64", encoded), plain);
    }
}

TEST(MailEncoding, KeepsBase64LinesAt76) {
    const std::string lines = base64_lines(std::string(200, '\xA5'));
    EXPECT_EQ(longest_line(lines), 76U);
    EXPECT_TRUE(lines.ends_with("\r\n"));
    EXPECT_EQ(decoded_body("base64", lines), std::string(200, '\xA5'));
}

TEST(MailEncoding, QuotesTrailingBlanksAndEqualSigns) {
    EXPECT_EQ(quoted_printable("a=b \nc\t\né"), "a=3Db=20\r\nc=09\r\n=C3=A9");
    EXPECT_EQ(quoted_printable("a\r\nb\rc"), "a\r\nb=0Dc");
}

TEST(MailEncoding, QuotedPrintableComesBackTheSameAtEveryLineLength) {
    for (std::size_t length = 60; length < 90; ++length) {
        for (const std::string& piece : {"x"s, "="s, "é"s, " "s}) {
            std::string line(length, 'a');
            line += piece + piece;
            const std::string quoted = quoted_printable(line);
            EXPECT_LE(longest_line(quoted), 76U);
            EXPECT_EQ(decoded_body("quoted-printable", quoted), line);
        }
    }
}

TEST(MailEncoding, LeavesPlainWordsAlone) {
    EXPECT_EQ(encode_words("To be signed: ADH-2026-001"), "To be signed: ADH-2026-001");
}

TEST(MailEncoding, EncodesWhatWouldReadAsAnEncodedWordOrLoseBlanks) {
    for (const char* const text : {"=?UTF-8?B?Zm9v?=", "two  blanks", " outer ", "é"}) {
        const std::string encoded = encode_words(text);
        EXPECT_TRUE(encoded.starts_with("=?UTF-8?B?")) << encoded;
        EXPECT_EQ(decoded_words(encoded), text);
    }
}

TEST(MailEncoding, NeverCutsACharacterBetweenEncodedWords) {
    std::string text;
    for (int i = 0; i < 60; ++i) {
        text += i % 3 == 0 ? "é" : i % 3 == 1 ? "🙂" : "x";
    }
    const std::string encoded = encode_words(text);
    EXPECT_EQ(decoded_words(encoded), text);
    for (std::size_t at = 0; at < encoded.size();) {
        const auto end = std::min(encoded.find(' ', at), encoded.size());
        EXPECT_LE(end - at, 75U);  // RFC 2047, 2
        const std::string alone = decoded_words(encoded.substr(at, end - at));
        EXPECT_NE(static_cast<unsigned char>(alone.front()) & 0xC0U, 0x80U);
        at = end + 1;
    }
}

TEST(MailEncoding, FoldsOnlyAtBlanks) {
    const std::string folded =
        fold_header("Subject", std::string(40, 'a') + ' ' + std::string(40, 'b'));
    EXPECT_EQ(folded, "Subject: " + std::string(40, 'a') + "\r\n " + std::string(40, 'b') + "\r\n");
}

}  // namespace
}  // namespace contreseing::mail
