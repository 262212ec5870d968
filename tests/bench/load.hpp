#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace contreseing::bench {

struct Measured {
    double seconds = 0;
    std::vector<double> milliseconds;  ///< one per answer or turn, sorted
    std::map<int, int> statuses;       ///< HTTP only

    /// One JSON object on one line.
    [[nodiscard]] std::string json() const;
};

/// Sends `requests[client]` one after the other, each client on its own kept connection to
/// 127.0.0.1:`port`. A connection that fails counts as status 0 and is opened again.
Measured send_all(std::uint16_t port, const std::vector<std::vector<std::string>>& requests);

}  // namespace contreseing::bench
