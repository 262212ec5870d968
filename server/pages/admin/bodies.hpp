#pragma once

#include "server/pages/admin/visit.hpp"

namespace contreseing::server::pages {

/// The page of the body of that kind; without a network the campus's.
std::string body_address(
    const std::string& kind, const std::optional<workflows::NetworkId>& network
);
/// The bodies of the campus and of its networks, and those that the types need and nobody has made
/// yet.
http::Response show_bodies(const Visit& visit);
/// The body of `:kind` and its seats: that of `network` of the query, else the campus's.
http::Response show_body(const Visit& visit);
/// An opinion that already runs keeps the seats it was asked with.
http::Response save_body(const Visit& visit);

}  // namespace contreseing::server::pages
