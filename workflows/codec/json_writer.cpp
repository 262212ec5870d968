#include "workflows/codec/json_writer.hpp"

#include "text/utf8.hpp"

namespace contreseing::workflows::codec {

namespace {

/// The two-character escape of RFC 8785, 3.2.2.2; 0 when there is none.
char short_escape(char c) {
    switch (c) {
        case '"':
            return '"';
        case '\\':
            return '\\';
        case '\b':
            return 'b';
        case '\f':
            return 'f';
        case '\n':
            return 'n';
        case '\r':
            return 'r';
        case '\t':
            return 't';
        default:
            return 0;
    }
}

bool is_plain(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    out.push_back('"');
    std::size_t at = 0;
    while (at < text.size()) {
        const auto start = at;
        while (at < text.size() && is_plain(text[at])) {
            ++at;
        }
        out.append(text, start, at - start);
        if (at == text.size()) {
            break;
        }
        const char c = text[at];
        if (const char escape = short_escape(c)) {
            out.push_back('\\');
            out.push_back(escape);
            ++at;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += "\\u00";
            out.push_back(kDigits[static_cast<unsigned char>(c) >> 4U]);
            out.push_back(kDigits[static_cast<unsigned char>(c) & 0x0FU]);
            ++at;
        } else {
            const auto before = at;
            if (text::next_scalar(text, at)) {
                out.append(text, before, at - before);
            } else {
                text::append_scalar(out, 0xFFFD);
                ++at;
            }
        }
    }
    out.push_back('"');
}

void JsonWriter::begin(char bracket) {
    text_.push_back(bracket);
    first_ = true;
}

void JsonWriter::end(char bracket) {
    text_.push_back(bracket);
    first_ = false;
}

void JsonWriter::next_item() {
    if (!first_) {
        text_.push_back(',');
    }
    first_ = false;
}

void JsonWriter::begin_member(std::string_view name) {
    next_item();
    append_json_string(text_, name);
    text_.push_back(':');
    if (style_.personal) {
        path_.emplace_back(name);
    }
}

void JsonWriter::end_member() {
    if (style_.personal) {
        path_.pop_back();
    }
}

std::string JsonWriter::pointer() const {
    std::string out;
    for (const auto& name : path_) {
        out = pointer_to(out, name);
    }
    return out;
}

void JsonWriter::number(std::int64_t value) {
    char buffer[24];
    const auto end = std::to_chars(std::begin(buffer), std::end(buffer), value);
    text_.append(buffer, end.ptr);
}

}  // namespace contreseing::workflows::codec
