#pragma once

#include <map>
#include <string>
#include <vector>

namespace contreseing::documents::pdf {

/// One paragraph of a signature's appearance; `scale` 1 is the common size.
struct AppearanceLine {
    std::string text;  ///< UTF-8
    double scale = 1;
};

/// What a visible signature shows, from top to bottom.
struct Appearance {
    std::vector<AppearanceLine> lines;
    std::vector<AppearanceLine> stamp{};  ///< fills the stamp's frame; under `lines` without one
};

/// The box to fill, in points.
struct AppearanceBox {
    double width = 0, height = 0;
    bool stamp =
        false;  ///< the right part is the stamp's: framed when there is something to put in
};

/// Content stream that draws `appearance` inside `box` with the shared font, named `/F`: wrapped at
/// spaces, shrunk as needed, and cut with an ellipsis where even the smallest size is too large.
/// `widths` tells what the font can draw, in thousandths of the size; anything else becomes one
/// `?`.
[[nodiscard]] std::string appearance_content(
    const Appearance& appearance, const AppearanceBox& box, const std::map<char32_t, int>& widths
);

}  // namespace contreseing::documents::pdf
