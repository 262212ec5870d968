#pragma once

#include "workflows/parts/copies/model.hpp"
#include "workflows/parts/drafting/model.hpp"
#include "workflows/parts/ending/model.hpp"
#include "workflows/parts/information/model.hpp"
#include "workflows/parts/links/model.hpp"
#include "workflows/parts/opinion/model.hpp"
#include "workflows/parts/signing/model.hpp"

#include <variant>

namespace contreseing::workflows {

/// The parts of a convention's life. A part is a folder; this is the one list of them. Each sees
/// every event and writes its own state only, so that their order means nothing.
template <template <class...> class Use>
using OfParts =
    Use<parts::Drafting,
        parts::Opinion,
        parts::Signing,
        parts::Links,
        parts::Copies,
        parts::Information,
        parts::Ending>;

/// One variant of the alternatives of several.
template <class... Variants>
struct Joined;
template <class... All>
struct Joined<std::variant<All...>> {
    using type = std::variant<All...>;
};
template <class... First, class... Second, class... Rest>
struct Joined<std::variant<First...>, std::variant<Second...>, Rest...>
    : Joined<std::variant<First..., Second...>, Rest...> {};

}  // namespace contreseing::workflows
