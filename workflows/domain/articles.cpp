#include "workflows/domain/articles.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace contreseing::workflows {

namespace {

using Kind = Paragraph::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 5> kMarks{{
    {"# ", Kind::Heading},
    {"- ", Kind::Point},
    {"[x] ", Kind::Ticked},
    {"[ ] ", Kind::Unticked},
    {"[+] ", Kind::Added},
}};
/// Before a paragraph of plain text that begins with a mark.
constexpr char kPlain = '\\';

std::string_view mark_of(Kind kind) {
    for (const auto& [mark, marked] : kMarks) {
        if (marked == kind) {
            return mark;
        }
    }
    return {};
}

/// A stretch of words, a name in braces, or an end of an optional stretch.
struct Piece {
    enum class Kind { Words, Name, Open, Close, Fault };
    Kind kind;
    std::string_view text;
};

std::vector<Piece> pieces_of(std::string_view text) {
    std::vector<Piece> pieces;
    while (!text.empty()) {
        std::size_t length = 2;
        if (text.starts_with("[[")) {
            pieces.push_back({Piece::Kind::Open, text.substr(0, 2)});
        } else if (text.starts_with("]]")) {
            pieces.push_back({Piece::Kind::Close, text.substr(0, 2)});
        } else if (text.front() == '{' || text.front() == '}') {
            const auto end = text.find_first_of("{}", 1);
            const bool closed = text.front() == '{' && end != text.npos && text[end] == '}';
            length = closed ? end + 1 : 1;
            pieces.push_back(
                closed ? Piece{Piece::Kind::Name, text.substr(1, end - 1)}
                       : Piece{Piece::Kind::Fault, text.substr(0, 1)}
            );
        } else {
            length = 1;
            while (length < text.size() && text[length] != '{' && text[length] != '}' &&
                   !text.substr(length).starts_with("[[") &&
                   !text.substr(length).starts_with("]]")) {
                ++length;
            }
            pieces.push_back({Piece::Kind::Words, text.substr(0, length)});
        }
        text.remove_prefix(length);
    }
    return pieces;
}

const FieldSpec* field_of(const ConventionType& type, std::string_view key) {
    const auto found =
        std::find_if(type.fields.begin(), type.fields.end(), [key](const FieldSpec& field) {
            return field.key == key;
        });
    return found == type.fields.end() ? nullptr : &*found;
}

bool is_choice(const FieldSpec& field) {
    return field.kind == FieldSpec::Kind::OneOf || field.kind == FieldSpec::Kind::ManyOf;
}

/// The choice that the whole paragraph is, or null.
const FieldSpec* choice_of(const ConventionType& type, std::string_view paragraph) {
    const auto pieces = pieces_of(paragraph);
    if (pieces.size() != 1 || pieces.front().kind != Piece::Kind::Name) {
        return nullptr;
    }
    const auto* field = field_of(type, pieces.front().text);
    return field != nullptr && is_choice(*field) ? field : nullptr;
}

constexpr std::array<std::pair<std::string_view, std::string PrintedCampus::*>, 4> kOfCampus{{
    {"campus.name", &PrintedCampus::name},
    {"campus.represented_by", &PrintedCampus::represented_by},
    {"campus.support", &PrintedCampus::support},
    {"campus.place", &PrintedCampus::place},
}};

class Filling {
public:
    Filling(
        const ConventionType& type,
        const std::map<std::string, FieldValue>& fields,
        const PrintedCampus& campus
    )
        : type_(type), fields_(fields), campus_(campus) {}

    void paragraph(std::string_view written, std::vector<std::string>& out) const {
        if (const auto* choice = choice_of(type_, written)) {
            boxes(*choice, out);
            return;
        }
        const auto [kind, text] = read_paragraph(written);
        auto filled = trimmed(fill(text));
        if (filled.empty()) {
            return;
        }
        const bool marked = read_paragraph(filled).text.size() != filled.size();
        const auto mark =
            kind == Kind::Text && marked ? std::string(1, kPlain) : std::string(mark_of(kind));
        out.push_back(mark + filled);
    }

private:
    static std::string trimmed(const std::string& text) {
        const auto first = text.find_first_not_of(" \n\t");
        return first == text.npos ? std::string()
                                  : text.substr(first, text.find_last_not_of(" \n\t") + 1 - first);
    }

    [[nodiscard]] std::optional<std::string> value(std::string_view name) const {
        for (const auto& [known, member] : kOfCampus) {
            if (known == name) {
                return campus_.*member;
            }
        }
        if (field_of(type_, name) == nullptr) {
            return std::nullopt;
        }
        return text_of(std::string(name));
    }

    [[nodiscard]] std::string text_of(const std::string& key) const {
        const auto found = fields_.find(key);
        const auto* text =
            found == fields_.end() ? nullptr : std::get_if<std::string>(&found->second);
        return text == nullptr ? std::string() : *text;
    }

    [[nodiscard]] std::string fill(std::string_view text) const {
        std::string out;
        std::size_t opened = 0;
        bool optional = false;
        bool blank = false;
        for (const auto& piece : pieces_of(text)) {
            if (piece.kind == Piece::Kind::Open) {
                opened = out.size();
                optional = true;
                blank = false;
            } else if (piece.kind == Piece::Kind::Close) {
                if (optional && blank) {
                    out.resize(opened);
                }
                optional = false;
            } else if (piece.kind == Piece::Kind::Name) {
                const auto known = value(piece.text);
                blank = blank || (known && known->empty());
                out += known ? *known : '{' + std::string(piece.text) + '}';
            } else {
                out += piece.text;
            }
        }
        return out;
    }

    void boxes(const FieldSpec& choice, std::vector<std::string>& out) const {
        const auto found = fields_.find(choice.key);
        for (const auto& option : choice.options) {
            const bool ticked = found != fields_.end() && holds(found->second, option.key);
            const auto label = option.label.find("fr");
            out.push_back(
                std::string(mark_of(ticked ? Kind::Ticked : Kind::Unticked)) +
                (label == option.label.end() ? std::string() : label->second)
            );
        }
        const auto added = trimmed(text_of(choice.key + ".other"));
        if (choice.with_other && !added.empty()) {
            out.push_back(std::string(mark_of(Kind::Added)) + added);
        }
    }

    static bool holds(const FieldValue& value, const std::string& key) {
        if (const auto* one = std::get_if<std::string>(&value)) {
            return *one == key;
        }
        const auto& many = std::get<std::vector<std::string>>(value);
        return std::find(many.begin(), many.end(), key) != many.end();
    }

    const ConventionType& type_;
    const std::map<std::string, FieldValue>& fields_;
    const PrintedCampus& campus_;
};

bool is_of_campus(std::string_view name) {
    return std::any_of(kOfCampus.begin(), kOfCampus.end(), [name](const auto& known) {
        return known.first == name;
    });
}

/// How a fault of a name is told; empty when the name can be printed there.
std::string fault_of_name(const ConventionType& type, std::string_view name) {
    const auto* field = field_of(type, name);
    if (field == nullptr && !is_of_campus(name)) {
        return "unknown name: " + std::string(name);
    }
    if (field != nullptr && is_choice(*field)) {
        return "a choice stands alone in its paragraph: " + std::string(name);
    }
    return {};
}

}  // namespace

std::vector<Article> printed_articles(
    const ConventionType& type,
    const std::map<std::string, FieldValue>& fields,
    const PrintedCampus& campus
) {
    const Filling filling(type, fields, campus);
    std::vector<Article> printed;
    for (const auto& article : type.articles) {
        Article& out = printed.emplace_back(article);
        out.paragraphs.clear();
        for (const auto& paragraph : article.paragraphs) {
            filling.paragraph(paragraph, out.paragraphs);
        }
    }
    return printed;
}

Paragraph read_paragraph(std::string_view paragraph) {
    for (const auto& [mark, kind] : kMarks) {
        if (paragraph.starts_with(mark)) {
            return {kind, paragraph.substr(mark.size())};
        }
    }
    const bool plain = paragraph.starts_with(kPlain);
    return {Kind::Text, plain ? paragraph.substr(1) : paragraph};
}

std::vector<std::string> faults_of_paragraph(
    const ConventionType& type, std::string_view paragraph
) {
    std::vector<std::string> faults;
    if (choice_of(type, paragraph) != nullptr) {
        return faults;
    }
    bool optional = false;
    bool named = false;
    for (const auto& piece : pieces_of(read_paragraph(paragraph).text)) {
        const bool ends = piece.kind == Piece::Kind::Close;
        if (piece.kind == Piece::Kind::Fault) {
            faults.emplace_back("a brace encloses a name, and nothing else");
        } else if (piece.kind == Piece::Kind::Name) {
            named = true;
            if (auto fault = fault_of_name(type, piece.text); !fault.empty()) {
                faults.push_back(std::move(fault));
            }
        } else if (piece.kind == Piece::Kind::Open || ends) {
            if (optional != ends) {
                faults.emplace_back("[[ and ]] come by turns");
            } else if (ends && !named) {
                faults.emplace_back("nothing between [[ and ]] can be empty");
            }
            optional = !ends;
            named = false;
        }
    }
    if (optional) {
        faults.emplace_back("[[ is never closed");
    }
    return faults;
}

std::set<std::string> names_printed(const std::vector<Article>& articles) {
    std::set<std::string> names;
    for (const auto& article : articles) {
        for (const auto& paragraph : article.paragraphs) {
            for (const auto& piece : pieces_of(read_paragraph(paragraph).text)) {
                if (piece.kind == Piece::Kind::Name) {
                    names.emplace(piece.text);
                }
            }
        }
    }
    return names;
}

}  // namespace contreseing::workflows
