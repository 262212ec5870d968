#pragma once

// `name_of` and `from_name` for enumerators, events and commands: for rooms that know the codec
// but not the domain's folder.
#include "workflows/domain/names.hpp"
