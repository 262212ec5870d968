#include "server/http/router.hpp"

#include "server/http/error.hpp"
#include "server/http/security_headers.hpp"

#include <algorithm>
#include <stdexcept>

namespace contreseing::server::http {

namespace {

/// A path of the same segments with single slashes, and one at its end as the pattern has.
std::string spelt_as(std::string_view pattern, std::string path) {
    const auto both_slashes = [](char a, char b) { return a == '/' && b == '/'; };
    path.erase(std::unique(path.begin(), path.end(), both_slashes), path.end());
    if (path.size() > 1 && path.back() == '/') {
        path.pop_back();
    }
    if (pattern.size() > 1 && pattern.back() == '/') {
        path += '/';
    }
    return path;
}

/// Of a request that may be sent again as it is, when: as nginx says of those it answers itself.
void invite_again(Response& response) {
    if (response.status() == 503) {
        response.header_if_absent("Retry-After", "5");
    }
}

}  // namespace

struct Router::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> fixed;
    std::unique_ptr<Node> variable;
    std::map<std::string, Route, std::less<>> routes;  ///< by method
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

void Router::add(std::string_view method, std::string_view pattern, Handler handler, Lane lane) {
    Route route{std::string(method), std::string(pattern), lane, std::move(handler), {}};
    Node* node = root_.get();
    std::string_view rest = pattern;
    while (rest.size() > 1) {
        rest.remove_prefix(1);
        const std::string_view segment = rest.substr(0, rest.find('/'));
        rest.remove_prefix(segment.size());
        const bool variable = segment.starts_with(':');
        if (variable) {
            route.names.emplace_back(segment.substr(1));
        }
        auto& child = variable ? node->variable : node->fixed[std::string(segment)];
        if (!child) {
            child = std::make_unique<Node>();
        }
        node = child.get();
    }
    if (!pattern.starts_with('/') ||
        !node->routes.try_emplace(route.method, std::move(route)).second) {
        throw std::logic_error("route added twice or without a slash: " + std::string(pattern));
    }
}

void Router::list(const Node& node, std::vector<std::string>& out) {
    for (const auto& [method, route] : node.routes) {
        out.push_back(method + " " + route.pattern);
    }
    for (const auto& [segment, child] : node.fixed) {
        list(*child, out);
    }
    if (node.variable) {
        list(*node.variable, out);
    }
}

std::vector<std::string> Router::routes() const {
    std::vector<std::string> out;
    list(*root_, out);
    return out;
}

const Router::Node* Router::find(
    const Node& node,
    const std::vector<std::string>& segments,
    std::size_t at,
    std::vector<std::string>& captured
) {
    if (at == segments.size()) {
        return node.routes.empty() ? nullptr : &node;
    }
    const std::string& segment = segments[at];
    if (const auto fixed = node.fixed.find(segment); fixed != node.fixed.end()) {
        if (const Node* found = find(*fixed->second, segments, at + 1, captured)) {
            return found;
        }
    }
    if (!node.variable || segment.empty()) {
        return nullptr;
    }
    captured.push_back(segment);
    const Node* found = find(*node.variable, segments, at + 1, captured);
    if (found == nullptr) {
        captured.pop_back();
    }
    return found;
}

Router::Match Router::match(const Request& request) const {
    Match match;
    std::vector<std::string> captured;
    const Node* node = find(*root_, request.segments, 0, captured);
    if (node == nullptr) {
        return match;
    }
    auto route = node->routes.find(request.method);
    if (route == node->routes.end() && request.method == "HEAD") {
        route = node->routes.find("GET");
    }
    if (route == node->routes.end()) {
        for (const auto& [method, unused] : node->routes) {
            match.allowed.push_back(method);
        }
        return match;
    }
    // compare() and not !=, in which GCC 12 sees a bound that is not there once copies are checked.
    if (const auto path = spelt_as(route->second.pattern, request.path);
        path.compare(request.path) != 0) {
        if (route->first == "GET") {
            match.moved_to = std::string(path).append(request.target, request.path.size());
        }
        return match;
    }
    match.route = &route->second;
    for (std::size_t i = 0; i < captured.size(); ++i) {
        match.params.add(match.route->names[i], std::move(captured[i]));
    }
    return match;
}

Response Router::run(Request& request, Match match) const {
    if (match.route == nullptr) {
        return without_route(request, match);
    }
    request.params = std::move(match.params);
    try {
        if (check_ && request.method != "GET" && request.method != "HEAD") {
            check_(request);
        }
        Response response = match.route->handler(request);
        if (response.body().size() > kMaxResponse) {
            throw Error(ErrorKind::ResponseTooLarge, "response above its limit");
        }
        invite_again(response);
        add_security_headers(request, response);
        return response;
    } catch (...) {
        ErrorMap::Outcome outcome = errors_.map(std::current_exception());
        if (outcome.for_the_log) {
            report(request, match.route->pattern, std::move(*outcome.for_the_log));
        }
        return refuse(request, std::move(outcome.problem));
    }
}

Response Router::without_route(const Request& request, const Match& match) const {
    if (!match.moved_to.empty()) {
        Response response(308);
        response.header("Location", match.moved_to);
        add_security_headers(request, response);
        return response;
    }
    Problem problem;
    problem.status = match.allowed.empty() ? 404 : 405;
    Response response = refuse(request, std::move(problem));
    if (!match.allowed.empty()) {
        std::string allow;
        for (const std::string& method : match.allowed) {
            allow += (allow.empty() ? "" : ", ") + method + (method == "GET" ? ", HEAD" : "");
        }
        response.header("Allow", allow);
    }
    return response;
}

Response Router::refuse(const Request& request, Problem problem) const {
    problem.instance = request.request_id;
    Response response = to_response(problem);
    if (renderer_) {
        try {
            response = renderer_(request, problem);
        } catch (...) {
            report(
                request,
                "problem page",
                errors_.map(std::current_exception()).for_the_log.value_or("")
            );
            if (wants_html(request)) {
                response = to_plain(problem);
            }
        }
    }
    invite_again(response);
    add_security_headers(request, response);
    return response;
}

Response Router::handle(Request request) const {
    Match found = match(request);
    return run(request, std::move(found));
}

void Router::report(const Request& request, std::string_view route, std::string what) const {
    if (log_) {
        log_({request.request_id, std::string(route), std::move(what)});
    }
}

}  // namespace contreseing::server::http
