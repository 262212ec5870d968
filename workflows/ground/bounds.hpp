#pragma once

#include "workflows/ground/reason.hpp"

namespace contreseing::workflows::codec {

// What a description says of a member besides its name and its type in C++.

struct Range {
    int least = 0;
    int most = 0;
};
/// Characters of one line.
struct Letters {
    int least = 1;
    int most = 200;
};
/// Characters of a text that may have several lines.
struct Lines {
    int least = 0;
    int most = 0;
};
/// Items of a list; `letters` where they are texts.
struct Items {
    int least = 0;
    int most = 0;
    Letters letters = {};
};
/// Nothing but the kind of value.
struct Any {};

/// Whether a member may be left out, and whether null says so: only where answers write null.
enum class Presence { Required, Optional, Nullable };

/// Why somebody does something, for the journal.
inline constexpr Lines kReason{1, kLongestReason};
/// A number that counts, or that names one of a list.
inline constexpr Range kCount{0, 1'000'000};

}  // namespace contreseing::workflows::codec
