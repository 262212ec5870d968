#pragma once

#include "server/pages/admin/visit.hpp"

namespace contreseing::server::pages {

/// The bodies of the campus, and those that the types need and nobody has made yet.
http::Response show_bodies(const Visit& visit);
/// The body of `:kind` and its seats.
http::Response show_body(const Visit& visit);
/// An opinion that already runs keeps the seats it was asked with.
http::Response save_body(const Visit& visit);

}  // namespace contreseing::server::pages
