#pragma once

#include <string>

namespace contreseing::workflows::codec {

/// What stands where an erased personal value was.
inline const std::string kErased = "(effacé)";

}  // namespace contreseing::workflows::codec
