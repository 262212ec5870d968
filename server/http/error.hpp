#pragma once

#include <stdexcept>
#include <string>

namespace contreseing::server::http {

/// What is wrong with a request (answered 4xx), or with what our own code asked for (500).
enum class ErrorKind {
    MalformedForm,
    MalformedMultipart,
    InvalidUtf8,
    TooManyFields,
    TooManyFiles,
    FieldTooLarge,
    UnsupportedMediaType,
    UnreadableUpload,  ///< 500 from here on
    UnusableHeader,
    UnsafeRedirect,
    UnsafeFile,
    ResponseTooLarge,
};

/// The only exception this folder throws. `field` may be shown to the client; `what()` only of
/// MalformedMultipart, which says in fixed words what was found.
class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, const std::string& context, std::string field = {})
        : std::runtime_error(context), kind_(kind), field_(std::move(field)) {}

    [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
    /// Name of the form field at fault; empty when none is known.
    [[nodiscard]] const std::string& field() const noexcept { return field_; }

private:
    ErrorKind kind_;
    std::string field_;
};

}  // namespace contreseing::server::http
