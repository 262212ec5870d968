#include "documents/typeset/error.hpp"

namespace contreseing::documents::typeset {

const char* code(ErrorKind kind) noexcept {
    switch (kind) {
        case ErrorKind::NoSuchTemplate:
            return "no_such_template";
        case ErrorKind::BadTemplate:
            return "bad_template";
        case ErrorKind::BadDocument:
            return "bad_document";
        case ErrorKind::TimedOut:
            return "typesetter_timeout";
        case ErrorKind::Crashed:
            return "typesetter_crashed";
        case ErrorKind::CannotStart:
            return "typesetter_cannot_start";
        case ErrorKind::Busy:
            return "typesetter_busy";
    }
    return "unknown";
}

bool is_temporary(ErrorKind kind) noexcept {
    return kind == ErrorKind::TimedOut || kind == ErrorKind::Crashed ||
           kind == ErrorKind::CannotStart || kind == ErrorKind::Busy;
}

Error::Error(ErrorKind kind, const std::string& context)
    : std::runtime_error(std::string(code(kind)) + ": " + context), kind_(kind) {}

}  // namespace contreseing::documents::typeset
