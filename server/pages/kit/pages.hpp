#pragma once

#include "server/http/error_map.hpp"
#include "server/http/request.hpp"
#include "server/http/response.hpp"
#include "server/pages/kit/model.hpp"
#include "server/pages/kit/templates.hpp"
#include "server/pages/kit/words.hpp"

#include <filesystem>
#include <string_view>

namespace contreseing::server::pages {

struct PagesOptions {
    /// Every page says that nothing signed here binds anybody.
    bool demo = false;
};

/// Everything pages are made of, loaded once: templates and words of the `web` folder. One per
/// server, immutable, thread-safe; outlives the router.
class Pages {
public:
    /// Throws `Error` when a template or a catalogue is missing or broken.
    explicit Pages(const std::filesystem::path& web, PagesOptions options = {});

    [[nodiscard]] const Words& words() const { return words_; }
    /// The page filled with `model`, as an answer.
    [[nodiscard]] http::Response answer(
        std::string_view page, Locale locale, Model model, int status = 200
    ) const;
    /// A page that says what went wrong (`Router::render_problems`), for those who read HTML.
    [[nodiscard]] http::Response problem(const http::Request& request, const http::Problem& problem)
        const;

private:
    Words words_;
    Templates templates_;
    PagesOptions options_;
};

/// Language of a page that knows nobody: what the browser asks for.
Locale language_of(const http::Request& request);

}  // namespace contreseing::server::pages
