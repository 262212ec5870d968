#include "server/app/demo_clock.hpp"

#include "server/http/error_map.hpp"
#include "workflows/ground/instant.hpp"

#include <charconv>
#include <utility>

namespace contreseing::server {

namespace {

/// Whether a page of ours sent it, or a program: browsers name the site whose page did.
bool from_this_site(const http::Request& request, std::string_view public_url) {
    const auto site = request.header("sec-fetch-site");
    if (!site.empty()) {
        return site == "same-origin" || site == "none";
    }
    const auto origin = request.header("origin");
    return origin.empty() || origin == public_url;
}

http::Response refused(int status, std::string title) {
    http::Problem problem;
    problem.status = status;
    problem.title = std::move(title);
    return to_response(problem);
}

http::Response move(VirtualClock& clock, const http::Request& request) {
    const auto form = request.form();
    const auto text = form.get("advance_seconds");
    std::int64_t seconds = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (problem != std::errc{} || end != text.data() + text.size() || seconds < 0) {
        return refused(422, "advance_seconds must be a whole number of seconds, 0 or more");
    }
    if (!clock.advance(std::chrono::seconds(seconds))) {
        return refused(422, "advance_seconds: the clock goes 100 years ahead at most");
    }
    return http::Response::json("{\"now\":\"" + workflows::to_text(clock.now()) + "\"}");
}

}  // namespace

void add_demo_clock(http::Router& router, VirtualClock& clock, std::string public_url) {
    router.post(
        "/demo/clock",
        [&clock, public_url = std::move(public_url)](const http::Request& request) {
            return from_this_site(request, public_url)
                       ? move(clock, request)
                       : refused(403, "The clock is moved from this site or by a program");
        }
    );
}

}  // namespace contreseing::server
