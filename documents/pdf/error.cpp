#include "documents/pdf/error.hpp"

namespace contreseing::documents::pdf {

std::string_view code(ErrorKind kind) noexcept {
    switch (kind) {
        case ErrorKind::NotAPdf:
            return "not_a_pdf";
        case ErrorKind::Damaged:
            return "damaged";
        case ErrorKind::Encrypted:
            return "encrypted";
        case ErrorKind::NoPages:
            return "no_pages";
        case ErrorKind::TooManyPages:
            return "too_many_pages";
        case ErrorKind::TooManyObjects:
            return "too_many_objects";
        case ErrorKind::AlreadySigned:
            return "already_signed";
        case ErrorKind::HiddenContent:
            return "hidden_content";
        case ErrorKind::Portfolio:
            return "portfolio";
        case ErrorKind::XfaForm:
            return "xfa_form";
        case ErrorKind::BadPlace:
            return "bad_place";
        case ErrorKind::BadFont:
            return "bad_font";
        case ErrorKind::NoSuchField:
            return "no_such_field";
        case ErrorKind::FieldAlreadySigned:
            return "field_already_signed";
        case ErrorKind::SignatureTooLarge:
            return "signature_too_large";
        case ErrorKind::OverBudget:
            return "over_budget";
    }
    return "unknown";
}

Error::Error(ErrorKind kind, const std::string& context)
    : std::runtime_error(std::string(code(kind)) + ": " + context), kind_(kind) {}

}  // namespace contreseing::documents::pdf
