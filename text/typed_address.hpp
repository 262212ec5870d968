#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace contreseing::text {

/// What somebody gave for an e-mail address.
struct TypedAddress {
    enum class Fault {
        NotAnAddress,
        Several,           ///< one is asked for
        NoTopLevelDomain,  ///< `nom@exemple`
        AccentBefore,      ///< letters before the `@` that mail does not carry everywhere
        AccentAfter,       ///< an internationalised domain; `instead` is what to write
    };
    std::optional<Fault> fault;
    std::string text;     ///< the address, without what was copied with it (`pasted_address`)
    std::string instead;  ///< of AccentAfter, the same address in ASCII; empty when there is none
};

/// The rule of every form, request and command that takes an address of a person. An accented
/// domain is named and not rewritten: an address that looks like another would hide in it.
/// Source: RFC 5321 4.1.2; RFC 5891 4 for the ASCII form.
[[nodiscard]] TypedAddress read_address(std::string_view typed);

/// `not_an_address`, `several`, …: how the catalogues of words call it.
[[nodiscard]] std::string_view name_of(TypedAddress::Fault fault);

}  // namespace contreseing::text
