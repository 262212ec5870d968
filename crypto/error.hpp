#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace contreseing::crypto {

/// What broke, so that a caller can decide without reading the message.
enum class ErrorKind : std::uint8_t {
    Library,          ///< OpenSSL or argon2 refused; the message carries their reasons
    InvalidArgument,  ///< the caller's value cannot be used (empty name, wrong length)
    Malformed,        ///< bytes that should be a certificate, key or token are not
    Missing,          ///< a key or certificate file is not there
    UnsafeFile,       ///< a secret file others may read, or of the wrong size
    AlreadyExists,    ///< creating would overwrite keys
    Expired,          ///< the authority's certificate is not valid at the given instant
    Storage,          ///< the file system refused
};

/// The one exception of this library. The message is for logs and operators, never for strangers;
/// it names files, never their content.
class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, const std::string& context) : std::runtime_error(context), kind_(kind) {}

    [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }

private:
    ErrorKind kind_;
};

/// Throws `Error{Library}` with the calling thread's OpenSSL error queue drained into the message.
[[noreturn]] void throw_openssl(const std::string& context);

/// Empties the calling thread's OpenSSL error queue and returns it as one line, oldest first.
std::string drain_openssl_errors();

}  // namespace contreseing::crypto
