#include "server/http/error_map.hpp"

#include "server/http/encoding.hpp"
#include "server/http/error.hpp"

namespace contreseing::server::http {
namespace {

std::string_view title_of(int status) {
    switch (status) {
        case 400:
            return "Malformed request";
        case 401:
            return "Authentication needed";
        case 403:
            return "Forbidden";
        case 404:
            return "Not found";
        case 405:
            return "Method not allowed";
        case 409:
            return "Conflict";
        case 411:
            return "Length required";
        case 412:
            return "Changed meanwhile";
        case 413:
            return "Too large";
        case 415:
            return "Unsupported media type";
        case 422:
            return "Content refused";
        case 429:
            return "Too many requests";
        case 431:
            return "Headers too large";
        case 503:
            return "Unavailable for the moment";
        default:
            return status < 500 ? "Request refused" : "Internal error";
    }
}

struct PublicText {
    int status;
    const char* text;
};

PublicText public_text(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::MalformedForm:
        case ErrorKind::MalformedMultipart:
            return {400, "The form cannot be read."};
        case ErrorKind::InvalidUtf8:
            return {400, "A text is not valid UTF-8, nor of a charset that is read here."};
        case ErrorKind::TooManyFields:
            return {400, "The form holds too many fields."};
        case ErrorKind::TooManyFiles:
            return {400, "The form holds a second file: send one at a time."};
        case ErrorKind::FieldTooLarge:
            return {413, "A field of the form is too long: at most 65536 bytes."};
        case ErrorKind::UnsupportedMediaType:
            return {415, "This Content-Type is not taken here."};
        case ErrorKind::UnreadableUpload:
        case ErrorKind::UnusableHeader:
        case ErrorKind::UnsafeRedirect:
        case ErrorKind::UnsafeFile:
        case ErrorKind::ResponseTooLarge:
            break;
    }
    return {500, ""};
}

Problem internal_problem() {
    Problem problem;
    problem.detail = "The incident is logged under the number in `instance`.";
    return problem;
}

Problem from_error(const Error& error) {
    const PublicText text = public_text(error.kind());
    if (text.status == 500) {
        return internal_problem();
    }
    Problem problem;
    problem.status = text.status;
    problem.detail = text.text;
    if (error.kind() == ErrorKind::MalformedMultipart) {
        problem.detail += std::string(" Found: ") + error.what() + ".";
    }
    if (!error.field().empty()) {
        problem.errors.push_back({error.field(), text.text});
    }
    return problem;
}

}  // namespace

std::string to_json(const Problem& problem) {
    std::string out = "{\"type\":" + json_quote(problem.type) + ",\"title\":" +
                      json_quote(problem.title.empty() ? title_of(problem.status) : problem.title) +
                      ",\"status\":" + std::to_string(problem.status);
    if (!problem.detail.empty()) {
        out += ",\"detail\":" + json_quote(problem.detail);
    }
    if (!problem.instance.empty()) {
        out += ",\"instance\":" + json_quote(problem.instance);
    }
    if (!problem.errors.empty()) {
        out += ",\"errors\":[";
        for (const FieldProblem& error : problem.errors) {
            out += &error == &problem.errors.front() ? "{" : ",{";
            out += "\"field\":" + json_quote(error.field) +
                   ",\"message\":" + json_quote(error.message) + "}";
        }
        out += "]";
    }
    if (!problem.confirmation.empty()) {
        out += ",\"confirmation\":" + json_quote(problem.confirmation);
    }
    return out + "}";
}

Response to_response(const Problem& problem) {
    auto response = Response::text(to_json(problem), "application/problem+json", problem.status);
    if (problem.status == 401) {
        response.header("WWW-Authenticate", "Bearer");  // RFC 9110 15.5.2 asks for a challenge
    }
    return response;
}

Response to_plain(const Problem& problem) {
    std::string text(title_of(problem.status));
    if (!problem.instance.empty()) {
        text += " (" + problem.instance + ")";
    }
    return Response::text(text + "\n", "text/plain; charset=utf-8", problem.status);
}

ErrorMap::Outcome ErrorMap::map(const std::exception_ptr& exception) const {
    try {
        std::rethrow_exception(exception);
    } catch (const std::exception& known) {
        std::optional<Problem> problem;
        if (const auto* ours = dynamic_cast<const Error*>(&known)) {
            problem = from_error(*ours);
        }
        for (auto mapper = mappers_.begin(); !problem && mapper != mappers_.end(); ++mapper) {
            problem = (*mapper)(known);
        }
        Outcome outcome{problem.value_or(internal_problem()), std::nullopt};
        if (outcome.problem.status >= 500) {
            outcome.for_the_log = known.what();
        }
        return outcome;
    } catch (...) {
        return {internal_problem(), "an exception that is not a std::exception"};
    }
}

}  // namespace contreseing::server::http
