#include "server/pages/admin/visit.hpp"

#include "server/http/csrf.hpp"
#include "server/pages/kit/form_command.hpp"
#include "server/pages/link/dead_end.hpp"
#include "server/pages/link/open_link.hpp"
#include "workflows/domain/names.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace contreseing::server::pages {

namespace app = workflows::app;

namespace {

workflows::Sha256 hash_of(app::Digest& digest, std::string_view token) {
    return digest.sha256({reinterpret_cast<const std::uint8_t*>(token.data()), token.size()});
}

}  // namespace

workflows::Actor Visit::actor() const {
    return {
        workflows::Actor::Kind::Administrator,
        to_string(administrator.id),
        administrator.contact.name,
        pages.words().text(Locale::Fr, "admin.quality")};
}

std::string Visit::csrf() const {
    return services.secrets.form_token(token);
}

Model Visit::model(std::string_view nav, std::string_view title) const {
    Model model;
    model.text("page_title", title)
        .text("admin_name", administrator.contact.name)
        .text("csrf", csrf())
        .text("command", new_form_id(services.random))
        .flag("nav_" + std::string(nav), true);
    return model;
}

http::Response Visit::answer(std::string_view page, Model model, int status) const {
    return pages.answer("admin/" + std::string(page), locale, std::move(model), status);
}

std::optional<Visit> find_visit(
    const Pages& pages, const app::Services& services, const http::Request& request
) {
    const auto cookies = request.cookies();
    const auto token = cookies.get(kAdminCookie);
    if (token.empty()) {
        return std::nullopt;
    }
    const auto now = services.clock.now() - request.waited();
    const auto session = services.accounts.session(hash_of(services.digest, token), now);
    if (!session) {
        return std::nullopt;
    }
    auto administrator = services.accounts.find(session->administrator);
    if (!administrator || !administrator->active) {
        return std::nullopt;
    }
    const auto locale = administrator->contact.locale;
    return Visit{
        pages,
        services,
        request,
        std::move(*administrator),
        std::string(token),
        now,
        locale,
        Format(pages.words(), services.engine.zone(), locale)};
}

std::variant<AdminForm, http::Response> read_admin_form(const Visit& visit, http::Fields fields) {
    if (!http::csrf_matches(visit.csrf(), fields.get("csrf"))) {
        return admin_notice(visit, "dead_end.forged", 403);
    }
    const auto form = workflows::parse_id<workflows::CommandId>(fields.get("command"));
    if (!form || form->is_nil()) {
        return admin_notice(visit, "dead_end.bad_form", 400);
    }
    const auto command = form_command(visit.services.digest, *form, fields);
    return AdminForm{std::move(fields), *form, command};
}

http::Response admin_notice(
    const Visit& visit, std::string_view key, int status, std::string_view back
) {
    const std::string prefix(key);
    auto model = visit.model("none", visit.word(prefix + ".title"));
    model.text("sentence", visit.word(prefix + ".sentence"))
        .text("todo", visit.word(prefix + ".what_to_do"))
        .text("back", back)
        .text("back_label", visit.word("admin.back"));
    return visit.answer("notice", std::move(model), status);
}

http::Response admin_not_found(const Visit& visit) {
    return admin_notice(visit, "admin.not_found", 404);
}

std::string refusal_words(const Visit& visit, const workflows::Refused& refused) {
    const std::string name(workflows::name_of(refused.refusal));
    if (refused.refusal == workflows::Refusal::InvalidValue) {
        // `slots/0/email` is an address like any other.
        const auto about =
            "admin.invalid." + refused.subject.substr(refused.subject.rfind('/') + 1);
        if (visit.pages.words().has(about)) {
            return visit.word(about);
        }
        return visit.word(
            refused.subject.starts_with("fields/") ? "admin.invalid.field" : "admin.invalid.line"
        );
    }
    const auto own = "admin.refusal." + name;
    if (visit.pages.words().has(own)) {
        return visit.word(own);
    }
    const auto key = "refusal." + name;
    return visit.word(key + ".sentence") + " " + visit.word(key + ".what_to_do");
}

std::string problem_words(const Visit& visit, const app::DocumentProblem& problem) {
    const auto key = "document_problem." + problem.code;
    return visit.word(
        visit.pages.words().has(key) ? key
        : problem.temporary          ? "document_problem.other_temporary"
                                     : "document_problem.other"
    );
}

const std::string& stage_word(const Visit& visit, workflows::Stage stage) {
    return visit.word("stage." + std::string(workflows::name_of(stage)));
}

std::string done_words(const Visit& visit) {
    const auto done = visit.request.query.get("done");
    const auto key = "admin.done." + std::string(done);
    return !done.empty() && visit.pages.words().has(key) ? visit.word(key) : std::string{};
}

std::string new_token(app::Random& random) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::array<std::uint8_t, 32> bytes{};
    random.fill(bytes);
    std::string text;
    for (const auto byte : bytes) {
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 0x0fU];
    }
    return text;
}

const std::string& localised(const workflows::LocalisedText& text, Locale locale) {
    const auto found = text.find(std::string(language_code(locale)));
    return found == text.end() ? text.at("fr") : found->second;
}

std::optional<int> parse_whole(std::string_view text) {
    int number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

Model choice(std::string_view value, std::string_view label, bool chosen) {
    Model model;
    model.text("value", value).text("label", label).flag("chosen", chosen);
    return model;
}

std::vector<Model> choices_of(
    const Visit& visit,
    std::span<const std::string_view> names,
    std::string_view prefix,
    std::string_view chosen
) {
    std::vector<Model> choices;
    for (const auto name : names) {
        choices.push_back(
            choice(name, visit.word(std::string(prefix) + "." + std::string(name)), name == chosen)
        );
    }
    return choices;
}

}  // namespace contreseing::server::pages
