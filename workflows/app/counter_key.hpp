#pragma once

#include "workflows/app/ports/outside.hpp"

#include <string>
#include <string_view>

namespace contreseing::workflows::app {

/// Key of the counter of what `subject` attempts, for `Accounts::count_attempt`: `<kind>/` and one
/// of 65 536 places, which nobody without the keys can foresee. Whatever strangers make up,
/// counters stay few and small; two subjects of one place are counted together.
std::string counter_key(
    Secrets& secrets, Digest& digest, std::string_view kind, std::string_view subject
);

}  // namespace contreseing::workflows::app
