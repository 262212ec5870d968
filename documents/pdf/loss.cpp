#include "documents/pdf/loss.hpp"

namespace contreseing::documents::pdf {

std::string_view code(LossKind kind) noexcept {
    switch (kind) {
        case LossKind::Strikeout:
            return "strikeout";
        case LossKind::Highlight:
            return "highlight";
        case LossKind::Note:
            return "note";
        case LossKind::Ink:
            return "ink";
        case LossKind::Text:
            return "text";
        case LossKind::Shape:
            return "shape";
        case LossKind::Stamp:
            return "stamp";
        case LossKind::Field:
            return "field";
        case LossKind::PaperOnly:
            return "paper_only";
        case LossKind::PageChanged:
            return "page_changed";
        case LossKind::Comment:
            return "comment";
        case LossKind::AttachedFile:
            return "attached_file";
        case LossKind::Media:
            return "media";
        case LossKind::Hidden:
            return "hidden";
    }
    return "unknown";
}

bool may_be_confirmed(LossKind kind) noexcept {
    switch (kind) {
        case LossKind::Comment:
        case LossKind::AttachedFile:
        case LossKind::Media:
        case LossKind::Hidden:
            return true;
        default:
            return false;
    }
}

}  // namespace contreseing::documents::pdf
