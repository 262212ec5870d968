#include "mail/html_body.hpp"

#include <vector>

namespace contreseing::mail {

std::string html_words(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
    }
    return out;
}

namespace {

/// The name in `{{#name}}`, with its sign; empty when the line is more than one such tag.
std::string_view tag_of(std::string_view line) {
    const bool tag = line.size() > 5 && line.starts_with("{{") && line.ends_with("}}") &&
                     line.find("}}") == line.size() - 2 &&
                     (line[2] == '#' || line[2] == '^' || line[2] == '/');
    return tag ? line.substr(2, line.size() - 4) : std::string_view{};
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

class Body {
public:
    void take(std::string_view line, std::string_view next) {
        if (const auto tag = tag_of(line); !tag.empty()) {
            end_paragraph();
            take_tag(tag, next);
            add(line);
        } else if (line.starts_with("- ")) {
            end_paragraph();
            begin_list("");
            add("<li>" + html_words(line.substr(2)) + "</li>");
        } else {
            end_list();
            take_words(line);
        }
    }

    std::string done() && {
        end_paragraph();
        end_list();
        return std::move(out_);
    }

private:
    void take_tag(std::string_view tag, std::string_view next) {
        const auto name = tag.substr(1);
        if (tag.front() == '#' && next.starts_with("- ")) {
            end_list();
            begin_list(name);
        } else if (tag.front() != '/' || name != repeated_) {
            end_list();
        }
    }

    void take_words(std::string_view line) {
        if (line == "{{link}}") {
            end_paragraph();
            add(R"(<p class="go"><a href="{{link}}">{{link_domain}}</a></p>)");
        } else if (line.starts_with("    ")) {
            end_paragraph();
            add(R"(<p class="code">)" + html_words(line.substr(4)) + "</p>");
        } else if (line.empty() || line == "-- ") {
            end_paragraph();
            in_foot_ = in_foot_ || !line.empty();
        } else {
            paragraph_ += (paragraph_.empty() ? "" : "<br>\n") + html_words(line);
        }
    }

    void add(std::string_view line) { out_.append(line).append("\n"); }

    void end_paragraph() {
        if (!paragraph_.empty()) {
            add((in_foot_ ? R"(<p class="foot">)" : "<p>") + paragraph_ + "</p>");
            paragraph_.clear();
        }
    }

    /// Of a list that a section repeats, only where it has items: HTML knows no empty one.
    void add_where_any(std::string_view tag) {
        const std::string has = "has_" + repeated_;
        add(repeated_.empty() ? std::string(tag)
                              : "{{#" + has + "}}\n" + std::string(tag) + "\n{{/" + has + "}}");
    }
    void begin_list(std::string_view repeated) {
        if (!in_list_) {
            in_list_ = true;
            repeated_ = repeated;
            add_where_any("<ul>");
        }
    }
    void end_list() {
        if (in_list_) {
            add_where_any("</ul>");
            in_list_ = false;
            repeated_.clear();
        }
    }

    std::string out_;
    std::string paragraph_;
    std::string repeated_;  ///< name of the section that repeats the list's item, or empty
    bool in_list_ = false;
    bool in_foot_ = false;
};

}  // namespace

std::string html_body(std::string_view text) {
    Body body;
    const auto lines = lines_of(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        body.take(lines[i], i + 1 < lines.size() ? lines[i + 1] : std::string_view{});
    }
    return std::move(body).done();
}

}  // namespace contreseing::mail
