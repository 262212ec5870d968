#include "server/api/api.hpp"

#include <array>
#include <utility>

namespace contreseing::server::api {
namespace {

using Said = std::pair<std::string_view, std::string_view>;

constexpr std::array kDetails{
    Said{"not_a_pdf", "is not a PDF; export it as PDF"},
    Said{"damaged", "is a damaged PDF that cannot be repaired without loss; print it to a new PDF"},
    Said{"encrypted", "needs a password; save a copy without protection"},
    Said{
        "already_signed",
        "bears an electronic signature, which cleaning would destroy; send the "
        "unsigned original"},
    Said{"no_pages", "has no page"},
    Said{"too_many_pages", "has too many pages; split it"},
    Said{"too_large", "is too large, by itself or once opened; at most 20 MB"},
    Said{"active_content", "has hidden layers, or content in another file; print it to a new PDF"},
    Said{
        "portfolio",
        "is a portfolio, of which only the cover would be kept; send its files one by "
        "one"},
    Said{"xfa_form", "is an XFA form, which few readers can show; print it to a new PDF"},
    Said{"would_lose", "would not say all it says once cleaned, see errors; print it to a new PDF"},
    Said{
        "to_confirm",
        "holds what no page shows and what will not be kept, see errors; send the "
        "same request with the field confirm set to the value of confirmation, and a reason"},
    Said{"bad_place", "has a signature place outside its page"},
    Said{"place_missing", "has no signature place for some slots, see errors"},
    Said{"place_twice", "has several signature places for one slot, see errors"},
    Said{"place_unknown", "has a signature place that is no slot's, see errors"},
    Said{"place_too_small", "has signature places too small to be read, see errors"},
    Said{"no_such_template", "has no template; tell the operator"},
    Said{"bad_template", "has a faulty template; tell the operator, the server's log says where"},
    Said{"bad_document", "cannot be typeset from its template; tell the operator"},
    Said{"cannot_be_signed", "does not stand a trial signature; print it to a new PDF"},
    Said{"worker_crashed", "could not be read; print it to a new PDF"},
    Said{"worker_timeout", "takes too long to read; simplify or split it"},
    Said{"worker_busy", "was not read: too many documents at once; send the request again"},
    Said{"typesetter_timeout", "took too long to typeset; send the request again"},
    Said{"typesetter_busy", "was not typeset: too many texts at once; send the request again"},
    Said{"typesetter_crashed", "could not be typeset; tell the operator if it happens again"},
    Said{"typesetter_cannot_start", "could not be typeset; tell the operator"},
};

std::string_view said_of(std::string_view code) {
    for (const auto& [known, words] : kDetails) {
        if (known == code) {
            return words;
        }
    }
    return "could not be processed";
}

std::string line_of(const workflows::AnnexLoss& loss) {
    const auto where = loss.page == 0 ? "document" : "page " + std::to_string(loss.page);
    return where + ": " + loss.kind + " (" + std::to_string(loss.count) + ")";
}

}  // namespace

http::Problem problem_of(const workflows::app::DocumentProblem& trouble, std::string_view field) {
    http::Problem problem;
    problem.status = trouble.temporary ? 503 : 422;
    problem.type = "urn:contreseing:document:" + trouble.code;
    problem.title = trouble.code;
    const std::string words(said_of(trouble.code));
    problem.detail = (field.empty() ? "The document " : "The field file ") + words + ".";
    if (!field.empty()) {
        problem.errors.push_back({std::string(field), words});
        for (const auto& loss : trouble.losses) {
            problem.errors.push_back({std::string(field), line_of(loss)});
        }
    }
    for (const int n : trouble.slots) {
        problem.errors.push_back({"slots/" + std::to_string(n), trouble.detail});
    }
    problem.confirmation = trouble.confirmation;
    return problem;
}

}  // namespace contreseing::server::api
