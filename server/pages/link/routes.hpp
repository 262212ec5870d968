#pragma once

#include "server/http/router.hpp"
#include "server/pages/kit/pages.hpp"
#include "workflows/app/services.hpp"

#include <functional>

namespace contreseing::server::pages {

/// Runs a task after the answer has left, on a bounded pool of the caller's; it may drop it when
/// the pool is full. The task throws nothing.
using Later = std::function<void(std::function<void()>)>;

/// Every page reached from a mail: `/l/…` opens a link, `/s/…` is what stands behind it,
/// `/lien-perdu` asks for a new one. `services` and `pages` outlive the router.
///
/// « Recevoir un nouveau lien » does its work in `later`, so that its answer says nothing by its
/// content or its time. GET and HEAD change nothing anywhere.
void add_link_pages(
    http::Router& router, const workflows::app::Services& services, const Pages& pages, Later later
);

}  // namespace contreseing::server::pages
