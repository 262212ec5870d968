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

/// Requests of one kind that fall due one after the other.
struct Offer {
    std::string kind;
    std::vector<std::string> requests;
    std::vector<double> due;  ///< seconds after the start, one for each request
};

/// Open loop: each request is sent when it is due, by the next free of `clients`, whatever became
/// of the others; one that is not answered 303 is sent again, the same bytes, for `patience`
/// seconds. One JSON object: by kind how many were done, at the first try or later, how long they
/// took counted from when they were due, and how many were done in each second.
std::string offer_all(
    std::uint16_t port, const std::vector<Offer>& offers, int clients, double patience
);

}  // namespace contreseing::bench
