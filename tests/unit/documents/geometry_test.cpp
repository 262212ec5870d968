#include "documents/pdf/geometry.hpp"

#include <gtest/gtest.h>

namespace contreseing::documents::pdf {
namespace {

/// A page of 600 × 800 whose crop box starts at (10, 20).
PageView page(int turns) {
    return {{10, 20, 600, 800}, turns};
}

void expect_rect(const Rect& rect, double x, double y, double width, double height) {
    EXPECT_DOUBLE_EQ(rect.x, x);
    EXPECT_DOUBLE_EQ(rect.y, y);
    EXPECT_DOUBLE_EQ(rect.width, width);
    EXPECT_DOUBLE_EQ(rect.height, height);
}

TEST(Geometry, AddsTheCropBoxOriginOnAnUprightPage) {
    expect_rect(to_user_space(page(0), {5, 7, 100, 40}), 15, 27, 100, 40);
}

TEST(Geometry, PutsTheVisualLowerLeftCornerAtTheRightPlaceForEachRotation) {
    // Turned clockwise once, the reader's lower left corner is the page's lower right one.
    expect_rect(to_user_space(page(1), {0, 0, 100, 40}), 570, 20, 40, 100);
    expect_rect(to_user_space(page(2), {0, 0, 100, 40}), 510, 780, 100, 40);
    expect_rect(to_user_space(page(3), {0, 0, 100, 40}), 10, 720, 40, 100);
}

TEST(Geometry, SwapsWidthAndHeightOfATurnedPage) {
    expect_rect(visual_page(page(1)), 0, 0, 800, 600);
    expect_rect(visual_page(page(2)), 0, 0, 600, 800);
}

TEST(Geometry, ReadsAnyMultipleOfNinetyDegrees) {
    EXPECT_EQ(quarter_turns(0), 0);
    EXPECT_EQ(quarter_turns(450), 1);
    EXPECT_EQ(quarter_turns(-90), 3);
    EXPECT_EQ(quarter_turns(-360), 0);
}

TEST(Geometry, WritesNumbersWithoutExponentOrTrailingZeros) {
    EXPECT_EQ(number(0), "0");
    EXPECT_EQ(number(595.2756), "595.276");
    EXPECT_EQ(number(-0.5), "-0.5");
    EXPECT_EQ(number(1e-7), "0");
    EXPECT_EQ(number(12.050), "12.05");
}

}  // namespace
}  // namespace contreseing::documents::pdf
