#pragma once

#include "server/pages/admin_dossier.hpp"

namespace contreseing::server::pages {

/// The annexes of the draft and the form that joins one.
http::Response show_annexes(const Visit& visit);
/// Takes an upload, cleaned in the worker process, as an annex of the draft.
http::Response attach_annex(const Visit& visit);

}  // namespace contreseing::server::pages
