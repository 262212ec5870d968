#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace contreseing::documents::pdf {

/// Why a PDF was refused or could not be extended. The text for people lives in a catalogue keyed
/// by `code`.
enum class ErrorKind : std::uint8_t {
    NotAPdf,
    Damaged,
    Encrypted,
    NoPages,
    TooManyPages,
    TooManyObjects,
    AlreadySigned,
    HiddenContent,
    Portfolio,
    XfaForm,
    BadPlace,
    BadFont,
    NoSuchField,
    FieldAlreadySigned,
    SignatureTooLarge,
    OverBudget,  ///< more revisions, objects or inflated bytes than anybody needs
};

/// Stable snake_case name of a kind: `not_a_pdf`, `too_many_pages`…
[[nodiscard]] std::string_view code(ErrorKind kind) noexcept;

/// The one exception of this library. `what()` is for logs, never for a page.
class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, const std::string& context);
    [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }

private:
    ErrorKind kind_;
};

}  // namespace contreseing::documents::pdf
