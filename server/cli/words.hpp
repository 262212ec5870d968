#pragma once

#include <cstdint>
#include <string_view>

namespace contreseing::server::cli {

enum class Language : std::uint8_t { French, English };

/// The catalogue of `words/`, JSON, built in: `verify` works without an installation.
[[nodiscard]] std::string_view words_of(Language language) noexcept;

}  // namespace contreseing::server::cli
