#include "server/pages/link/open_link.hpp"

#include "server/http/csrf.hpp"
#include "server/pages/kit/form_command.hpp"
#include "workflows/app/fresh_id.hpp"

#include <utility>

namespace contreseing::server::pages {

namespace app = workflows::app;

Locale OpenLink::locale() const {
    return at.participant ? at.participant->reach->holder.locale : browser;
}

const workflows::Version* OpenLink::version() const {
    if (at.opinion == nullptr) {
        return state().frozen();
    }
    for (const auto& version : state().versions) {
        if (version.n == at.opinion->version) {
            return &version;
        }
    }
    return nullptr;
}

std::variant<std::unique_ptr<OpenLink>, DeadEnd> open_link(
    const http::Request& request, const Services& services
) {
    const auto now = services.clock.now() - request.waited();
    const auto ref = request.param("ref");
    auto link = app::decode_link(ref);
    if (!link) {
        return DeadEnd::Unknown;
    }
    const auto cookies = request.cookies();  // holds the text that `cookie` looks into
    const auto cookie = cookies.find(cookie_name(services.digest, ref));
    auto session = cookie ? unseal(services.secrets, *cookie, ref, now) : std::nullopt;
    if (!session) {
        return DeadEnd::NoSession;
    }
    auto view = services.engine.view(link->campus, link->convention);
    if (!view) {
        return DeadEnd::Unknown;
    }
    auto open = std::make_unique<OpenLink>();
    open->link = std::move(*link);
    open->address = "/s/" + session->ref;
    open->session = std::move(*session);
    open->now = now;
    open->browser = language_of(request.header("accept-language"));
    open->view = std::move(*view);
    open->at = app::inspect(open->state(), open->link, now);
    if (open->at.status == app::LinkStatus::Unknown) {
        return DeadEnd::Unknown;
    }
    return open;
}

DeadEnd dead_end_of(app::LinkStatus status) {
    switch (status) {
        case app::LinkStatus::NotYourTurn:
            return DeadEnd::NotYourTurn;
        case app::LinkStatus::Expired:
            return DeadEnd::Expired;
        case app::LinkStatus::Revoked:
            return DeadEnd::Revoked;
        case app::LinkStatus::Replaced:
            return DeadEnd::Replaced;
        case app::LinkStatus::Done:
            return DeadEnd::Done;
        case app::LinkStatus::Declined:
            return DeadEnd::Declined;
        case app::LinkStatus::Closed:
            return DeadEnd::Closed;
        case app::LinkStatus::Open:
        case app::LinkStatus::Unknown:
            break;
    }
    return DeadEnd::Unknown;
}

std::variant<Posted, DeadEnd> read_form(
    const http::Request& request, const Services& services, const OpenLink& open
) {
    auto fields = request.form();
    if (!http::csrf_matches(form_token(services.secrets, open.session), fields.get("csrf"))) {
        return DeadEnd::Forged;
    }
    const auto form = workflows::parse_id<workflows::CommandId>(fields.get("command"));
    if (!form || form->is_nil()) {
        return DeadEnd::BadForm;
    }
    app::Asked asked{
        open.link.campus,
        open.link.convention,
        form_command(services.digest, *form, fields),
        open.at.participant ? open.at.participant->actor : workflows::Actor{},
        open.now};
    return Posted{std::move(fields), to_string(*form), std::move(asked)};
}

std::string new_form_id(app::Random& random) {
    return to_string(app::fresh_id<workflows::CommandId>(random));
}

}  // namespace contreseing::server::pages
