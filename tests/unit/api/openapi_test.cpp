#include "server/api/actions.hpp"
#include "tests/unit/api/server_of_api.hpp"

#include <algorithm>
#include <cctype>
#include <functional>
#include <set>

#include <gtest/gtest.h>

namespace contreseing::server::api {
namespace {

using nlohmann::json;
using tests::ServerOfApi;

/// `GET /api/v1/conventions/{id}` as a route is written: `GET /api/v1/conventions/:id`.
std::string as_route(std::string method, std::string path) {
    std::transform(method.begin(), method.end(), method.begin(), [](unsigned char c) {
        return static_cast<char>(std::toupper(c));
    });
    std::replace(path.begin(), path.end(), '{', ':');
    path.erase(std::remove(path.begin(), path.end(), '}'), path.end());
    return method + " " + path;
}

class OpenApi : public ::testing::Test {
protected:
    OpenApi() : description(tests::json_of(server.get("/api/v1/openapi.json"))) {}
    ServerOfApi server;
    json description;
};

TEST_F(OpenApi, DescribesEveryRouteAndNoOther) {
    std::set<std::string> described;
    for (const auto& [path, operations] : description.at("paths").items()) {
        for (const auto& [method, operation] : operations.items()) {
            if (method != "parameters") {
                described.insert(as_route(method, path));
            }
        }
    }
    std::set<std::string> served;
    for (const auto& route : server.router.routes()) {
        served.insert(route);
    }
    EXPECT_EQ(described, served);
}

TEST_F(OpenApi, NamesTheActionsThatThereAre) {
    const auto text = description.at("components")
                          .at("schemas")
                          .at("Action")
                          .at("description")
                          .get<std::string>();
    std::string expected = "Actions: ";
    for (const auto name : action_names()) {
        expected += (expected.size() > 9 ? ", " : "") + std::string(name);
    }
    EXPECT_EQ(text.substr(0, text.find('.')), expected);
}

TEST_F(OpenApi, RefersToNothingThatIsNotThere) {
    int references = 0;
    const std::function<void(const json&)> walk = [&](const json& node) {
        for (const auto& [key, value] : node.items()) {
            if (node.is_object() && key == "$ref") {
                const auto target = value.get<std::string>();
                ASSERT_EQ(target.substr(0, 1), "#");
                EXPECT_TRUE(description.contains(json::json_pointer(target.substr(1)))) << target;
                ++references;
            } else if (value.is_structured()) {
                walk(value);
            }
        }
    };
    walk(description);
    EXPECT_GT(references, 10);
}

TEST_F(OpenApi, SaysHowToPageThroughEachListThatGrows) {
    int lists = 0;
    for (const auto& [path, operations] : description.at("paths").items()) {
        const auto text = operations.value("get", json::object()).dump();
        const bool pages = text.find("next_cursor\":") != std::string::npos;
        lists += pages ? 1 : 0;
        for (const auto* parameter : {"cursor", "limit"}) {
            const auto reference = std::string("#/components/parameters/") + parameter + '"';
            EXPECT_EQ(text.find(reference) != std::string::npos, pages) << path;
        }
    }
    EXPECT_EQ(lists, 7);
}

TEST_F(OpenApi, IsReadWithoutAToken) {
    const auto answer = server.ask({"GET", "/api/v1/openapi.json", {}, ""});
    EXPECT_EQ(answer.status(), 200);
    EXPECT_EQ(description.at("openapi").get<std::string>().substr(0, 3), "3.1");
}

TEST_F(OpenApi, DeclaresThePathParametersOfEachPath) {
    for (const auto& [path, operations] : description.at("paths").items()) {
        for (const auto& [method, operation] : operations.items()) {
            if (method == "parameters") {
                continue;
            }
            auto parameters = operation.value("parameters", json::array());
            for (const auto& shared : operations.value("parameters", json::array())) {
                parameters.push_back(shared);
            }
            std::size_t in_path = 0;
            for (auto parameter : parameters) {
                if (parameter.contains("$ref")) {
                    parameter = description.at(
                        json::json_pointer(parameter.at("$ref").get<std::string>().substr(1))
                    );
                }
                in_path += parameter.at("in") == "path" ? 1 : 0;
            }
            EXPECT_EQ(in_path, static_cast<std::size_t>(std::count(path.begin(), path.end(), '{')))
                << method << ' ' << path;
        }
    }
}

}  // namespace
}  // namespace contreseing::server::api
