#include "server/pages/kit/pages.hpp"

#include <string>
#include <utility>

namespace contreseing::server::pages {

Pages::Pages(const std::filesystem::path& web, PagesOptions options)
    : words_(web / "words"), templates_(web / "pages", words_), options_(options) {}

http::Response Pages::answer(std::string_view page, Locale locale, Model model, int status) const {
    model.flag("demo", options_.demo);
    return http::Response::html(templates_.render(page, locale, model), status);
}

namespace {

struct WayOut {
    std::string address;
    std::string_view word;
};

/// From where somebody who meets a problem goes on: the pages of their link are below `/s/<ref>`.
WayOut way_out(const http::Request& request) {
    constexpr std::string_view kOfLinks = "/s/";
    if (request.path.starts_with("/admin")) {
        return {"/admin/", "problem.to_conventions"};
    }
    const auto end = request.path.find('/', kOfLinks.size());
    if (request.path.starts_with(kOfLinks) && end != std::string::npos) {
        return {request.path.substr(0, end), "dead_end.back"};
    }
    return {"/", "problem.to_home"};
}

}  // namespace

http::Response Pages::problem(const http::Request& request, const http::Problem& problem) const {
    if (!wants_html(request)) {
        return http::to_response(problem);
    }
    const auto locale = language_of(request);
    auto key = "problem." + std::to_string(problem.status);
    if (problem.type == "urn:contreseing:restore-waits") {
        key = "problem.restore_waits";
    }
    if (!words_.has(key + ".title")) {
        key = problem.status < 500 ? "problem.400" : "problem.500";
    }
    const auto out = way_out(request);
    Model model;
    model.text("page_title", words_.text(locale, key + ".title"))
        .text("out", out.address)
        .text("out_label", words_.text(locale, out.word))
        .text("sentence", words_.text(locale, key + ".sentence"))
        .text("todo", words_.text(locale, key + ".what_to_do"))
        .text("incident", problem.status >= 500 ? problem.instance : std::string{});
    return answer("public/problem", locale, std::move(model), problem.status);
}

Locale language_of(const http::Request& request) {
    return language_of(request.header("accept-language"));
}

}  // namespace contreseing::server::pages
