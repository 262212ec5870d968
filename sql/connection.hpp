#pragma once

#include <map>
#include <string>

namespace contreseing::sql {

/// The environment variables that tell PostgreSQL's own programs what the connection string says:
/// their arguments, unlike their environment, are read by every user of the machine. Throws
/// `Error` when it is not a connection string.
std::map<std::string, std::string> connection_environment(const std::string& connection);

}  // namespace contreseing::sql
