#include "workflows/domain/drawable.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows {
namespace {

TEST(Drawable, AreNamesOfEuropeAndVietnam) {
    for (const std::string_view text :
         {"Nguyễn Thị Ánh Tuyết",
          "Šárka Nováková, Łukasz Żółć, Đặng Văn Ư, Ștefan Țurcanu",
          "ẞ, ǅ, ƿ, ə, Ɛdɔ, ŋ, ḥ, Ŵ",
          "Ελένη Παπαδοπούλου",
          "Анна Королёва, Љубица",
          "L’Œuvre – « été » … 1 200 € n° 3",
          "a\u00ADb\u200Bc\uFEFF"}) {
        EXPECT_EQ(undrawable(text, DrawnIn::Signature), U"") << text;
        EXPECT_EQ(undrawable(text, DrawnIn::Text), U"") << text;
    }
}

TEST(Drawable, SignsAreForTheTextAlone) {
    EXPECT_EQ(undrawable("½ → ≤ ☒ ✓ x²\n\tfin", DrawnIn::Text), U"");
    EXPECT_EQ(undrawable("Roy → Roy ✓ ✓", DrawnIn::Signature), U"→✓");
}

TEST(Drawable, IsNothingWithoutAFontOrALetter) {
    EXPECT_EQ(undrawable("日本 ok 日", DrawnIn::Text), U"日本");
    EXPECT_EQ(undrawable("محمد", DrawnIn::Text).size(), 3U);
    EXPECT_EQ(undrawable("😀", DrawnIn::Text), U"\U0001F600");
    EXPECT_EQ(undrawable("q\u0303", DrawnIn::Text), U"\u0303");
    EXPECT_EQ(undrawable("\uE000\U000E0041", DrawnIn::Text), U"\uE000\U000E0041");
}

TEST(Drawable, CharactersAreNamedByPictureAndNumber) {
    EXPECT_EQ(characters_named(U"日\U0001F600"), "日 (U+65E5), 😀 (U+1F600)");
    EXPECT_EQ(characters_named(U"\u0303\U000E0041\uE000"), "U+0303, U+E0041, U+E000");
    EXPECT_EQ(characters_named(U""), "");
}

}  // namespace
}  // namespace contreseing::workflows
