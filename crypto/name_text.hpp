#pragma once

// Internal: what may stand in a certificate's subject.

#include <string>
#include <string_view>

namespace contreseing::crypto {

/// `text` as valid UTF-8 of at most `max_characters` code points, trimmed: control and
/// bidirectional formatting characters become one space or nothing, invalid bytes U+FFFD, and the
/// cut falls between two words where it can, and never parts a letter from its accents or an emoji
/// from its joiners. Source: X.520, upper bounds.
std::string name_text(std::string_view text, std::size_t max_characters = 64);

}  // namespace contreseing::crypto
