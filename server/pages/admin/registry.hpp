#pragma once

#include "server/pages/admin/visit.hpp"

namespace contreseing::server::pages {

/// People of the campus: the list, and the form of one of them (`:id`) or of a new one.
http::Response show_people(const Visit& visit);
http::Response save_person(const Visit& visit);

http::Response show_organisations(const Visit& visit);
http::Response save_organisation(const Visit& visit);

}  // namespace contreseing::server::pages
