#pragma once

#include "workflows/domain/article.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace contreseing::workflows::codec {

/// The text that is kept of a version, in canonical JSON (RFC 8785):
///   {"articles":[{"heading":"…","id":"…","number":"…","text":["…"]}],"salt":"<hex>"}
/// Its SHA-256 stands in the journal; the salt keeps it from telling, of two names that might stand
/// in the text, which one does (docs/adr/0025).
std::string kept_text(
    const std::vector<Article>& articles, const std::array<std::uint8_t, 16>& salt
);

}  // namespace contreseing::workflows::codec
