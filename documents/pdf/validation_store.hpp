#pragma once

// Private to this folder.

#include "documents/pdf/standing.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace contreseing::documents::pdf {

/// The document security store as one list of facts, whatever objects it is spread over.
/// Source: ISO 32000-2, 12.8.4.3; EN 319 142-1, 5.4.2.
struct ValidationStore {
    std::set<std::string> facts;  ///< such as `/Certs 12`: what must never be lost
    std::set<int> containers;     ///< dictionaries and arrays that are objects
    std::map<int, ValidationKind> streams;
    std::vector<std::string> misplaced;  ///< what has no place in a store

    [[nodiscard]] bool names(int number) const {
        return containers.contains(number) || streams.contains(number);
    }
};

/// The store of a document, empty when it has none.
[[nodiscard]] ValidationStore read_store(const Standing& document);

}  // namespace contreseing::documents::pdf
