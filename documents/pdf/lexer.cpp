#include "documents/pdf/lexer.hpp"

#include <algorithm>
#include <charconv>
#include <qpdf/BufferInputSource.hh>

namespace contreseing::documents::pdf {

using Token = QPDFTokenizer::Token;

bool is_blank(char c) noexcept {
    return c == ' ' || c == '\r' || c == '\n' || c == '\t' || c == '\f' || c == '\0';
}

void skip_blanks(std::string_view text, std::size_t& at) noexcept {
    while (at < text.size() && is_blank(text[at])) {
        ++at;
    }
}

std::optional<std::size_t> read_number(std::string_view text, std::size_t& at) {
    constexpr std::size_t kMostDigits = 10;
    std::size_t value = 0;
    const std::string_view digits = text.substr(std::min(at, text.size()), kMostDigits + 1);
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const auto length = static_cast<std::size_t>(stop - digits.data());
    if (error != std::errc() || length > kMostDigits) {
        return std::nullopt;
    }
    at += length;
    return value;
}

Lexer::Lexer(ByteView file, std::size_t at)
    : text_(as_text(file)),
      at_(at),
      // libqpdf only reads from it.
      buffer_(const_cast<unsigned char*>(file.data()), file.size()),
      input_(std::make_shared<BufferInputSource>("pdf", &buffer_)) {
    tokenizer_.allowEOF();
    tokenizer_.includeIgnorable();
}

Token Lexer::next() {
    skip_blanks(text_, at_);
    input_->seek(static_cast<qpdf_offset_t>(at_), SEEK_SET);
    Token token = tokenizer_.readToken(input_, "pdf", true);
    at_ = static_cast<std::size_t>(input_->tell());
    return token;
}

std::optional<std::size_t> Lexer::integer() {
    const Token token = next();
    std::size_t at = 0;
    const auto value = token.isInteger() ? read_number(token.getValue(), at) : std::nullopt;
    return at == token.getValue().size() ? value : std::nullopt;
}

bool Lexer::word(std::string_view keyword) {
    const std::size_t before = at_;
    if (next().isWord(std::string(keyword))) {
        return true;
    }
    at_ = before;
    return false;
}

std::string_view Lexer::value(std::size_t most) {
    skip_blanks(text_, at_);
    const std::size_t start = at_;
    std::size_t depth = 0;
    do {
        const Token token = next();
        switch (token.getType()) {
            case QPDFTokenizer::tt_array_open:
            case QPDFTokenizer::tt_dict_open:
                ++depth;
                break;
            case QPDFTokenizer::tt_array_close:
            case QPDFTokenizer::tt_dict_close:
                if (depth == 0) {
                    return {};
                }
                --depth;
                break;
            case QPDFTokenizer::tt_integer:
            case QPDFTokenizer::tt_real:
            case QPDFTokenizer::tt_name:
            case QPDFTokenizer::tt_string:
            case QPDFTokenizer::tt_null:
            case QPDFTokenizer::tt_bool:
                break;
            case QPDFTokenizer::tt_word:
                // The end of a reference, inside something; elsewhere a keyword that has no place.
                if (depth > 0 && token.isWord("R")) {
                    break;
                }
                return {};
            default:
                return {};
        }
    } while (depth > 0 && at_ - start <= most);
    return depth == 0 ? text_.substr(start, at_ - start) : std::string_view{};
}

}  // namespace contreseing::documents::pdf
