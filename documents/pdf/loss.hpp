#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace contreseing::documents::pdf {

/// What cleaning would take away from a document, and from whom. The first ones change what a
/// page says and are never done; the last ones may be confirmed by a person (`may_be_confirmed`).
enum class LossKind : std::uint8_t {
    Strikeout,    ///< struck out without a drawing of its own
    Highlight,    ///< highlighted or underlined, likewise
    Note,         ///< a note, likewise
    Ink,          ///< drawn by hand, likewise
    Text,         ///< typed onto the page, likewise
    Shape,        ///< a line, a frame, a cloud…, likewise
    Stamp,        ///< a stamp, likewise
    Field,        ///< a filled field that only some readers show
    PaperOnly,    ///< shown on paper and not on a screen
    PageChanged,  ///< the picture of the page is another one afterwards
    Comment,      ///< the words behind a mark, that no page shows
    AttachedFile,
    Media,   ///< sound, film, 3D
    Hidden,  ///< an annotation or a filled field that no reader shows
};

/// Stable snake_case name: `strikeout`, `attached_file`…
[[nodiscard]] std::string_view code(LossKind kind) noexcept;

/// True for what no page shows: who knows it may give it up.
[[nodiscard]] bool may_be_confirmed(LossKind kind) noexcept;

struct Loss {
    LossKind kind = LossKind::PageChanged;
    int page = 0;  ///< from 1; 0: the whole document
    int count = 1;
    bool operator==(const Loss&) const = default;
};

}  // namespace contreseing::documents::pdf
