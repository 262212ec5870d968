#pragma once

#include <string>
#include <string_view>

namespace contreseing::mail {

/// The HTML of a mail, made from its text while both are templates, so that one source says it
/// once.
///
/// Blank lines part paragraphs, and lines of one are parted by breaks. `- ` begins an item of a
/// list, also where a section repeats it. A line that is `{{link}}` and nothing else is the link to
/// follow, shown by its domain; an indented line stands out, as a code to copy; after `-- ` comes
/// the foot (RFC 3676 4.3). Lines that are one tag and nothing else stay as they are; what else
/// would be read as HTML is escaped.
std::string html_body(std::string_view text);

/// Words of a template as HTML, tags aside.
std::string html_words(std::string_view text);

}  // namespace contreseing::mail
