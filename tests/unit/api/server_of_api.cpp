#include "tests/unit/api/server_of_api.hpp"

#include "server/api/description.hpp"
#include "tests/support/source_dir.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include <gtest/gtest.h>

namespace contreseing::server::api::tests {

using namespace workflows;

struct ServerOfApi::Outside {
    class Files : public app::FileCache {
    public:
        std::optional<app::PublishedFile> publish(
            const CampusId&, const DocumentId& document, int revision
        ) override {
            const auto part = revision < 0 ? std::string{} : "-" + std::to_string(revision);
            return app::PublishedFile{"/_blob/ab/" + to_string(document) + part, nullptr};
        }
    } files;
    class NoPasswords : public app::Passwords {
    public:
        std::string hash(const std::string&) override { throw std::logic_error("no password"); }
        bool verify(const std::string&, const std::string&) override { return false; }
        std::optional<std::int64_t> totp_step(
            const std::string&, const std::string&, Instant, std::int64_t
        ) override {
            return std::nullopt;
        }
    } passwords;
};

ServerOfApi::ServerOfApi() : outside_(std::make_shared<Outside>()) {
    services_.reset(new app::Services{
        world.engine,
        world.conventions,
        world.documents,
        world.registry,
        world.types,
        world.accounts,
        world.effects,
        world.typesetter,
        world.ingest,
        world.desk,
        outside_->files,
        world.secrets,
        outside_->passwords,
        world.clock,
        world.random,
        world.digest,
        "http://127.0.0.1:8080",
        false,
        false});
    for (const std::string token : {"good-token", "revoked-token", "other-campus"}) {
        app::ApiToken known;
        known.campus = CampusId{token == "other-campus" ? "other" : "demo"};
        known.token_hash = world.digest.sha256(app::testing::bytes_of(token));
        known.name = token;
        if (token == "revoked-token") {
            known.revoked_at = world.clock.now();
        }
        world.accounts.save(known);
    }
    std::ifstream file(CONTRESEING_SOURCE_DIR "/server/api/openapi.base.json");
    std::ostringstream description;
    description << file.rdbuf();
    add_api(router, *services_, whole_description(description.str()));
}

http::Response ServerOfApi::ask(const Asked& asked) const {
    http::Request request;
    request.method = asked.method;
    if (!http::parse_target(asked.target, request)) {
        throw std::logic_error("bad target " + asked.target);
    }
    if (!asked.token.empty()) {
        request.headers.add("authorization", "Bearer " + asked.token);
    }
    for (const auto& [name, value] :
         {std::pair("idempotency-key", asked.idempotency_key),
          std::pair("if-match", asked.if_match),
          std::pair("if-none-match", asked.if_none_match)}) {
        if (!value.empty()) {
            request.headers.add(name, value);
        }
    }
    request.request_id = "request-1";
    request.body = asked.body;
    return router.handle(std::move(request));
}

nlohmann::json json_of(const http::Response& response) {
    return nlohmann::json::parse(response.body());
}

std::string problem_in(const http::Response& response) {
    EXPECT_EQ(response.headers().get("Content-Type"), "application/problem+json");
    const auto problem = json_of(response);
    EXPECT_EQ(problem.at("status"), response.status());
    EXPECT_FALSE(problem.at("title").get<std::string>().empty());
    return std::to_string(response.status()) + " " + problem.at("type").get<std::string>();
}

}  // namespace contreseing::server::api::tests
