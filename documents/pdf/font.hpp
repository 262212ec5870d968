#pragma once

// Private to this folder: the one font that all our appearances share.

#include <map>
#include <qpdf/QPDF.hh>
#include <string>

namespace contreseing::documents::pdf {

/// Name of the shared font in the form's default resources.
inline constexpr const char* kSharedFont = "/CtrgSans";

/// Adds a subset of the TrueType file at `path` (Latin whole, Greek, Cyrillic, typographic signs)
/// and returns the indirect Type0 font. Its character codes are Unicode code points, two bytes
/// each, so that writing with it later needs nothing but its widths. Throws `Error{BadFont}`.
/// Source: ISO 32000-1, 9.7.4.2 (CIDToGIDMap), 9.10.3 (ToUnicode).
[[nodiscard]] QPDFObjectHandle embed_font(QPDF& pdf, const std::string& path);

/// Widths in thousandths of the size, by code point; only what the font can draw is there.
using Widths = std::map<char32_t, int>;

/// Reads the widths of a font made by `embed_font`; empty when it is something else.
[[nodiscard]] Widths read_widths(QPDFObjectHandle font);

}  // namespace contreseing::documents::pdf
