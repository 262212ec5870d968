#pragma once

#include <stdexcept>
#include <string>

namespace contreseing::sql {

/// What storage failed at, as far as the caller can act on it.
enum class ErrorKind {
    Unavailable,  ///< nothing was done: no connection, a time-out, no room; try again later
    InDoubt,      ///< the answer was lost: send the same command again, with the same id
    Conflict,     ///< a constraint refused it
    ReadOnly,     ///< the database was restored, and nobody has acknowledged it yet
    Bug,          ///< a statement or stored data that this program should never have made
};

/// The one exception of this library. `what()` is for the log, never for people.
class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, const std::string& context) : std::runtime_error(context), kind_(kind) {}

    [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }

private:
    ErrorKind kind_;
};

}  // namespace contreseing::sql
