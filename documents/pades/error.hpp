#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace contreseing::documents::pades {

enum class ErrorKind : std::uint8_t {
    SelfCheckFailed,  ///< our own verifier refuses what was just built; nothing was returned
    TrialFailed,      ///< a document on which a trial signature does not verify
};

/// The one exception of this library; those of crypto and pdf pass through. `what()` is for logs.
class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, const std::string& context) : std::runtime_error(context), kind_(kind) {}
    [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }

private:
    ErrorKind kind_;
};

}  // namespace contreseing::documents::pades
