#pragma once

#include "documents/pdf/bytes.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::documents::pdf {

/// What a structure can have against it; each rejects the file or the signature it is about.
enum class StructureProblem : std::uint8_t {
    HeaderNotAtStart,
    NotEndingAtEof,   ///< bytes after the last %%EOF, or none
    Unreadable,       ///< a strict parse fails or complains
    BrokenRevisions,  ///< startxref and /Prev do not give a chain of revisions
    TooManyRevisions,
    ByteRangeMalformed,     ///< not `[0 a b c]` with a < b inside the file
    GapNotContents,         ///< the gap is not exactly this dictionary's hexadecimal /Contents
    ContentsNotPadded,      ///< not one DER value followed by zeros
    RangeNotAtRevisionEnd,  ///< covers part of a revision
    SignedElsewhere,        ///< the signature dictionary lies in another revision than it covers
    SubFilterUnknown,
    ObjectModified,
    ObjectRemoved,
    ObjectOutsideRevision,  ///< a redefinition points at bytes of an earlier revision
    DanglingDefined,        ///< defines an object that earlier content already pointed at
    CatalogModified,
    ValidationDataShrunk,  ///< /DSS loses something
    FieldModified,         ///< a field changes beyond receiving its signature
};

/// Stable snake_case name, for reports and logs.
[[nodiscard]] std::string_view code(StructureProblem problem) noexcept;

struct StructureFinding {
    StructureProblem problem;
    std::string detail;  ///< English, for logs
};

/// One signature field that has a value.
struct SignatureFound {
    std::string field;
    std::string sub_filter;    ///< without the slash
    std::string claimed_name;  ///< `/Name`, UTF-8
    std::string claimed_time;  ///< `/M` as written
    std::array<std::size_t, 4> byte_range = {};
    Bytes cms;                         ///< without the padding
    std::optional<int> certification;  ///< DocMDP P
    std::size_t revision = 0;          ///< index of the revision it ends, when it does
    std::vector<StructureFinding> findings;

    /// False when the ranges cannot be followed inside the file.
    [[nodiscard]] bool has_ranges() const noexcept { return byte_range[3] != 0; }
};

struct StructureReport {
    std::vector<std::size_t> revision_ends;  ///< sizes of the file after each revision, rising
    std::vector<SignatureFound> signatures;  ///< by covered length, then name
    std::vector<StructureFinding> findings;  ///< about the file as a whole
};

/// Checks everything about signatures that is not cryptography: strict parse, ranges, gaps, and
/// that each revision after the first signature changes nothing but a field being signed and
/// growing validation data. Never throws for bad input. Meant for any file; reads each revision.
/// Source: ISO 32000-1, 12.8.1 and 12.8.2.2.
[[nodiscard]] StructureReport check_structure(ByteView file);

/// The same rules for one new revision: `file` is `tip_size` bytes that were checked before plus
/// what was just appended. Reports only the signature that the new revision adds.
[[nodiscard]] StructureReport check_appended(ByteView file, std::size_t tip_size);

}  // namespace contreseing::documents::pdf
