#pragma once

// Private to this library: enumerators as the words of its CHECK constraints.

#include "sql/error.hpp"
#include "workflows/domain/names.hpp"

#include <string>
#include <string_view>

namespace contreseing::sql {

template <workflows::Named E>
std::string word(E value) {
    return std::string(workflows::name_of(value));
}

/// Throws `Error` (Bug) for a word that is none of E's.
template <workflows::Named E>
E from_word(std::string_view word) {
    const auto value = workflows::from_name<E>(word);
    if (!value) {
        throw Error(ErrorKind::Bug, "stored word not known: " + std::string(word));
    }
    return *value;
}

}  // namespace contreseing::sql
