#include "crypto/base64url.hpp"

#include "crypto/bit_groups.hpp"

namespace contreseing::crypto {

namespace {
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
}  // namespace

std::string to_base64url(ByteView bytes) {
    return write_groups(bytes, 6, kAlphabet);
}

std::optional<Bytes> from_base64url(std::string_view text) {
    return read_groups(text, 6, kAlphabet);
}

}  // namespace contreseing::crypto
