#include "text/typed_address.hpp"

#include "text/mailbox.hpp"
#include "text/pasted.hpp"

#include <algorithm>
#include <idn2.h>
#include <memory>

namespace contreseing::text {

namespace {

using Fault = TypedAddress::Fault;

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x80;
    });
}

/// `domain` in ASCII, or empty when it is no name.
std::string ascii_domain(const std::string& domain) {
    char* made = nullptr;
    const int status = idn2_to_ascii_8z(domain.c_str(), &made, IDN2_NONTRANSITIONAL);
    const std::unique_ptr<char, void (*)(void*)> owner(made, idn2_free);
    return status == IDN2_OK && made != nullptr ? std::string(made) : std::string{};
}

}  // namespace

TypedAddress read_address(std::string_view typed) {
    TypedAddress out{std::nullopt, pasted_address(typed), {}};
    const auto at = out.text.find('@');
    if (at == std::string::npos) {
        out.fault = Fault::NotAnAddress;
    } else if (out.text.find('@', at + 1) != std::string::npos) {
        out.fault = Fault::Several;
    } else if (!is_ascii(out.text.substr(0, at))) {
        out.fault = Fault::AccentBefore;
    } else if (!is_ascii(out.text.substr(at))) {
        const auto domain = ascii_domain(out.text.substr(at + 1));
        const auto instead = out.text.substr(0, at + 1) + domain;
        out.fault = Fault::AccentAfter;
        out.instead = is_mailbox(instead) && has_top_level_domain(instead) ? instead : "";
    } else if (!is_mailbox(out.text)) {
        out.fault = Fault::NotAnAddress;
    } else if (!has_top_level_domain(out.text)) {
        out.fault = Fault::NoTopLevelDomain;
    }
    return out;
}

std::string_view name_of(Fault fault) {
    switch (fault) {
        case Fault::Several:
            return "several";
        case Fault::NoTopLevelDomain:
            return "no_top_level_domain";
        case Fault::AccentBefore:
            return "accent_before";
        case Fault::AccentAfter:
            return "accent_after";
        case Fault::NotAnAddress:
            break;
    }
    return "not_an_address";
}

}  // namespace contreseing::text
