#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace contreseing::sql {

struct Migrated {
    std::vector<std::string> applied;  ///< file names, in order; empty: nothing to do
    int version = 0;                   ///< of the schema afterwards
};

/// Brings the schema up to date with the `NNN_name.up.sql` files of `folder`, each in its own
/// transaction under one lock, so that two servers starting together do it once. The connection
/// is a superuser's, or of a member of `contreseing_owner` once the roles exist. Throws `Error`:
/// an applied file changed since (checksum), a number missing, or a schema newer than the folder.
Migrated migrate(const std::string& owner_connection, const std::filesystem::path& folder);

/// Version that the files of `folder` lead to.
int newest_version(const std::filesystem::path& folder);

}  // namespace contreseing::sql
