#pragma once

#include <stdexcept>
#include <string>

namespace contreseing::mail {

/// Something this library was given cannot become, or is not, a mail. Never carries the content
/// of a message, only the name of what is wrong.
class Error : public std::runtime_error {
public:
    enum class Code {
        UnsafeAddress,    ///< not a mailbox `text::is_mailbox` accepts
        UnsafeText,       ///< control character, line break or invalid UTF-8 where a line is meant
        BadTemplate,      ///< the catalogue on disk is incomplete or broken
        UnknownTemplate,  ///< no such name, version or language
        MissingValue,     ///< a placeholder has no value in the model
        BadValue,  ///< a value is not what the template needs (a link that is no web address)
        BadConfiguration,
        Io,  ///< the spool cannot be written
    };

    Error(Code code, const std::string& context) : std::runtime_error(context), code_(code) {}
    [[nodiscard]] Code code() const noexcept { return code_; }

private:
    Code code_;
};

}  // namespace contreseing::mail
