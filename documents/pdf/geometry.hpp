#pragma once

#include <string>

namespace contreseing::documents::pdf {

/// A rectangle in points. `x`, `y` is its lower left corner.
struct Rect {
    double x = 0, y = 0, width = 0, height = 0;
};

/// How a page is shown: its CropBox in user space, and the clockwise quarter turns of `/Rotate`.
struct PageView {
    Rect crop;
    int quarter_turns = 0;  ///< 0 to 3
};

/// `/Rotate` (any multiple of 90, negative included) as quarter turns 0 to 3.
[[nodiscard]] int quarter_turns(long long degrees) noexcept;

/// Size of the page as the reader sees it.
[[nodiscard]] Rect visual_page(const PageView& view) noexcept;

/// Maps a rectangle measured from the lower left corner of what the reader sees to user space.
/// Source: ISO 32000-1, 14.11.2 (page boundaries) and table 30 (Rotate).
[[nodiscard]] Rect to_user_space(const PageView& view, const Rect& visual) noexcept;

/// The `/Matrix` that keeps an appearance upright on such a page: `0 1 -1 0 0 0` for one turn.
[[nodiscard]] std::string upright_matrix(int quarter_turns);

/// At most three decimals, no exponent, no trailing zero: `595.276`, `12`.
[[nodiscard]] std::string number(double value);

}  // namespace contreseing::documents::pdf
