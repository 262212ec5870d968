#include "crypto/asn1_text.hpp"

#include "crypto/random.hpp"
#include "text/encodings.hpp"

#include <array>

namespace contreseing::crypto {

Asn1IntegerPtr random_serial() {
    std::array<std::uint8_t, 16> bytes{};
    fill_random(bytes);
    bytes[0] = static_cast<std::uint8_t>((bytes[0] & 0x7FU) | 0x40U);
    const BignumPtr number(
        check(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr), "BN_bin2bn")
    );
    return Asn1IntegerPtr(check(BN_to_ASN1_INTEGER(number.get(), nullptr), "BN_to_ASN1_INTEGER"));
}

std::string integer_hex(const ASN1_INTEGER* number) {
    const BignumPtr value(check(ASN1_INTEGER_to_BN(number, nullptr), "ASN1_INTEGER_to_BN"));
    Bytes bytes(static_cast<std::size_t>(BN_num_bytes(value.get())));
    BN_bn2bin(value.get(), bytes.data());
    return bytes.empty() ? "00" : text::to_hex(bytes);
}

std::string dotted_oid(const ASN1_OBJECT* object) {
    std::array<char, 128> text{};
    const int length = OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
    return length > 0 && static_cast<std::size_t>(length) < text.size() ? text.data() : "";
}

}  // namespace contreseing::crypto
