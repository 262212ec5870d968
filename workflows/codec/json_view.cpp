#include "workflows/codec/json_view.hpp"

#include "text/utf8.hpp"

#include <charconv>

namespace contreseing::workflows::codec {

namespace {

constexpr int kMaxDepth = 64;

}  // namespace

/// Reads values one after the other into the document.
class JsonViewParser {
public:
    JsonViewParser(std::string_view text, JsonDocument& document)
        : text_(text), document_(document) {}

    bool whole() {
        if (!value({}, 0)) {
            return false;
        }
        skip_blanks();
        return at_ == text_.size();
    }

private:
    using Kind = JsonDocument::Kind;

    bool value(std::string_view name, int depth) {
        skip_blanks();
        const auto index = document_.items_.size();
        document_.items_.emplace_back().name = name;
        const bool good = at_ < text_.size() && fill(index, depth);
        document_.items_[index].end = static_cast<std::uint32_t>(document_.items_.size());
        return good;
    }

    bool fill(std::size_t index, int depth) {
        switch (text_[at_]) {
            case '{':
                return depth < kMaxDepth && container(index, Kind::Object, '}', depth);
            case '[':
                return depth < kMaxDepth && container(index, Kind::Array, ']', depth);
            case '"':
                document_.items_[index].kind = Kind::String;
                return string(document_.items_[index].text);
            case 't':
                return boolean(index, "true", 1);
            case 'f':
                return boolean(index, "false", 0);
            case 'n':
                return word("null");
            default:
                return number(index);
        }
    }

    bool container(std::size_t index, Kind kind, char closing, int depth) {
        document_.items_[index].kind = kind;
        ++at_;
        skip_blanks();
        if (accept(closing)) {
            return true;
        }
        std::uint32_t size = 0;
        do {
            std::string_view name;
            skip_blanks();
            if (kind == Kind::Object && !(string(name) && colon())) {
                return false;
            }
            if (!value(name, depth + 1)) {
                return false;
            }
            ++size;
            skip_blanks();
        } while (accept(','));
        document_.items_[index].size = size;
        return accept(closing);
    }

    bool colon() {
        skip_blanks();
        return accept(':');
    }

    bool boolean(std::size_t index, std::string_view spelling, std::int64_t truth) {
        document_.items_[index].kind = Kind::Boolean;
        document_.items_[index].number = truth;
        return word(spelling);
    }

    bool word(std::string_view spelling) {
        if (!text_.substr(at_).starts_with(spelling)) {
            return false;
        }
        at_ += spelling.size();
        return true;
    }

    bool number(std::size_t index) {
        auto& item = document_.items_[index];
        item.kind = Kind::Number;
        const char* const begin = text_.data() + at_;
        const auto end = std::from_chars(begin, text_.data() + text_.size(), item.number);
        if (end.ec != std::errc{}) {
            return false;
        }
        at_ += static_cast<std::size_t>(end.ptr - begin);
        return at_ == text_.size() || std::string_view(".eE").find(text_[at_]) == std::string::npos;
    }

    /// As it stands in the source where nothing is escaped.
    bool string(std::string_view& out) {
        if (!accept('"')) {
            return false;
        }
        const auto end = text_.find_first_of("\"\\", at_);
        if (end == std::string_view::npos) {
            return false;
        }
        if (text_[end] == '"') {
            out = text_.substr(at_, end - at_);
            at_ = end + 1;
            return true;
        }
        std::string& plain = document_.unescaped_.emplace_back();
        while (at_ < text_.size() && text_[at_] != '"') {
            if (text_[at_] != '\\') {
                plain.push_back(text_[at_++]);
            } else if (!escape(plain)) {
                return false;
            }
        }
        out = plain;
        return accept('"');
    }

    bool escape(std::string& out) {
        constexpr std::string_view kLetters = "\"\\/bfnrt";
        constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
        ++at_;
        if (at_ < text_.size() && text_[at_] == 'u') {
            ++at_;
            auto scalar = code_unit();
            const bool high = scalar && *scalar >= 0xD800 && *scalar < 0xDC00;
            if (high && word("\\u")) {
                const auto low = code_unit();
                if (!low || *low < 0xDC00 || *low > 0xDFFF) {
                    return false;
                }
                scalar = 0x10000 + ((*scalar - 0xD800) << 10U) + (*low - 0xDC00);
            }
            if (!scalar || (*scalar >= 0xD800 && *scalar <= 0xDFFF)) {
                return false;
            }
            text::append_scalar(out, *scalar);
            return true;
        }
        const auto letter = at_ < text_.size() ? kLetters.find(text_[at_]) : std::string::npos;
        if (letter == std::string::npos) {
            return false;
        }
        out.push_back(kMeanings[letter]);
        ++at_;
        return true;
    }

    std::optional<char32_t> code_unit() {
        std::uint16_t unit = 0;
        const auto digits = text_.substr(at_, 4);
        const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
        if (digits.size() != 4 || end.ptr != digits.data() + 4) {
            return std::nullopt;
        }
        at_ += 4;
        return unit;
    }

    bool accept(char c) {
        if (at_ >= text_.size() || text_[at_] != c) {
            return false;
        }
        ++at_;
        return true;
    }

    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' ||
                                      text_[at_] == '\r' || text_[at_] == '\t')) {
            ++at_;
        }
    }

    std::string_view text_;
    JsonDocument& document_;
    std::size_t at_ = 0;
};

std::optional<JsonDocument> JsonDocument::parse(std::string_view text) {
    std::optional<JsonDocument> document(std::in_place);
    document->items_.reserve(text.size() / 8);
    if (!JsonViewParser(text, *document).whole()) {
        return std::nullopt;
    }
    return document;
}

std::optional<bool> JsonView::boolean() const {
    return item().kind == JsonDocument::Kind::Boolean ? std::optional(item().number != 0)
                                                      : std::nullopt;
}

std::optional<std::int64_t> JsonView::number() const {
    return item().kind == JsonDocument::Kind::Number ? std::optional(item().number) : std::nullopt;
}

std::optional<std::string_view> JsonView::text() const {
    return item().kind == JsonDocument::Kind::String ? std::optional(item().text) : std::nullopt;
}

std::optional<JsonView> JsonView::find(std::string_view name) const {
    for (auto at = at_ + 1; at < item().end; at = (*items_)[at].end) {
        if ((*items_)[at].name == name) {
            return JsonView(items_, at);
        }
    }
    return std::nullopt;
}

}  // namespace contreseing::workflows::codec
