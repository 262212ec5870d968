#pragma once

#include "documents/pdf/bytes.hpp"

#include <optional>
#include <set>
#include <string>

namespace contreseing::documents::pdf {

/// The most that a packet of metadata may hold.
inline constexpr std::size_t kMostMetadata = std::size_t{64} << 10;

/// What XMP says, as statements in one spelling: the packet around it, prefixes, order and RDF's
/// shorthands are left out, and so is what every program writes of its own work (`pdf:Producer`,
/// `xmp:ModifyDate`, `xmp:MetadataDate`, `xmpMM:InstanceID`). Nothing for what is not XMP, names a
/// document type (and so entities), or nests deeper than anybody needs.
/// Source: ISO 16684-1, 7.
[[nodiscard]] std::optional<std::multiset<std::string>> lasting_statements(ByteView packet);

}  // namespace contreseing::documents::pdf
