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
    NotEndingAtEof,         ///< bytes after the last %%EOF, or none
    Unreadable,             ///< a strict parse fails or complains
    OverBudget,             ///< more revisions, objects or inflated bytes than anybody needs
    BrokenRevisions,        ///< startxref and /Prev do not give a chain of revisions
    ByteRangeMalformed,     ///< not `[0 a b c]` with a < b inside the file
    GapNotContents,         ///< the gap is not exactly this dictionary's hexadecimal /Contents
    ContentsNotPadded,      ///< not one DER value followed by zeros
    RangeNotAtRevisionEnd,  ///< covers part of a revision
    SignedElsewhere,        ///< the signature dictionary lies in another revision than it covers
    SubFilterUnknown,
    SignatureUnreported,   ///< a signature lies in the bytes that the form does not have
    PermissionsMalformed,  ///< a DocMDP level that no standard knows
    FieldRepeated,         ///< two signature fields of one name
    SignatureShared,       ///< two fields that one signature fills
    // What an update after the first signature may not be.
    SectionMalformed,       ///< its cross-reference section is not exact
    SectionRepeated,        ///< it has a second one
    RevisionSkipped,        ///< a whole revision lies in it, or /Prev passes one over
    HybridSection,          ///< /XRefStm beside a table
    ObjectListedTwice,      ///< by one section
    GenerationNotZero,      ///< redefines under another generation
    ObjectCompressed,       ///< an object stream, or an entry that points into one
    UnaccountedBytes,       ///< bytes between objects that no entry explains
    ObjectOutsideRevision,  ///< a redefinition points at bytes of an earlier revision
    // What it may not do.
    ObjectModified,
    ObjectRemoved,
    RedefinedUnchanged,    ///< writes an object again as it was
    ObjectUnexplained,     ///< writes an object that no allowed change needs
    DanglingDefined,       ///< defines an object that earlier content already pointed at
    CatalogModified,       ///< or the trailer
    MetadataModified,      ///< title, author, claims…: all but which program wrote last, and when
    NotValidationData,     ///< /DSS names what is older, used elsewhere or of another type
    ValidationDataShrunk,  ///< /DSS loses something
    FieldModified,         ///< a field changes beyond receiving its signature
    FieldAdded,            ///< a field that is no renewed archive time-stamp
    FieldLocked,           ///< signs what a former signature locks (FieldMDP, /Lock)
    ChangeForbidden,       ///< signs after a signature that allows no change (DocMDP P=1)
    UpdateWithoutPurpose,  ///< neither signs nor adds validation data
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

/// What a stream of the document security store must hold.
enum class ValidationKind : std::uint8_t {
    Certificate,
    RevocationList,
    OcspResponse,
    TimestampToken,
};

/// A stream that an update added to the document security store, decoded.
struct ValidationDatum {
    ValidationKind kind = ValidationKind::Certificate;
    std::string name;  ///< English, for logs
    Bytes data;
};

struct StructureReport {
    std::vector<std::size_t> revision_ends;    ///< sizes of the file after each revision, rising
    std::vector<SignatureFound> signatures;    ///< by covered length, then name
    std::vector<std::string> unsigned_fields;  ///< signature fields without a signature, in order
    /// What later updates say is validation data; whether it is, cryptography must tell.
    std::vector<ValidationDatum> validation_data;
    std::vector<StructureFinding> findings;  ///< about the file as a whole
};

/// Checks everything about signatures that is not cryptography: strict parse, ranges, gaps, and
/// that each revision after the first signature is one exact update that does nothing but sign an
/// empty field, add validation data, or renew an archive time-stamp in a field that shows nothing,
/// beside what programs note of themselves (version, extensions, producer, dates),
/// as far as former signatures allow it (DocMDP, FieldMDP, /Lock). Annotations are never accepted,
/// not even where DocMDP P=3 allows them: they show what nobody signed. Never throws for bad input.
/// Source: ISO 32000-1, 7.5 and 12.8; ISO 32000-2, 12.8.2 and table 257; EN 319 142-1, 5.4 and 5.5.
[[nodiscard]] StructureReport check_structure(ByteView file);

/// The same rules for one new revision: `file` is `tip_size` bytes that were checked before plus
/// what was just appended. Reports only the signature that the new revision adds.
[[nodiscard]] StructureReport check_appended(ByteView file, std::size_t tip_size);

}  // namespace contreseing::documents::pdf
