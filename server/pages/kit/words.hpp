#pragma once

#include "workflows/domain/convention.hpp"

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace contreseing::server::pages {

using workflows::Locale;

inline constexpr std::array<Locale, 2> kLocales{Locale::Fr, Locale::En};

/// `fr`, `en`: value of the `lang` attribute, name of the catalogue.
std::string_view language_code(Locale locale);

/// First of the client's languages that we speak (RFC 9110, 12.5.4); French otherwise.
Locale language_of(std::string_view accept_language);

/// Catalogue of every text of the pages: `web/words/<language>.json` and, beside it, any
/// `<area>.<language>.json`. Nested objects, whose leaves are addressed by their path
/// (`refusal.wrong_code.title`). Immutable once loaded.
class Words {
public:
    using Values = std::vector<std::pair<std::string_view, std::string_view>>;

    /// Throws `Error` when a catalogue cannot be read or lacks a key that another one has.
    explicit Words(const std::filesystem::path& folder);

    /// Throws `std::out_of_range` for an unknown key.
    [[nodiscard]] const std::string& text(Locale locale, std::string_view key) const;
    [[nodiscard]] bool has(std::string_view key) const;
    /// `text` with each `{{name}}` replaced. The result is plain text, not HTML.
    [[nodiscard]] std::string fill(Locale locale, std::string_view key, const Values& values) const;
    /// `<key>.one` or `<key>.other` with `{{n}}` and `values` filled: in French 0 and 1 are
    /// singular, in English only 1.
    [[nodiscard]] std::string count(
        Locale locale, std::string_view key, long long n, Values values = {}
    ) const;

private:
    using Catalogue = std::unordered_map<std::string, std::string>;
    [[nodiscard]] const Catalogue& of(Locale locale) const;

    std::array<Catalogue, kLocales.size()> catalogues_;
};

}  // namespace contreseing::server::pages
