#include "workflows/domain/siret.hpp"

#include "text/pasted.hpp"

namespace contreseing::workflows {

namespace {

constexpr std::size_t kDigits = 14;
constexpr std::string_view kLaPoste = "356000000";

int plain_sum(std::string_view digits) {
    int sum = 0;
    for (const char c : digits) {
        sum += c - '0';
    }
    return sum;
}

/// Every second digit counts twice, the first of an even number of digits included.
int luhn_sum(std::string_view digits) {
    int sum = 0;
    bool twice = digits.size() % 2 == 0;
    for (const char c : digits) {
        const int value = (c - '0') * (twice ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
        twice = !twice;
    }
    return sum;
}

}  // namespace

Expected<std::string, SiretFault> parse_siret(std::string_view typed) {
    auto digits = text::pasted_digits(typed);
    if (!digits) {
        return Unexpected{SiretFault::NotDigits};
    }
    if (digits->empty()) {
        return std::string{};
    }
    if (digits->size() != kDigits) {
        return Unexpected{SiretFault::WrongLength};
    }
    const bool of_la_poste = digits->starts_with(kLaPoste) && plain_sum(*digits) % 5 == 0;
    if (luhn_sum(*digits) % 10 != 0 && !of_la_poste) {
        return Unexpected{SiretFault::WrongKey};
    }
    return *std::move(digits);
}

}  // namespace contreseing::workflows
