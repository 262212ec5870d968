#include "server/pages/admin/login.hpp"

#include "server/http/client_network.hpp"
#include "server/http/csrf.hpp"
#include "server/http/encoding.hpp"
#include "server/pages/admin/visit.hpp"
#include "text/characters.hpp"
#include "text/pasted.hpp"
#include "workflows/app/sign_in.hpp"
#include "workflows/ground/text.hpp"

#include <chrono>
#include <utility>

namespace contreseing::server::pages {

namespace app = workflows::app;
using app::Services;
using http::Request;
using http::Response;

namespace {

constexpr std::string_view kLoginCookie = "contreseing_login";
constexpr std::chrono::hours kSession{12};
constexpr std::chrono::days kDevice{365};
constexpr std::size_t kLongestCredential = 1000;

http::CookieOptions cookie(const Services& services, std::chrono::seconds life) {
    return {
        .path = "/admin",
        .max_age = life,
        .secure = services.behind_tls,
        .http_only = true,
        .same_site = http::SameSite::Lax};
}

/// Addresses are compared in lower case; accounts are kept so.
std::string lower_case(std::string_view typed) {
    return text::lower_ascii(typed.substr(0, kLongestCredential));
}

/// A browser that somebody signed in with to one login: its cookie is of that login only, says
/// nobody's name, and opens nothing by itself.
class Device {
public:
    Device(const Services& services, std::string_view login) : services_(services) {
        const auto hash = to_hex(services.digest.sha256(
            {reinterpret_cast<const std::uint8_t*>(login.data()), login.size()}
        ));
        name_ = "contreseing_device_" + hash.substr(0, 12);
        mark_ = "device|" + hash + '|';
    }

    /// Its id, or empty when this browser is no such device.
    [[nodiscard]] std::string known(const Request& request) const {
        const auto cookies = request.cookies();
        const auto payload = services_.secrets.open_session(cookies.get(name_));
        return payload && payload->starts_with(mark_) ? payload->substr(mark_.size())
                                                      : std::string{};
    }
    void remember(Response& response, std::string id) const {
        if (id.empty()) {
            id = new_token(services_.random);
        }
        auto options = cookie(services_, kDevice);
        options.path = "/admin/login";
        response.set_cookie(name_, services_.secrets.seal_session(mark_ + id), options);
    }

private:
    const Services& services_;
    std::string name_;
    std::string mark_;
};

struct LoginDraft {
    std::string login;
    std::string next;
    std::string error;  ///< key of the words, or empty
    std::string error_field;
};

/// A fresh token each time: the form is bound to this browser before anybody is known.
Response login_page(
    const Pages& pages,
    const Services& services,
    const Request& request,
    const LoginDraft& draft,
    int status
) {
    const auto locale = language_of(request);
    const auto token = new_token(services.random);
    Model model;
    model.text("page_title", pages.words().text(locale, "admin.login.title"))
        .text("csrf", services.secrets.form_token(token))
        .text("login", draft.login)
        .text("next", draft.next);
    std::vector<FieldError> errors;
    if (!draft.error.empty()) {
        errors.push_back({draft.error_field, pages.words().text(locale, draft.error)});
    }
    add_errors(model, errors);
    auto response = pages.answer("admin/login", locale, std::move(model), status);
    response.set_cookie(kLoginCookie, token, cookie(services, kSession));
    return response;
}

Response log_in(const Pages& pages, const Services& services, const Request& request) {
    const auto form = request.form();
    LoginDraft draft;
    draft.login = lower_case(form.get("login"));
    draft.next = safe_next(form.get("next"));
    const auto cookies = request.cookies();
    const auto before = cookies.get(kLoginCookie);
    const auto expected = before.empty() ? std::string{} : services.secrets.form_token(before);
    if (!http::csrf_matches(expected, form.get("csrf"))) {
        draft.error = "admin.login.stale";
        return login_page(pages, services, request, draft, 403);
    }
    app::Credentials credentials;
    credentials.login = draft.login;
    credentials.password = form.get("password").substr(0, kLongestCredential);
    credentials.totp =
        text::pasted_digits(form.get("totp").substr(0, kLongestCredential)).value_or("");
    const Device device(services, draft.login);
    credentials.network = http::client_network(request.client_address);
    credentials.device = device.known(request);
    credentials.session_token = new_token(services.random);
    const auto now = services.clock.now();
    const auto session = app::sign_in(
        {services.accounts, services.passwords, services.secrets, services.digest}, credentials, now
    );
    if (session) {
        auto response = Response::redirect(draft.next);
        response.set_cookie(kAdminCookie, credentials.session_token, cookie(services, kSession));
        response.set_cookie(kLoginCookie, "", cookie(services, std::chrono::seconds{0}));
        device.remember(response, credentials.device);
        return response;
    }
    switch (session.error()) {
        case app::SignInRefusal::TotpNeeded:
            draft.error = "admin.login.totp_needed";
            draft.error_field = "totp";
            return login_page(pages, services, request, draft, 401);
        case app::SignInRefusal::Throttled: {
            draft.error = "admin.login.throttled";
            auto response = login_page(pages, services, request, draft, 429);
            response.header("Retry-After", std::to_string(app::sign_in_window_left(now).count()));
            return response;
        }
        case app::SignInRefusal::Wrong:
            break;
    }
    draft.error = "admin.login.wrong";
    draft.error_field = "login";
    return login_page(pages, services, request, draft, 401);
}

Response log_out(const Pages& pages, const Services& services, const Request& request) {
    const auto visit = find_visit(pages, services, request);
    if (visit) {
        const auto form = request.form();
        if (!http::csrf_matches(visit->csrf(), form.get("csrf"))) {
            return admin_notice(*visit, "dead_end.forged", 403);
        }
        const auto& token = visit->token;
        services.accounts.close_session(services.digest.sha256(
            {reinterpret_cast<const std::uint8_t*>(token.data()), token.size()}
        ));
    }
    auto response = Response::redirect("/admin/login");
    response.set_cookie(kAdminCookie, "", cookie(services, std::chrono::seconds{0}));
    return response;
}

}  // namespace

std::string safe_next(std::string_view asked) {
    return http::is_local_path(asked) && asked.starts_with("/admin/") ? std::string(asked)
                                                                      : "/admin/";
}

Response to_login(const Request& request) {
    std::string address = "/admin/login";
    if (request.method == "GET" && request.target.starts_with("/admin/") &&
        request.target != "/admin/") {
        address += "?next=" + http::percent_encode(request.target);
    }
    return Response::redirect(address);
}

void add_admin_login(http::Router& router, const Services& services, const Pages& pages) {
    router.get("/admin/login", [&services, &pages](const Request& request) {
        if (find_visit(pages, services, request)) {
            return Response::redirect(safe_next(request.query.get("next")));
        }
        LoginDraft draft;
        draft.next = safe_next(request.query.get("next"));
        return login_page(pages, services, request, draft, 200);
    });
    router.post(
        "/admin/login",
        [&services, &pages](const Request& request) { return log_in(pages, services, request); },
        http::Lane::SignIn
    );
    router.post("/admin/logout", [&services, &pages](const Request& request) {
        return log_out(pages, services, request);
    });
}

}  // namespace contreseing::server::pages
