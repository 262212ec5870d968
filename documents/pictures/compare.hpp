#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace contreseing::documents::pictures {

using ByteView = std::span<const std::uint8_t>;

struct Comparison {
    bool readable = false;  ///< both files could be opened without a password
    int pages_before = 0;
    int pages_after = 0;
    std::vector<int> changed;  ///< those asked for whose picture is another one, from 1
    /// The first complaint about the older file that stands for content it may lack; empty: none.
    std::string complaint;
};

/// Doubtful: the older file's tables had to be guessed, so that its images may be damaged too.
enum class Source { Sound, Doubtful };

/// Draws `pages` (from 1) of both files, annotations and fields as a screen shows them,
/// and compares. Poppler draws what has no appearance of its own; libqpdf, which cleans, does not.
/// Large images are compared by their bytes, and drawn only where those differ or prove nothing:
/// nearly all the time of a scanned page goes into drawing them.
[[nodiscard]] Comparison compare(
    ByteView before, ByteView after, const std::vector<int>& pages, Source source
);

/// Draws a page of our own, so that fonts and their configuration are found before the process
/// may no longer look for them.
void warm_up();

}  // namespace contreseing::documents::pictures
