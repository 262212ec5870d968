#pragma once

#include "server/http/request.hpp"
#include "server/http/response.hpp"

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace contreseing::server::http {

struct FieldProblem {
    std::string field;
    std::string message;  ///< for the person who filled it
};

/// What a client is told when its request is not carried out. Source: RFC 9457.
struct Problem {
    int status = 500;
    std::string type = "about:blank";  ///< a URI that names the kind of problem
    std::string title;                 ///< short; the status's own words when empty
    std::string detail;                ///< this occurrence, in plain words
    std::string instance;              ///< the request's id; filled by the router
    std::vector<FieldProblem> errors;
    std::string confirmation;  ///< what the same request must carry to be taken all the same
};

/// The `application/problem+json` text.
[[nodiscard]] std::string to_json(const Problem& problem);

/// The `application/problem+json` answer, never stored.
[[nodiscard]] Response to_response(const Problem& problem);
/// For a person, when no page can be made of it: what it is called, and its number.
[[nodiscard]] Response to_plain(const Problem& problem);

/// What the log is told and the client never is.
struct Incident {
    std::string request_id;
    std::string route;  ///< the pattern, never the address
    std::string what;   ///< text of the exception
};

/// Turns exceptions into problems; the one place that decides what a client may read of them.
class ErrorMap {
public:
    /// Answers with a problem for the exceptions it knows, with nothing for the others.
    using Mapper = std::function<std::optional<Problem>(const std::exception&)>;

    /// Mappers are asked in the order they were added, our own `Error` first.
    void add(Mapper mapper) { mappers_.push_back(std::move(mapper)); }

    struct Outcome {
        Problem problem;
        std::optional<std::string> for_the_log;  ///< set when a person must look: 500 and above
    };

    /// Of any exception at all; an unknown one is a 500 that says nothing of its text.
    [[nodiscard]] Outcome map(const std::exception_ptr& exception) const;

private:
    std::vector<Mapper> mappers_;
};

}  // namespace contreseing::server::http
