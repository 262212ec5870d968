#pragma once

#include <string>
#include <string_view>

namespace contreseing::crypto {

/// Argon2id, 19 MiB, two passes, one lane, 16-byte salt, 32-byte tag, as an encoded string that
/// carries its parameters. About 35 ms. Source: RFC 9106; OWASP Password Storage.
/// To answer in the same time for an account that does not exist, call this and drop the result.
/// Throws `Error{InvalidArgument}` above 1 024 bytes.
std::string hash_password(std::string_view password);

/// Whether `password` made `encoded`. A string that is not an Argon2id hash is false.
[[nodiscard]] bool verify_password(std::string_view password, const std::string& encoded);

/// Whether `encoded` was made with other parameters than `hash_password` uses today.
[[nodiscard]] bool password_needs_rehash(std::string_view encoded);

}  // namespace contreseing::crypto
