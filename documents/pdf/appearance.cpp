#include "documents/pdf/appearance.hpp"

#include "documents/pdf/geometry.hpp"
#include "documents/pdf/text.hpp"

#include <algorithm>

namespace contreseing::documents::pdf {
namespace {

constexpr double kLargest = 9;
constexpr double kSmallest = 5;
constexpr double kStep = 0.5;
constexpr double kLeading = 1.2;
constexpr double kPadding = 2;
constexpr double kStampShare = 0.4;
constexpr char32_t kEllipsis = 0x2026;

using Widths = std::map<char32_t, int>;

struct Paragraph {
    std::u32string text;
    double scale = 1;
    std::vector<std::u32string> rows;
};

/// Only what the font draws; what it cannot is one `?` per run, and a stray mark is dropped.
std::u32string drawable(const std::string& utf8, const Widths& widths) {
    std::u32string out;
    bool replaced = false;
    for (const char32_t c : displayable(utf8)) {
        if (c >= 0x300 && c <= 0x36F) {
            continue;
        }
        const bool known = widths.contains(c) && c != 0xFFFD;
        if (known) {
            out += c;
        } else if (!replaced) {
            out += U'?';
        }
        replaced = !known;
    }
    return out;
}

double width_of(std::u32string_view text, const Widths& widths, double size) {
    long long total = 0;
    for (const char32_t c : text) {
        const auto found = widths.find(c);
        total += found == widths.end() ? 600 : found->second;
    }
    return static_cast<double>(total) * size / 1000;
}

/// Greedy lines; a word wider than the box is broken where it must.
std::vector<std::u32string> wrap(
    std::u32string_view text, const Widths& widths, double size, double room
) {
    std::vector<std::u32string> rows;
    while (!text.empty()) {
        std::size_t taken = 0;
        std::size_t last_space = 0;
        double used = 0;
        while (taken < text.size()) {
            const double next = width_of(text.substr(taken, 1), widths, size);
            if (used + next > room && taken > 0 && text[taken] != U' ') {
                break;
            }
            if (text[taken] == U' ') {
                last_space = taken;
            }
            used += next;
            ++taken;
        }
        if (taken < text.size() && last_space > 0) {
            taken = last_space;
        }
        std::u32string row(text.substr(0, taken));
        while (!row.empty() && row.back() == U' ') {
            row.pop_back();
        }
        rows.push_back(std::move(row));
        text.remove_prefix(taken);
        while (!text.empty() && text.front() == U' ') {
            text.remove_prefix(1);
        }
    }
    return rows;
}

/// Drops the last row and says so at the end of the one before.
void cut_one_row(Paragraph& paragraph, const Widths& widths, double size, double room) {
    paragraph.rows.pop_back();
    std::u32string& last = paragraph.rows.back();
    const char32_t mark = widths.contains(kEllipsis) ? kEllipsis : U'.';
    if (!last.empty() && last.back() == mark) {
        last.pop_back();
    }
    while (!last.empty() && width_of(last + mark, widths, size) > room) {
        last.pop_back();
    }
    last += mark;
}

double height_of(const std::vector<Paragraph>& paragraphs, double size) {
    double height = 0;
    for (const Paragraph& paragraph : paragraphs) {
        height += static_cast<double>(paragraph.rows.size()) * paragraph.scale * size * kLeading;
    }
    return height;
}

/// Chooses the size, fills `rows`, and returns the size.
double lay_out(
    std::vector<Paragraph>& paragraphs, const Widths& widths, double room, double height
) {
    double size = kLargest;
    for (;; size -= kStep) {
        for (Paragraph& paragraph : paragraphs) {
            paragraph.rows = wrap(paragraph.text, widths, size * paragraph.scale, room);
        }
        if (height_of(paragraphs, size) <= height || size - kStep < kSmallest) {
            break;
        }
    }
    while (height_of(paragraphs, size) > height) {
        const auto longest = std::max_element(
            paragraphs.begin(),
            paragraphs.end(),
            [](const Paragraph& a, const Paragraph& b) { return a.rows.size() < b.rows.size(); }
        );
        if (longest == paragraphs.end() || longest->rows.size() < 2) {
            // One row each and still too high: a tiny box gets tiny letters.
            return size * height / height_of(paragraphs, size);
        }
        cut_one_row(*longest, widths, size * longest->scale, room);
    }
    return size;
}

std::string code_points(std::u32string_view text) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out = "<";
    for (const char32_t c : text) {
        for (int shift = 12; shift >= 0; shift -= 4) {
            out += kHex[(c >> static_cast<unsigned>(shift)) & 0xFU];
        }
    }
    return out + ">";
}

/// Where a block of text goes, in points from the lower left corner of the appearance.
struct TextArea {
    double x = 0, width = 0, height = 0;
    bool centred = false;
};

std::vector<Paragraph> paragraphs_of(
    const std::vector<AppearanceLine>& lines, const Widths& widths
) {
    std::vector<Paragraph> paragraphs;
    for (const AppearanceLine& line : lines) {
        Paragraph paragraph{drawable(line.text, widths), line.scale, {}};
        if (!paragraph.text.empty()) {
            paragraphs.push_back(std::move(paragraph));
        }
    }
    return paragraphs;
}

std::string text_content(
    std::vector<Paragraph> paragraphs, const TextArea& area, const Widths& widths
) {
    const double room = std::max(1.0, area.width - 2 * kPadding);
    const double height = std::max(1.0, area.height - 2 * kPadding);
    const double size = lay_out(paragraphs, widths, room, height);
    double y = area.height - kPadding;
    if (area.centred) {
        y -= (height - height_of(paragraphs, size)) / 2;
    }
    std::string out = "0 g BT\n";
    for (const Paragraph& paragraph : paragraphs) {
        const double font_size = size * paragraph.scale;
        out += "/F " + number(font_size) + " Tf\n";
        for (const std::u32string& row : paragraph.rows) {
            y -= font_size * kLeading;
            const double left = area.centred ? (room - width_of(row, widths, font_size)) / 2 : 0;
            // A fifth of the leading and the descender lie under the baseline.
            out += "1 0 0 1 " + number(area.x + kPadding + std::max(0.0, left)) + " " +
                   number(y + font_size * 0.28) + " Tm " + code_points(row) + "Tj\n";
        }
    }
    return out + "ET\n";
}

}  // namespace

std::string appearance_content(
    const Appearance& appearance, const AppearanceBox& box, const Widths& widths
) {
    auto lines = paragraphs_of(appearance.lines, widths);
    auto stamp = paragraphs_of(appearance.stamp, widths);
    if (!box.stamp) {
        lines.insert(lines.end(), stamp.begin(), stamp.end());
        return "q\n" + text_content(std::move(lines), {0, box.width, box.height}, widths) + "Q\n";
    }
    const double text_width = box.width * (1 - kStampShare);
    std::string out = "q\n" + text_content(std::move(lines), {0, text_width, box.height}, widths);
    if (!stamp.empty()) {
        const double width = box.width * kStampShare - 1;
        out += "0.6 G 0.5 w " + number(text_width) + " 1 " + number(width) + " " +
               number(box.height - 2) + " re S\n" +
               text_content(std::move(stamp), {text_width, width, box.height, true}, widths);
    }
    return out + "Q\n";
}

}  // namespace contreseing::documents::pdf
