#pragma once

// Private to this folder.

#include "documents/pdf/reader.hpp"
#include "documents/pdf/structure_check.hpp"

namespace contreseing::documents::pdf {

/// Sizes of the file after each revision, oldest first, following `/Prev` from the end; findings
/// say where the chain breaks. Throws what `Reader` throws.
[[nodiscard]] std::vector<std::size_t> find_revisions(
    ByteView file, std::vector<StructureFinding>& findings
);

/// `file` starts at its header and ends at `%%EOF` and at most one end of line.
void check_ends(ByteView file, std::vector<StructureFinding>& findings);

enum class DiffRules : std::uint8_t {
    AfterSignature,  ///< only signing existing fields and growing /DSS
    FirstSignature,  ///< the catalog's /Perms may appear too
};

/// Everything in `next` (whose first bytes are `previous`) that the rules do not allow.
void compare_revisions(
    Reader& previous, Reader& next, DiffRules rules, std::vector<StructureFinding>& findings
);

/// Objects that `next` defines although `previous` has dangling references to them. Slow: reads
/// all of `previous`.
void check_dangling(Reader& previous, Reader& next, std::vector<StructureFinding>& findings);

}  // namespace contreseing::documents::pdf
