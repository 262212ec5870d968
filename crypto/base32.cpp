#include "crypto/base32.hpp"

#include "crypto/bit_groups.hpp"

namespace contreseing::crypto {

namespace {
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
}  // namespace

std::string to_base32(ByteView bytes) {
    return write_groups(bytes, 5, kAlphabet);
}

std::optional<Bytes> from_base32(std::string_view text) {
    while (!text.empty() && text.back() == '=') {
        text.remove_suffix(1);
    }
    std::string upper(text);
    for (char& c : upper) {
        if (c >= 'a' && c <= 'z') {
            c = static_cast<char>(c - 'a' + 'A');
        }
    }
    return read_groups(upper, 5, kAlphabet);
}

}  // namespace contreseing::crypto
