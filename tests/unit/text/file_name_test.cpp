#include "text/file_name.hpp"

#include <string>

#include <gtest/gtest.h>

namespace contreseing::text {
namespace {

TEST(AsciiFileName, IsWhatAFrenchReaderWouldWriteWithoutAccents) {
    EXPECT_EQ(ascii_file_name("Convention d’adhésion n° 1.pdf"), "Convention d'adhesion n_ 1.pdf");
    EXPECT_EQ(ascii_file_name("ÉTÉ À L’ŒUVRE – Ÿ.csv"), "ETE A L'OEUVRE - Y.csv");
    EXPECT_EQ(ascii_file_name("ADH-2026-001.pdf"), "ADH-2026-001.pdf");
    EXPECT_EQ(ascii_file_name("a\u00A0b\u200Bc.pdf"), "a bc.pdf");
}

TEST(AsciiFileName, HoldsNothingThatAQuotedStringOrAPathReadsOtherwise) {
    EXPECT_EQ(ascii_file_name("a\"b\\c/d%e\r\nf\x7Fg\xFF.pdf"), "a_b_c_d_e__f_g_.pdf");
    EXPECT_EQ(ascii_file_name("עברית.pdf"), "_____.pdf");
}

TEST(AsciiFileName, IsShortAndKeepsItsEnding) {
    std::string typed(200, 'z');
    typed += ".pdf";
    const auto name = ascii_file_name(typed);
    EXPECT_EQ(name.size(), 60U);
    EXPECT_TRUE(name.ends_with("z.pdf"));
    EXPECT_EQ(ascii_file_name(std::string("a.").append(200, 'z')).size(), 60U);
}

}  // namespace
}  // namespace contreseing::text
