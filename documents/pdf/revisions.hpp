#pragma once

// Private to this folder.

#include "documents/pdf/bytes.hpp"
#include "documents/pdf/structure_check.hpp"

#include <vector>

namespace contreseing::documents::pdf {

/// One revision of a file: where its cross-reference section is, and where its bytes end.
struct Revision {
    std::size_t section = 0;
    std::size_t end = 0;
};

/// The revisions, oldest first, following `/Prev` from the end; findings say where the chain
/// breaks. Throws `Error{OverBudget}` when sections announce more objects than anybody needs.
[[nodiscard]] std::vector<Revision> find_revisions(
    ByteView file, std::vector<StructureFinding>& findings
);

/// `file` starts at its header and ends at `%%EOF` and at most one end of line.
void check_ends(ByteView file, std::vector<StructureFinding>& findings);

/// From the `startxref` at or after `from`, the size of the file when that revision was complete;
/// 0 when it does not name `section` or `%%EOF` is missing.
[[nodiscard]] std::size_t revision_end(
    std::string_view text, std::size_t from, std::size_t section
);

}  // namespace contreseing::documents::pdf
