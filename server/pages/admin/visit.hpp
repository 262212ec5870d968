#pragma once

#include "server/http/fields.hpp"
#include "server/http/request.hpp"
#include "server/http/response.hpp"
#include "server/pages/kit/format.hpp"
#include "server/pages/kit/pages.hpp"
#include "server/pages/link/signing_view.hpp"
#include "workflows/app/engine.hpp"
#include "workflows/app/services.hpp"
#include "workflows/app/work_outcome.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace contreseing::server::pages {

inline constexpr std::string_view kAdminCookie = "contreseing_admin";

/// One request of an administrator whose session was found, and what its page is written with.
struct Visit {
    const Pages& pages;
    const workflows::app::Services& services;
    const http::Request& request;
    workflows::app::Administrator administrator;
    std::string token;  ///< value of the session's cookie
    workflows::Instant now;
    Locale locale;
    Format format;

    [[nodiscard]] const workflows::CampusId& campus() const { return administrator.campus; }
    [[nodiscard]] const std::string& word(std::string_view key) const {
        return pages.words().text(locale, key);
    }
    [[nodiscard]] std::string fill(std::string_view key, const Words::Values& values) const {
        return pages.words().fill(locale, key, values);
    }
    [[nodiscard]] std::string date(const std::optional<workflows::Instant>& instant) const {
        return instant ? format.date(*instant) : std::string{};
    }
    [[nodiscard]] workflows::Actor actor() const;
    [[nodiscard]] std::string csrf() const;

    /// What every page shares: title, navigation (`nav` is one of its keys), hidden fields.
    [[nodiscard]] Model model(std::string_view nav, std::string_view title) const;
    [[nodiscard]] http::Response answer(std::string_view page, Model model, int status = 200) const;
};

/// The visit behind the request's cookie; nullopt without a session that lives.
std::optional<Visit> find_visit(
    const Pages& pages, const workflows::app::Services& services, const http::Request& request
);

/// A form of this session with its command (`form_command`); or the page that says why it is none.
struct AdminForm {
    http::Fields fields;
    workflows::CommandId form;  ///< the id that the page hid in it
    workflows::CommandId command;
};
std::variant<AdminForm, http::Response> read_admin_form(const Visit& visit, http::Fields fields);

/// A page with a title and a sentence and nothing else to do (404, 403, 409).
http::Response admin_notice(
    const Visit& visit, std::string_view key, int status, std::string_view back = "/admin/"
);
http::Response admin_not_found(const Visit& visit);

/// What a refusal, or a document that cannot be used, is called in words.
std::string refusal_words(const Visit& visit, const workflows::Refused& refused);
std::string problem_words(const Visit& visit, const workflows::app::DocumentProblem& problem);

/// Random bytes for a cookie: 64 hexadecimal characters.
std::string new_token(workflows::app::Random& random);

/// The text of `text` in this language, French otherwise.
const std::string& localised(const workflows::LocalisedText& text, Locale locale);

/// What a stage is called, wherever it is shown.
const std::string& stage_word(const Visit& visit, workflows::Stage stage);

/// What was just done, from the `done` of the address; empty for nothing known.
std::string done_words(const Visit& visit);

/// A whole number, or nullopt for anything else.
std::optional<int> parse_whole(std::string_view text);

/// `<option>`s or radios: `value`, `label` and whether it is the chosen one.
Model choice(std::string_view value, std::string_view label, bool chosen);
/// One choice per name, in words `<prefix>.<name>`.
std::vector<Model> choices_of(
    const Visit& visit,
    std::span<const std::string_view> names,
    std::string_view prefix,
    std::string_view chosen
);

}  // namespace contreseing::server::pages
