#include "sql/connection.hpp"

#include "sql/error.hpp"

#include <libpq-fe.h>
#include <memory>

namespace contreseing::sql {

std::map<std::string, std::string> connection_environment(const std::string& connection) {
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
        PQconninfoParse(connection.c_str(), nullptr), PQconninfoFree
    );
    if (!options) {
        // What libpq says about it may quote a password.
        throw Error(ErrorKind::Bug, "not a connection string of PostgreSQL");
    }
    std::map<std::string, std::string> environment;
    for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr && option->envvar != nullptr) {
            environment[option->envvar] = option->val;
        }
    }
    return environment;
}

}  // namespace contreseing::sql
