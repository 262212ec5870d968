#pragma once

#include "mail/formatter.hpp"
#include "workflows/ground/calendar.hpp"
#include "workflows/ground/mail_values.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::mail {

using Row = workflows::MailRow;
using Value = workflows::MailValue;
/// What a template is filled with.
using Model = workflows::MailValues;

struct Rendered {
    std::string subject;
    std::string text;
    std::string html;
};

/// The words of every mail, one file for each kind and language: `<folder>/<language>/<kind>.mail`,
/// and `<kind>.2.mail` for its second version. A subject, a blank line, then the text; the HTML is
/// made of that text (`html_body.hpp`) in `<folder>/layout.html`; the words of dates are in
/// `<folder>/<language>.words`. Mustache without partials,
/// delimiters or unescaped values. A version that has been used stays as it is, so that a mail
/// composed again next year reads the same. Immutable once loaded: safe to share between threads.
class Catalogue {
public:
    /// Loads and checks everything in `folder`: each template exists in French and in English, well
    /// formed, and both languages use the same keys, and no version of a kind is left out. Instants
    /// are told in the civil time of `zone`.
    /// Throws Error::BadTemplate naming the file.
    explicit Catalogue(const std::filesystem::path& folder, const workflows::ZoneTable& zone = {});

    [[nodiscard]] bool has(std::string_view name, int version, std::string_view language) const;
    /// The newest version of a kind, 0 when there is none.
    [[nodiscard]] int newest(std::string_view name) const;
    /// `invitation.v1`… of every template.
    [[nodiscard]] std::vector<std::string> names() const;

    /// Fills a template. `link`, when the template uses it, must be an http(s) address; the text
    /// shown for it in HTML, `link_domain`, is made here, and so are `has_<list>` for each list and
    /// `<hash>_short`, its first 16 digits, for each hash.
    /// Values lose control characters and
    /// bidirectional overrides; in the subject, line breaks become blanks. HTML is escaped.
    ///
    /// Throws Error::UnknownTemplate, Error::MissingValue when the template needs a key that the
    /// model has not, or has empty although the template has no section for it; Error::BadValue.
    [[nodiscard]] Rendered render(
        std::string_view name, int version, std::string_view language, const Model& model
    ) const;

private:
    struct Template {
        std::string subject;
        std::string text;
        std::string html;
        std::set<std::string> sections;  ///< names that may be empty: a section asks for them
    };
    static Template parse(
        const std::string& source,
        const std::string& layout,
        const std::string& language,
        const std::string& where
    );
    [[nodiscard]] const Template* find(
        std::string_view name, int version, std::string_view language
    ) const;

    std::map<std::string, Template, std::less<>> templates_;    ///< by `fr/invitation.v1`
    std::map<std::string, Formatter, std::less<>> formatters_;  ///< by language
};

}  // namespace contreseing::mail
