#include "documents/pdf/font.hpp"
#include "workflows/domain/drawable.hpp"

#include <hb-ot.h>
#include <memory>
#include <qpdf/QPDF.hh>

#include <gtest/gtest.h>

namespace contreseing::documents::pdf {
namespace {

using workflows::DrawnIn;
using workflows::is_drawable;

constexpr const char* kFont = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

/// What is drawn as nothing needs no glyph.
bool draws_nothing(char32_t c) {
    hb_unicode_funcs_t* unicode = hb_unicode_funcs_get_default();
    const auto category = hb_unicode_general_category(unicode, c);
    return category == HB_UNICODE_GENERAL_CATEGORY_FORMAT ||
           category == HB_UNICODE_GENERAL_CATEGORY_SPACE_SEPARATOR ||
           category == HB_UNICODE_GENERAL_CATEGORY_CONTROL ||
           category == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK;
}

// The font files are those of Debian's fonts-dejavu-core.
TEST(DrawableFont, HasAGlyphForAllThatTheChecklistLetsThrough) {
    const std::unique_ptr<hb_blob_t, decltype(&hb_blob_destroy)> file(
        hb_blob_create_from_file(kFont), hb_blob_destroy
    );
    const std::unique_ptr<hb_face_t, decltype(&hb_face_destroy)> face(
        hb_face_create(file.get(), 0), hb_face_destroy
    );
    const std::unique_ptr<hb_font_t, decltype(&hb_font_destroy)> font(
        hb_font_create(face.get()), hb_font_destroy
    );
    QPDF document;
    document.emptyPDF();
    const Widths widths = read_widths(embed_font(document, kFont));
    int in_text = 0;
    int in_signatures = 0;
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        if (draws_nothing(c)) {
            continue;
        }
        if (is_drawable(c, DrawnIn::Text)) {
            hb_codepoint_t glyph = 0;
            EXPECT_TRUE(hb_font_get_nominal_glyph(font.get(), c, &glyph))
                << std::hex << static_cast<unsigned>(c);
            ++in_text;
        }
        if (is_drawable(c, DrawnIn::Signature)) {
            EXPECT_TRUE(widths.contains(c)) << std::hex << static_cast<unsigned>(c);
            EXPECT_TRUE(is_drawable(c, DrawnIn::Text)) << std::hex << static_cast<unsigned>(c);
            ++in_signatures;
        }
    }
    EXPECT_GT(in_text, 2400);
    EXPECT_GT(in_signatures, 1300);
}

}  // namespace
}  // namespace contreseing::documents::pdf
