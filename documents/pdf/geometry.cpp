#include "documents/pdf/geometry.hpp"

#include <cmath>

namespace contreseing::documents::pdf {

int quarter_turns(long long degrees) noexcept {
    const long long turns = degrees / 90 % 4;
    return static_cast<int>(turns < 0 ? turns + 4 : turns);
}

Rect visual_page(const PageView& view) noexcept {
    if (view.quarter_turns % 2 == 1) {
        return {0, 0, view.crop.height, view.crop.width};
    }
    return {0, 0, view.crop.width, view.crop.height};
}

Rect to_user_space(const PageView& view, const Rect& visual) noexcept {
    const Rect& crop = view.crop;
    switch (view.quarter_turns) {
        case 1:
            return {
                crop.x + crop.width - visual.y - visual.height,
                crop.y + visual.x,
                visual.height,
                visual.width};
        case 2:
            return {
                crop.x + crop.width - visual.x - visual.width,
                crop.y + crop.height - visual.y - visual.height,
                visual.width,
                visual.height};
        case 3:
            return {
                crop.x + visual.y,
                crop.y + crop.height - visual.x - visual.width,
                visual.height,
                visual.width};
        default:
            return {crop.x + visual.x, crop.y + visual.y, visual.width, visual.height};
    }
}

std::string upright_matrix(int quarter_turns) {
    switch (quarter_turns) {
        case 1:
            return "0 1 -1 0 0 0";
        case 2:
            return "-1 0 0 -1 0 0";
        case 3:
            return "0 -1 1 0 0 0";
        default:
            return "1 0 0 1 0 0";
    }
}

std::string number(double value) {
    const auto thousandths = static_cast<long long>(std::llround(value * 1000));
    const long long magnitude = thousandths < 0 ? -thousandths : thousandths;
    std::string text = thousandths < 0 ? "-" : "";
    text += std::to_string(magnitude / 1000);
    if (const long long rest = magnitude % 1000; rest != 0) {
        std::string decimals = std::to_string(1000 + rest).substr(1);
        decimals.erase(decimals.find_last_not_of('0') + 1);
        text += '.' + decimals;
    }
    return text;
}

}  // namespace contreseing::documents::pdf
