#include "server/api/actions.hpp"
#include "server/api/json_body.hpp"
#include "tests/unit/api/server_of_api.hpp"
#include "workflows/domain/names.hpp"

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

/// A value that `schema` accepts, with every property that it names.
json sample(const json& schema) {
    const auto type = schema.at("type").is_array() ? schema.at("type")[0].get<std::string>()
                                                   : schema.at("type").get<std::string>();
    if (type == "object") {
        json value = json::object();
        const auto properties = schema.value("properties", json::object());
        for (const auto& [name, property] : properties.items()) {
            value[name] = sample(property);
        }
        return value;
    }
    if (type == "array") {
        return json::array({sample(schema.at("items"))});
    }
    if (type == "integer") {
        return 1;
    }
    if (type == "boolean") {
        return true;
    }
    const auto format = schema.value("format", "");
    return schema.contains("enum")       ? schema.at("enum").back()
           : schema.contains("examples") ? schema.at("examples").front()
           : format == "email"           ? json("a@exemple.fr")
           : format == "uuid"            ? json("01920000-0000-7000-8000-000000000001")
           : format == "date-time"       ? json("2026-03-12T09:00:00Z")
           : format == "date"            ? json("2026-03-12")
                                         : json("texte");
}

bool taken(const std::string& action, const json& value) {
    JsonBody body(value.dump());
    try {
        const bool known = read_action(action, body).has_value();
        body.finish();
        return known;
    } catch (const BodyError& refused) {
        EXPECT_EQ(refused.status(), 422);
        return false;
    }
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

TEST_F(OpenApi, SaysTheFieldsOfEachActionAsTheyAreRead) {
    std::set<std::string> described;
    for (const auto& schema : description.at("components").at("schemas").at("Action").at("anyOf")) {
        const auto action = schema.at("title").get<std::string>();
        described.insert(action);
        const auto whole = sample(schema);
        EXPECT_TRUE(taken(action, whole)) << whole;
        auto more = whole;
        more["nobody_asked"] = 1;
        EXPECT_FALSE(taken(action, more));
        std::set<std::string> required;
        for (const auto& [name, value] : whole.items()) {
            auto less = whole;
            less.erase(name);
            if (!taken(action, less)) {
                required.insert(name);
            }
        }
        EXPECT_EQ(required, schema.value("required", std::set<std::string>{})) << action;
    }
    const auto names = action_names();
    EXPECT_EQ(described, std::set<std::string>(names.begin(), names.end()));
}

/// Whether `schema` lets null be said.
bool nullable(const json& schema) {
    const auto type = schema.value("type", json());
    return type.is_array() && std::find(type.begin(), type.end(), "null") != type.end();
}

TEST_F(OpenApi, LetsNullBeSaidWhereItIsReadAndNowhereElse) {
    int members = 0;
    for (const auto& schema : description.at("components").at("schemas").at("Action").at("anyOf")) {
        const auto action = schema.at("title").get<std::string>();
        const auto whole = sample(schema);
        const auto properties = schema.value("properties", json::object());
        for (const auto& [name, property] : properties.items()) {
            auto changed = whole;
            changed[name] = nullptr;
            EXPECT_EQ(taken(action, changed), nullable(property)) << action << ' ' << name;
            const auto inner = property.value("items", json::object());
            const auto parts = inner.value("properties", json::object());
            for (const auto& [key, part] : parts.items()) {
                changed = whole;
                changed[name][0][key] = nullptr;
                EXPECT_EQ(taken(action, changed), nullable(part)) << action << ' ' << key;
                ++members;
            }
        }
    }
    EXPECT_GT(members, 10);
    const auto& schemas = description.at("components").at("schemas");
    const struct {
        const char* schema;
        const char* address;
        const char* method;
    } registry[] = {
        {"NewPerson", "/api/v1/people", "POST"},
        {"NewOrganisation", "/api/v1/organisations", "POST"},
        {"NewBody", "/api/v1/bodies/directoire", "PUT"},
    };
    for (const auto& [name, address, method] : registry) {
        auto whole = sample(schemas.at(name));
        whole["siret"] = "";
        if (std::string(name) != "NewOrganisation") {
            whole.erase("siret");
        }
        const auto status = [&](const json& body) {
            return server.ask({method, address, body.dump()}).status();
        };
        EXPECT_LT(status(whole), 300) << whole;
        for (const auto& [key, property] : schemas.at(name).at("properties").items()) {
            auto changed = whole;
            changed[key] = nullptr;
            EXPECT_EQ(status(changed), 422) << name << ' ' << key;
        }
    }
    const auto body = sample(schemas.at("NewBody"));
    const auto& seats = schemas.at("NewBody").at("properties").at("seats");
    for (const auto& [key, property] : seats.at("items").at("properties").items()) {
        auto changed = body;
        changed["seats"][0][key] = nullptr;
        const auto status =
            server.ask({"PUT", "/api/v1/bodies/directoire", changed.dump()}).status();
        EXPECT_EQ(status, nullable(property) ? 200 : 422) << key;
    }
}

TEST_F(OpenApi, DescribesTheQueryAsItIsRead) {
    for (const auto& [path, operations] : description.at("paths").items()) {
        if (!operations.contains("get") || path.find('{') != std::string::npos) {
            continue;
        }
        for (auto parameter : operations.at("get").value("parameters", json::array())) {
            if (parameter.contains("$ref")) {
                parameter = description.at(
                    json::json_pointer(parameter.at("$ref").get<std::string>().substr(1))
                );
            }
            const auto name = parameter.at("name").get<std::string>();
            auto schema = parameter.at("schema");
            if (schema.contains("$ref")) {
                schema =
                    description.at(json::json_pointer(schema.at("$ref").get<std::string>().substr(1)
                    ));
            }
            const bool may_be_empty = schema.at("type") == "string" && !schema.contains("enum") &&
                                      schema.value("minLength", 0) == 0;
            const auto status = [&](const std::string& value) {
                return server.get(path + "?" + name + "=" + value).status();
            };
            EXPECT_EQ(status(""), may_be_empty ? 200 : 400) << path << ' ' << name;
            for (const auto& value : schema.value("enum", json::array())) {
                EXPECT_EQ(status(value.get<std::string>()), 200) << name << value;
            }
            if (schema.at("type") == "boolean") {
                EXPECT_EQ(status("true"), 200) << name;
                EXPECT_EQ(status("false"), 200) << name;
            }
            if (schema.at("type") == "integer") {
                const int least = schema.at("minimum").get<int>();
                const int most = schema.at("maximum").get<int>();
                EXPECT_EQ(status(std::to_string(least)), 200) << name;
                EXPECT_EQ(status(std::to_string(most)), 200) << name;
                EXPECT_EQ(status(std::to_string(least - 1)), 400) << name;
                EXPECT_EQ(status(std::to_string(most + 1)), 400) << name;
            }
        }
    }
}

TEST_F(OpenApi, SaysWhatEachProblemMeansInWordsForPrograms) {
    const auto& details = description.at("x-problems");
    for (const auto name : workflows::names_of<workflows::Refusal>()) {
        EXPECT_TRUE(details.contains("urn:contreseing:refusal:" + std::string(name))) << name;
    }
    for (const auto& [type, detail] : details.items()) {
        const auto text = detail.get<std::string>();
        EXPECT_GT(text.size(), 30U) << type;
        EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) {
            return c >= ' ' && c <= '~';
        })) << type;
    }
}

TEST_F(OpenApi, DescribesEveryStatusThatTheEdgeOrTheServerMayGive) {
    for (const auto& [path, operations] : description.at("paths").items()) {
        for (const auto& [method, operation] : operations.items()) {
            if (method == "parameters") {
                continue;
            }
            const auto& responses = operation.at("responses");
            for (const char* status : {"405", "429", "4XX", "500", "503", "504"}) {
                EXPECT_TRUE(responses.contains(status)) << method << ' ' << path << ' ' << status;
            }
            EXPECT_EQ(responses.contains("413"), method != "get") << method << ' ' << path;
            const bool file = path.ends_with("/document") || path.find("/annexes/{") != path.npos ||
                              path.ends_with("/versions/{n}") || path.ends_with("/articles");
            for (const char* status : {"206", "304", "416"}) {
                EXPECT_EQ(responses.contains(status), file)
                    << method << ' ' << path << ' ' << status;
            }
        }
    }
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
