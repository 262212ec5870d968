#pragma once

#include "server/http/error_map.hpp"
#include "server/http/request.hpp"
#include "server/http/response.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::server::http {

/// Which pool runs a handler. Each lane has threads and a queue of its own, so that none waits
/// for what another does.
enum class Lane {
    Normal,     ///< pages and API: waits for the database
    Signing,    ///< the signatory's act
    SignIn,     ///< password hashing
    Documents,  ///< what reads, sets or makes files in other processes; fair between clients
    Plain,      ///< needs nothing but this process: public pages, refusals
    Probe,      ///< readiness and metrics
    Immediate,  ///< run on the io thread: must neither wait nor compute
};
inline constexpr std::size_t kPools = 6;  ///< each lane's but the last

using Handler = std::function<Response(const Request&)>;

struct Route {
    std::string method;
    std::string pattern;  ///< « /admin/conventions/:id », also the label of metrics
    Lane lane = Lane::Normal;
    Handler handler;
    std::vector<std::string> names;  ///< of the `:name` parts, in order
};

/// A tree of path segments; no regular expression. Filled before serving, read-only afterwards.
class Router {
public:
    /// How a problem is shown; the default is problem+json. Runs in a pool, may render a page.
    using ProblemRenderer = std::function<Response(const Request&, const Problem&)>;
    using IncidentLog = std::function<void(const Incident&)>;

    static constexpr std::size_t kMaxResponse = std::size_t{4}
                                                << 20U;  ///< bytes; see nginx.conf.in

    Router();
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    /// Adds a route; fixed segments go before a `:name`, GET answers HEAD too. Throws when known.
    void add(
        std::string_view method, std::string_view pattern, Handler handler, Lane lane = Lane::Normal
    );
    void get(std::string_view pattern, Handler handler, Lane lane = Lane::Normal) {
        add("GET", pattern, std::move(handler), lane);
    }
    void post(std::string_view pattern, Handler handler, Lane lane = Lane::Normal) {
        add("POST", pattern, std::move(handler), lane);
    }

    /// Every route, `GET /api/v1/people`, for the tests that hold a description to it.
    [[nodiscard]] std::vector<std::string> routes() const;

    /// Runs before every handler of a request that may change something (any method but GET and
    /// HEAD): what it throws is the answer.
    void before_changes(std::function<void(const Request&)> check) { check_ = std::move(check); }

    /// Maps exceptions of other libraries to problems, see `ErrorMap`.
    void map_errors(ErrorMap::Mapper mapper) { errors_.add(std::move(mapper)); }
    void render_problems(ProblemRenderer renderer) { renderer_ = std::move(renderer); }
    void log_incidents(IncidentLog log) { log_ = std::move(log); }

    struct Match {
        const Route* route = nullptr;      ///< none: 404 or 405
        std::vector<std::string> allowed;  ///< methods of that address, when the asked one is not
        std::string moved_to;              ///< how the asked address is spelt, when GET finds one
        Fields params;
    };

    /// An address is spelt in one way, a slash at its end or not as its pattern has it: the same
    /// segments spelt otherwise have no route.
    [[nodiscard]] Match match(const Request& request) const;

    /// Runs the handler of a match; answers 308, 404 or 405 without one. Nothing escapes: an
    /// exception becomes a problem, its text goes to the log only. Security headers are added.
    [[nodiscard]] Response run(Request& request, Match match) const;

    /// An answer to a request that reaches no handler, shown as the others are.
    [[nodiscard]] Response refuse(const Request& request, Problem problem) const;

    /// `match` and `run` in one step.
    [[nodiscard]] Response handle(Request request) const;

private:
    struct Node;

    [[nodiscard]] static const Node* find(
        const Node& node,
        const std::vector<std::string>& segments,
        std::size_t at,
        std::vector<std::string>& captured
    );
    static void list(const Node& node, std::vector<std::string>& out);
    [[nodiscard]] Response without_route(const Request& request, const Match& match) const;
    void report(const Request& request, std::string_view route, std::string what) const;

    std::unique_ptr<Node> root_;
    ErrorMap errors_;
    ProblemRenderer renderer_;
    std::function<void(const Request&)> check_;
    IncidentLog log_;
};

}  // namespace contreseing::server::http
