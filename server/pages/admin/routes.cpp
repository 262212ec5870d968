#include "server/pages/admin/routes.hpp"

#include "server/pages/admin/actions.hpp"
#include "server/pages/admin/annexes.hpp"
#include "server/pages/admin/bodies.hpp"
#include "server/pages/admin/convention.hpp"
#include "server/pages/admin/dashboard.hpp"
#include "server/pages/admin/documents.hpp"
#include "server/pages/admin/edit.hpp"
#include "server/pages/admin/effects.hpp"
#include "server/pages/admin/history.hpp"
#include "server/pages/admin/login.hpp"
#include "server/pages/admin/members.hpp"
#include "server/pages/admin/registry.hpp"

namespace contreseing::server::pages {

using http::Lane;
using http::Request;
using http::Response;
using workflows::app::Services;

void add_admin_pages(http::Router& router, const Services& services, const Pages& pages) {
    add_admin_login(router, services, pages);

    const auto signed_in = [&services, &pages](auto show) {
        return [&services, &pages, show](const Request& request) -> Response {
            const auto visit = find_visit(pages, services, request);
            return visit ? show(*visit) : to_login(request);
        };
    };
    const auto get = [&](std::string_view pattern, auto show, Lane lane = Lane::Normal) {
        router.get(pattern, signed_in(show), lane);
    };
    const auto post = [&](std::string_view pattern, auto act, Lane lane = Lane::Normal) {
        router.post(pattern, signed_in(act), lane);
    };

    get("/admin/", show_dashboard);
    get("/admin/conventions.csv", export_conventions);
    get("/admin/conventions/new", show_new_convention);
    post("/admin/conventions/new", start_new_convention);
    get("/admin/conventions/:id", show_convention);
    get("/admin/conventions/:id/history", show_history);
    get("/admin/conventions/:id/edit", show_edit);
    post("/admin/conventions/:id/edit", save_draft);
    get("/admin/conventions/:id/annexes", show_annexes);
    post("/admin/conventions/:id/annexes", attach_annex, Lane::Documents);
    get("/admin/conventions/:id/preview", show_preview, Lane::Documents);
    get("/admin/conventions/:id/document", send_document);
    get("/admin/conventions/:id/versions/:n", send_version);
    get("/admin/conventions/:id/annex/:n", send_annex);

    get("/admin/conventions/:id/actions/:action",
        [](const Visit& visit) { return show_action(visit, visit.request.param("action")); });
    post("/admin/conventions/:id/actions/:action", [](const Visit& visit) {
        return run_action(visit, visit.request.param("action"));
    });
    // The one action that typesets and signs has an address, and so a lane, of its own.
    get("/admin/conventions/:id/actions/freeze_version",
        [](const Visit& visit) { return show_action(visit, "freeze_version"); });
    post(
        "/admin/conventions/:id/actions/freeze_version",
        [](const Visit& visit) { return run_action(visit, "freeze_version"); },
        Lane::Documents
    );

    get("/admin/effects", show_effects);
    get("/admin/effects/:id/:seq/:n", show_effect);
    post("/admin/effects/:id/:seq/:n/retry", retry_effect);
    post("/admin/effects/:id/:seq/:n/abandon", abandon_effect);

    get("/admin/bodies", show_bodies);
    get("/admin/bodies/:kind", show_body);
    post("/admin/bodies/:kind", save_body);
    get("/admin/people", show_people);
    get("/admin/people/:id", show_people);
    post("/admin/people", save_person);
    get("/admin/organisations", show_organisations);
    get("/admin/organisations/:id", show_organisations);
    post("/admin/organisations", save_organisation);
    get("/admin/members", show_members);
    get("/admin/members.csv", export_members);
}

}  // namespace contreseing::server::pages
