#pragma once

// Private to this folder.

#include "documents/pdf/update_reader.hpp"

namespace contreseing::documents::pdf {

/// The decoded bytes of a stream of at most `most`; throws `Error{OverBudget}` beyond, and
/// `Error{Damaged}` when its filters fail. Filters named by a reference are not followed.
[[nodiscard]] Bytes decoded(const WrittenObject& stream, std::size_t most);

/// libqpdf inflates cross-reference and object streams without a limit, at the first look at a
/// file. Throws `Error{OverBudget}` when they have more than 64 MiB, or inflate twice. Streams
/// whose dictionary hides its type behind escapes are not seen here, and meet the limits of the
/// process.
void refuse_inflation(ByteView file);

}  // namespace contreseing::documents::pdf
