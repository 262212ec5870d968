#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace contreseing::documents::typeset {

enum class ErrorKind : std::uint8_t {
    NoSuchTemplate,  ///< name or file
    BadTemplate,     ///< not mustache, or a partial that includes itself
    BadDocument,     ///< the typesetter refused it: no page, a place hidden or split, not UTF-8
    TimedOut,
    Crashed,  ///< twice on the same document
    CannotStart,
    Busy,  ///< no process became free in time
};

/// Stable name: `typesetter_timeout`, `typesetter_crashed`, `bad_template`…
[[nodiscard]] const char* code(ErrorKind kind) noexcept;
/// Whether the same request may succeed later.
[[nodiscard]] bool is_temporary(ErrorKind kind) noexcept;

/// The one exception of this library. `what()` is for logs, never for a page.
class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, const std::string& context);
    [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }

private:
    ErrorKind kind_;
};

}  // namespace contreseing::documents::typeset
