#pragma once

#include "crypto/certificate.hpp"

namespace contreseing::crypto {

/// Every certificate of a PEM text, in its order: our root, and those of outside time-stamping
/// authorities. Throws `Error{Malformed}` when there is none or one cannot be read.
[[nodiscard]] TrustRoots roots_from_pem(std::string_view pem);

}  // namespace contreseing::crypto
