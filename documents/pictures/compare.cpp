#include "documents/pictures/compare.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>
#include <string_view>

namespace contreseing::documents::pictures {
namespace {

/// Letters of a printed page are four pixels high: enough to see one go, at some 5 ms a page.
constexpr double kCoarse = 48;
/// A second look, at what differs: there a letter is much more than the edge of a surface, which
/// rounded coordinates may move by a pixel.
constexpr double kFine = 144;
constexpr double kMostPixels = 4'000'000;
/// Levels, of 255, by which a colour may differ, and how many pixels may differ by more.
constexpr int kTolerance = 8;
constexpr int kFewPixels = 4;
constexpr int kColours = 3;

/// What poppler says without anything lacking: it looked for objects that a table does not lead to,
/// or draws with another font.
constexpr std::string_view kHarmless[] = {
    "xref num ",
    "May not be a PDF file",
    "Invalid Font Weight",
    "Mismatch between font type",
    "Couldn't find a font for",
};

void note_complaint(const std::string& words, void* into) {
    auto& first = *static_cast<std::string*>(into);
    const auto start = words.find(": ");
    const auto said = std::string_view(words).substr(start == std::string::npos ? 0 : start + 2);
    const bool harmless =
        std::any_of(std::begin(kHarmless), std::end(kHarmless), [&](std::string_view known) {
            return said.starts_with(known);
        });
    if (first.empty() && !harmless) {
        first = said;
    }
}

void forget_complaint(const std::string& /*words*/, void* /*into*/) {}

std::unique_ptr<poppler::document> open(ByteView pdf) {
    std::unique_ptr<poppler::document> document(poppler::document::load_from_raw_data(
        reinterpret_cast<const char*>(pdf.data()), static_cast<int>(pdf.size())
    ));
    return document && !document->is_locked() ? std::move(document) : nullptr;
}

poppler::image draw(const poppler::document& document, int number, double dots_per_inch) {
    const std::unique_ptr<poppler::page> page(document.create_page(number - 1));
    if (!page) {
        return {};
    }
    poppler::page_renderer renderer;
    // Poppler 22.12 blends into colours only: in grey, what lies below a highlight goes.
    renderer.set_image_format(poppler::image::format_rgb24);
    renderer.set_render_hint(poppler::page_renderer::antialiasing);
    renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
    const auto size = page->page_rect();
    const double inches = std::abs(size.width() / 72) * std::abs(size.height() / 72);
    const double density = std::min(dots_per_inch, std::sqrt(kMostPixels / std::max(inches, 1e-6)));
    return renderer.render_page(page.get(), density, density);
}

int colour(const poppler::image& image, int x, int y, int which) {
    const auto at = std::ptrdiff_t{y} * image.bytes_per_row() + x * kColours + which;
    return static_cast<unsigned char>(image.const_data()[at]);
}

bool same_pixel(const poppler::image& a, const poppler::image& b, int x, int y) {
    for (int which = 0; which < kColours; ++which) {
        if (std::abs(colour(a, x, y, which) - colour(b, x, y, which)) > kTolerance) {
            return false;
        }
    }
    return true;
}

/// True when each colour of the pixel lies between those around it in the other picture.
bool among_neighbours(const poppler::image& image, const poppler::image& other, int x, int y) {
    for (int which = 0; which < kColours; ++which) {
        int least = 255;
        int most = 0;
        for (int j = std::max(0, y - 1); j <= std::min(other.height() - 1, y + 1); ++j) {
            for (int i = std::max(0, x - 1); i <= std::min(other.width() - 1, x + 1); ++i) {
                least = std::min(least, colour(other, i, j, which));
                most = std::max(most, colour(other, i, j, which));
            }
        }
        const int own = colour(image, x, y, which);
        if (own < least - kTolerance || own > most + kTolerance) {
            return false;
        }
    }
    return true;
}

enum class Edges { Exact, MayMove };

bool same(const poppler::image& a, const poppler::image& b, Edges edges) {
    if (!a.is_valid() || !b.is_valid()) {
        return a.is_valid() == b.is_valid();
    }
    if (a.width() != b.width() || a.height() != b.height()) {
        return false;
    }
    int different = 0;
    for (int y = 0; y < a.height() && different <= kFewPixels; ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const bool equal = same_pixel(a, b, x, y) ||
                               (edges == Edges::MayMove && among_neighbours(a, b, x, y) &&
                                among_neighbours(b, a, x, y));
            different += equal ? 0 : 1;
        }
    }
    return different <= kFewPixels;
}

}  // namespace

Comparison compare(ByteView before, ByteView after, const std::vector<int>& pages) {
    Comparison result;
    poppler::set_debug_error_function(note_complaint, &result.complaint);
    const auto older = open(before);
    if (older) {
        result.pages_before = older->pages();
    }
    poppler::set_debug_error_function(forget_complaint, nullptr);
    const auto newer = open(after);
    if (!older || !newer) {
        return result;
    }
    result.readable = true;
    result.pages_after = newer->pages();
    for (const int number : pages) {
        poppler::set_debug_error_function(note_complaint, &result.complaint);
        const auto picture = draw(*older, number, kCoarse);
        poppler::set_debug_error_function(forget_complaint, nullptr);
        if (!same(picture, draw(*newer, number, kCoarse), Edges::Exact) &&
            !same(draw(*older, number, kFine), draw(*newer, number, kFine), Edges::MayMove)) {
            result.changed.push_back(number);
        }
    }
    return result;
}

void warm_up() {
    static constexpr std::string_view kPage =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]/Contents 4 0 R/Resources<</Font"
        "<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
        "4 0 obj<</Length 33>>stream\nBT /F 12 Tf 9 9 Td (Essai) Tj ET  \nendstream endobj\n"
        "trailer<</Root 1 0 R/Size 5>>\n%%EOF\n";
    poppler::set_debug_error_function(forget_complaint, nullptr);
    const auto document = open({reinterpret_cast<const std::uint8_t*>(kPage.data()), kPage.size()});
    if (document) {
        (void)draw(*document, 1, kCoarse);
    }
}

}  // namespace contreseing::documents::pictures
