#pragma once

#include "server/api/api.hpp"
#include "server/http/router.hpp"
#include "tests/unit/app/world.hpp"
#include "workflows/app/services.hpp"

#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace contreseing::server::api::tests {

/// The API over the real rules and stores in memory, asked without a network.
class ServerOfApi {
public:
    ServerOfApi();

    struct Asked {
        std::string method = "GET";
        std::string target;
        std::string body = {};
        std::string token = "good-token";
        std::string idempotency_key = {};
        std::string if_match = {};
        std::string if_none_match = {};
    };
    http::Response ask(const Asked& asked) const;
    http::Response get(std::string target) const { return ask({"GET", std::move(target)}); }
    http::Response post(std::string target, std::string body = {}) const {
        return ask({"POST", std::move(target), std::move(body)});
    }
    http::Response act(const std::string& action, std::string body = {}) const {
        return post(address() + "/actions/" + action, std::move(body));
    }
    /// Address of the world's convention.
    std::string address() const { return "/api/v1/conventions/" + to_string(world.convention); }

    mutable workflows::app::testing::World world;
    http::Router router;

private:
    struct Outside;
    std::shared_ptr<Outside> outside_;
    std::unique_ptr<workflows::app::Services> services_;
};

nlohmann::json json_of(const http::Response& response);
/// `409 urn:contreseing:refusal:draft_is_frozen`, and checks what every problem promises.
std::string problem_in(const http::Response& response);

}  // namespace contreseing::server::api::tests
