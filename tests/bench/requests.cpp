#include "tests/bench/requests.hpp"

#include "server/pages/link/open_link.hpp"
#include "server/pages/link/session.hpp"
#include "server/pages/link/signing_view.hpp"
#include "tests/bench/conventions.hpp"
#include "workflows/app/link.hpp"

#include <stdexcept>

namespace contreseing::bench {

using namespace workflows;
using app::Services;

namespace {

Visit visit(Services& services, const app::LinkRef& link, const SessionId& id) {
    const auto ref = app::encode(link);
    auto session = server::pages::new_link_session(services.random, ref, services.clock.now());
    session.id = id;
    return {
        "/s/" + ref,
        server::pages::cookie_name(services.digest, ref) + "=" +
            server::pages::seal(services.secrets, session),
        server::pages::form_token(services.secrets, session)};
}

std::string post(Services& services, const Visit& visit, const char* what, std::string form) {
    const auto host = services.public_url.substr(services.public_url.find("//") + 2);
    return "POST " + visit.path + what + " HTTP/1.1\r\nHost: " + host +
           "\r\nOrigin: " + services.public_url + "\r\nCookie: " + visit.cookie +
           "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
           std::to_string(form.size()) + "\r\n\r\n" + form;
}

}  // namespace

Visit visit_slot(
    Services& services, const CampusId& campus, const State& state, const SessionId& session
) {
    const auto link = app::link_of(campus, state, workflows::slot_place(1));
    if (!link) {
        throw std::runtime_error("slot 1 was not invited");
    }
    return visit(services, *link, session);
}

Visit visit_seat(Services& services, const CampusId& campus, const State& state, int seat) {
    const auto& opinion = *state.opinion();
    for (const auto& each : opinion.seats) {
        if (each.n == seat) {
            SessionId session;
            services.random.fill(session.bytes);
            return visit(
                services,
                *app::link_of(campus, state, workflows::seat_place(opinion.n, each.n)),
                session
            );
        }
    }
    throw std::runtime_error("no such seat");
}

std::string signing_request(Services& services, const CampusId& campus, const ConventionId& id) {
    const auto session = issue_code(services, campus, id);
    const auto view = services.engine.view(campus, id);
    const auto& state = view->loaded.state;
    const auto& version = *state.frozen();
    const auto who = visit_slot(services, campus, state, session);
    std::string form =
        "csrf=" + who.csrf + "&command=" + server::pages::new_form_id(services.random) +
        "&version=" + std::to_string(version.n) + "&sha256=" + to_hex(version.sha256) +
        "&consent=" + server::pages::consent_id(*view->type) + "&code=" +
        services.secrets.code(id, 1, state.slot(1)->codes.back(), version.n, version.sha256);
    for (const auto& annex : version.annexes) {
        form += "&annex=" + std::to_string(annex.n);
    }
    return post(services, who, "/sign", std::move(form));
}

std::string code_request(Services& services, const CampusId& campus, const ConventionId& id) {
    SessionId session;
    services.random.fill(session.bytes);
    const auto view = services.engine.view(campus, id);
    const auto& state = view.value().loaded.state;
    const auto& version = *state.frozen();
    const auto who = visit_slot(services, campus, state, session);
    return post(
        services,
        who,
        "/code",
        "csrf=" + who.csrf + "&command=" + server::pages::new_form_id(services.random) +
            "&version=" + std::to_string(version.n) + "&sha256=" + to_hex(version.sha256)
    );
}

std::string reserved_request(Services& services, const Visit& visit, const std::string& text) {
    return post(
        services,
        visit,
        "/answer",
        "csrf=" + visit.csrf + "&command=" + server::pages::new_form_id(services.random) +
            "&choice=reserved&text=" + text
    );
}

std::string answering_request(Services& services, const Visit& visit, bool favourable) {
    return post(
        services,
        visit,
        "/answer",
        "csrf=" + visit.csrf + "&command=" + server::pages::new_form_id(services.random) +
            (favourable ? "&choice=favourable&text=" : "&choice=reserved&text=Un+point+chaque+an")
    );
}

}  // namespace contreseing::bench
