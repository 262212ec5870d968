#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace contreseing::text {

// What people copy brings things along that they do not see, or that stand around it. What is
// dropped here never changes what was meant; what might is left for the reader to refuse.

/// The digits of a number (a code, a SIRET): blanks of every kind, what is not seen, dashes and
/// dots between them are dropped, and so are words, quotes and brackets before and after
/// (« Votre code : »); wide digits are narrowed. nullopt when anything else stands in it, or bytes
/// that are not UTF-8.
[[nodiscard]] std::optional<std::string> pasted_digits(std::string_view typed);

/// An e-mail address without what was copied with it: blanks around it and around its `@`, what is
/// not seen, quotes and brackets around it, the words before `<…>`, `(…)`, `[…]` or a colon, the
/// same address again, `mailto:` and its parameters, a dot, comma or semicolon at its end. `%40` and
/// `&lt;` are read, wide letters narrowed; dashes and apostrophes of typesetting are those of
/// keyboards. Whether it is an address is another question.
[[nodiscard]] std::string pasted_address(std::string_view typed);

/// A web address out of what mail programs and filters make of it: broken over lines, quoted,
/// between `<` and `>`, within a query (percent-encoded, as often as it was, or in base64, as
/// Sophos does) or as Proofpoint writes it. Blanks are kept, as single spaces, when `Blanks::Kept`.
/// Source: Proofpoint's URL Defense v2 (`-` for `%`, `_` for `/`).
enum class Blanks { Kept, Dropped };
[[nodiscard]] std::string pasted_link(std::string_view typed, Blanks blanks);

}  // namespace contreseing::text
