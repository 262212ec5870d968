#pragma once

#include "workflows/ground/calendar.hpp"

#include <string>

namespace contreseing::server {

/// The offsets of an IANA zone from 2000 to 2060, out of the system's tzdata. Throws
/// `std::runtime_error` for a name the system does not know.
workflows::ZoneTable load_zone(const std::string& name);

}  // namespace contreseing::server
