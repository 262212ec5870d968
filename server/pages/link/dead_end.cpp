#include "server/pages/link/dead_end.hpp"

#include "server/refusals/status.hpp"
#include "workflows/app/link.hpp"
#include "workflows/domain/link_rules.hpp"
#include "workflows/domain/names.hpp"

#include <string>
#include <utility>

namespace contreseing::server::pages {

namespace {

using workflows::Refusal;

struct Description {
    std::string_view key;
    int status = 200;
    bool new_link = false;
};

Description describe(DeadEnd end) {
    switch (end) {
        case DeadEnd::NotYourTurn:
            return {"not_your_turn", 409};
        case DeadEnd::Expired:
            return {"expired", 410, true};
        case DeadEnd::Revoked:
            return {"revoked", 410, true};
        case DeadEnd::Replaced:
            return {"replaced", 410};
        case DeadEnd::Done:
            return {"done", 409};
        case DeadEnd::Declined:
            return {"declined", 409};
        case DeadEnd::Closed:
            return {"closed", 410};
        case DeadEnd::NoSession:
            return {"no_session", 401, true};
        case DeadEnd::BadForm:
            return {"bad_form", 400};
        case DeadEnd::Forged:
            return {"forged", 403};
        case DeadEnd::Unknown:
            break;
    }
    return {"unknown", 404};
}

/// Whether `ResendLink` may help: always where it renews what expired, or else while the link may
/// still be open.
bool can_be_sent_again(std::string_view ref, DeadEnd end) {
    const auto link = workflows::app::decode_link(ref);
    const auto* rules = link ? workflows::link_rules_of(link->place) : nullptr;
    return rules != nullptr && (rules->resending_renews || end == DeadEnd::NoSession);
}

}  // namespace

http::Response dead_end_page(const Pages& pages, DeadEnd end, Locale locale, std::string_view ref) {
    const auto described = describe(end);
    const auto key = "dead_end." + std::string(described.key);
    const auto& words = pages.words();
    const bool back = !ref.empty() && (end == DeadEnd::BadForm || end == DeadEnd::Forged);
    Model model;
    model.text("page_title", words.text(locale, key + ".title"))
        .text("sentence", words.text(locale, key + ".sentence"))
        .text("todo", words.text(locale, key + ".what_to_do"))
        .text("back", back ? "/s/" + std::string(ref) : std::string{})
        .text(
            "new_link",
            described.new_link && can_be_sent_again(ref, end)
                ? "/s/" + std::string(ref) + "/new-link"
                : std::string{}
        );
    auto response = pages.answer("link/dead_end", locale, std::move(model), described.status);
    if (described.status == 401) {
        // RFC 9110, 15.5.2 asks for a challenge; the way in is the mailed link.
        response.header("WWW-Authenticate", "Link realm=\"mail\"");
    }
    return response;
}

http::Response dead_end_page(const Pages& pages, const Services& services, const OpenLink& open) {
    using workflows::app::LinkStatus;
    const bool copy = open.link.place.kind == workflows::Place::Kind::Reader;
    const auto& somebody = open.at.participant;
    const bool withdrawn = somebody && somebody->reach->door && somebody->reach->door->revoked;
    const bool over = (open.at.status == LinkStatus::Revoked && (withdrawn || copy)) ||
                      (open.at.status == LinkStatus::Expired && copy);
    const auto campus = over ? services.registry.campus(open.link.campus) : std::nullopt;
    if (!campus) {
        return dead_end_page(pages, dead_end_of(open.at.status), open.locale(), open.session.ref);
    }
    const auto& words = pages.words();
    const auto& contact = campus->reply_to;
    const std::string key = copy ? "dead_end.copy_over" : "dead_end.withdrawn";
    Model model;
    model.text("page_title", words.text(open.locale(), key + ".title"))
        .text("sentence", words.text(open.locale(), key + ".sentence"))
        .text(
            "todo",
            words.fill(
                open.locale(),
                key + ".what_to_do",
                {{"name", contact.name}, {"email", contact.email.text}}
            )
        );
    return pages.answer("link/dead_end", open.locale(), std::move(model), 410);
}

http::Response refusal_page(
    const Pages& pages, Refusal refusal, Locale locale, std::string_view back
) {
    const auto key = "refusal." + std::string(workflows::name_of(refusal));
    const auto& words = pages.words();
    Model model;
    model.text("page_title", words.text(locale, key + ".title"))
        .text("sentence", words.text(locale, key + ".sentence"))
        .text("todo", words.text(locale, key + ".what_to_do"))
        .text("back", back);
    return pages.answer("link/dead_end", locale, std::move(model), status_of(refusal));
}

}  // namespace contreseing::server::pages
