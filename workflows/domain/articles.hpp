#pragma once

#include "workflows/domain/article.hpp"
#include "workflows/domain/convention_type.hpp"
#include "workflows/domain/spine.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::workflows {

/// What articles may print of the campus: `{campus.name}` and so on.
struct PrintedCampus {
    std::string name;
    std::string represented_by;
    std::string support;
    std::string place;
};

/// The articles of `type` with their blanks filled, in the same notation: what is printed, and what
/// is kept. A stretch between `[[` and `]]` goes when a blank in it is empty, a paragraph when
/// nothing is left of it; a name that the type does not have stays as it is written.
std::vector<Article> printed_articles(
    const ConventionType& type,
    const std::map<std::string, FieldValue>& fields,
    const PrintedCampus& campus
);

/// A paragraph of a printed article, its mark apart.
struct Paragraph {
    enum class Kind { Text, Heading, Point, Ticked, Unticked, Added };
    Kind kind = Kind::Text;
    std::string_view text;
};
Paragraph read_paragraph(std::string_view paragraph);

/// What is wrong with a paragraph of an article of `type`, in English; empty when nothing is.
std::vector<std::string> faults_of_paragraph(
    const ConventionType& type, std::string_view paragraph
);

/// The names in braces of all articles.
std::set<std::string> names_printed(const std::vector<Article>& articles);

}  // namespace contreseing::workflows
