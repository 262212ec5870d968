#pragma once

#include "server/http/error_map.hpp"
#include "workflows/domain/convention.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace contreseing::server::api {

/// The body cannot be used: what is wrong with each field, for a 400 or 422 problem.
class BodyError : public std::runtime_error {
public:
    BodyError(int status, std::vector<http::FieldProblem> problems);
    [[nodiscard]] int status() const noexcept { return status_; }
    [[nodiscard]] const std::vector<http::FieldProblem>& problems() const noexcept {
        return problems_;
    }

private:
    int status_;
    std::vector<http::FieldProblem> problems_;
};

/// What may be left out, and where null says so: only where the API's own answers write null.
enum class Need { Required, Optional, Nullable };

/// Reads one JSON object field by field. Every fault is collected; `finish` throws them all at
/// once, a field nobody asked for included, so that a client mends its request in one go.
class JsonReader {
public:
    /// `path` names the object in messages, such as `/slots/2`. `value` outlives it.
    JsonReader(
        const nlohmann::json& value, std::string path, std::vector<http::FieldProblem>& problems
    );

    std::string line(std::string_view key, Need need = Need::Required, std::size_t most = 200);
    /// As `line`, and a letter or a digit stands in it: what somebody or something is called.
    std::string name(std::string_view key);
    std::string paragraph(std::string_view key, Need need, std::size_t most);
    int number(std::string_view key, Need need = Need::Required, int fallback = 0);
    bool flag(std::string_view key, bool fallback);
    std::optional<workflows::EmailAddress> email(std::string_view key, Need need = Need::Required);
    std::optional<workflows::Instant> instant(std::string_view key, Need need = Need::Required);
    std::optional<workflows::Day> day(std::string_view key, Need need = Need::Required);
    /// A list of at most `items` lines of at most `most` characters.
    std::vector<std::string> lines(std::string_view key, std::size_t items, std::size_t most);
    /// Reads each object of a list of at most `most`, what nobody asked for in it included.
    void each(
        std::string_view key,
        Need need,
        std::size_t most,
        const std::function<void(JsonReader& element)>& read
    );
    [[nodiscard]] bool has(std::string_view key) const;
    /// The raw value of an object, a list or a mixed value; null when absent.
    const nlohmann::json* raw(std::string_view key);
    [[nodiscard]] std::string path_of(std::string_view key) const;
    void fault(std::string_view key, std::string message);
    /// Notes every field that was not asked for.
    void finish();

private:
    const nlohmann::json* find(std::string_view key, Need need);

    const nlohmann::json& value_;
    std::string path_;
    std::vector<http::FieldProblem>& problems_;
    std::vector<std::string> known_;
};

/// A request's body: parsed strictly (an object, valid UTF-8, at most 64 levels, no key twice).
class JsonBody {
public:
    /// Throws `BodyError` 400 when the text is not one JSON object. An empty text is `{}`.
    explicit JsonBody(std::string_view text);
    ~JsonBody();
    JsonBody(const JsonBody&) = delete;
    JsonBody& operator=(const JsonBody&) = delete;

    JsonReader& fields() { return *fields_; }
    /// Throws `BodyError` 422 with everything found wrong so far.
    void finish();

private:
    std::unique_ptr<nlohmann::json> value_;
    std::vector<http::FieldProblem> problems_;
    std::unique_ptr<JsonReader> fields_;
};

}  // namespace contreseing::server::api
