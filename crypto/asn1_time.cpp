#include "crypto/asn1_time.hpp"

#include "crypto/openssl_ptr.hpp"

namespace contreseing::crypto {

Instant to_instant(const ASN1_TIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) {
        throw Error(ErrorKind::Malformed, "ASN.1 time: " + drain_openssl_errors());
    }
    Instant instant = std::chrono::sys_seconds(std::chrono::seconds(timegm(&parts)));

    // ASN1_TIME_to_tm has checked the form and passed over the fraction.
    const std::string_view text =
        as_text({ASN1_STRING_get0_data(time), static_cast<std::size_t>(ASN1_STRING_length(time))});
    const auto dot = text.find('.');
    if (dot != std::string_view::npos) {
        auto unit = std::chrono::microseconds(100'000);
        for (std::size_t i = dot + 1; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
            instant += unit * (text[i] - '0');
            unit /= 10;
        }
    }
    return instant;
}

std::time_t to_seconds(Instant instant) {
    return static_cast<std::time_t>(
        std::chrono::floor<std::chrono::seconds>(instant.time_since_epoch()).count()
    );
}

}  // namespace contreseing::crypto
