#pragma once

#include "crypto/certificate.hpp"

namespace contreseing::crypto {

/// A self-signed identity valid an hour either side of `at`, for trying whether a document can be
/// signed where no real key may be. Its certificate is its own root and says "Trial".
SigningIdentity trial_identity(Instant at);

}  // namespace contreseing::crypto
