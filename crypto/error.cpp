#include "crypto/error.hpp"

#include <array>

#include <openssl/err.h>

namespace contreseing::crypto {

std::string drain_openssl_errors() {
    std::string reasons;
    std::array<char, 256> text{};
    const char* data = nullptr;
    int flags = 0;
    while (const unsigned long code = ERR_get_error_all(nullptr, nullptr, nullptr, &data, &flags)) {
        ERR_error_string_n(code, text.data(), text.size());
        reasons += reasons.empty() ? "" : "; ";
        reasons += text.data();
        if ((flags & ERR_TXT_STRING) != 0 && data != nullptr && *data != '\0') {
            reasons += " (";
            reasons += data;
            reasons += ")";
        }
    }
    return reasons;
}

void throw_openssl(const std::string& context) {
    const std::string reasons = drain_openssl_errors();
    throw Error(ErrorKind::Library, reasons.empty() ? context : context + ": " + reasons);
}

}  // namespace contreseing::crypto
