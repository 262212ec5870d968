#pragma once

// Private to this folder.

#include "documents/pdf/bytes.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <qpdf/Buffer.hh>
#include <qpdf/InputSource.hh>
#include <qpdf/QPDFTokenizer.hh>

namespace contreseing::documents::pdf {

/// White space of PDF. Source: ISO 32000-1, table 1.
[[nodiscard]] bool is_blank(char c) noexcept;
/// Moves `at` behind white space, comments not included.
void skip_blanks(std::string_view text, std::size_t& at) noexcept;
/// The decimal number at `at`, of at most ten digits, and moves behind it.
[[nodiscard]] std::optional<std::size_t> read_number(std::string_view text, std::size_t& at);

/// Walks over the bytes of a file with libqpdf's own tokenizer, one token at a time and without
/// its leniency: what is no token, and a comment, ends every read. The bytes must outlive it.
class Lexer {
public:
    Lexer(ByteView file, std::size_t at);

    [[nodiscard]] std::size_t position() const noexcept { return at_; }
    void move_to(std::size_t at) noexcept { at_ = at; }
    /// A whole number that is not negative.
    [[nodiscard]] std::optional<std::size_t> integer();
    /// True, and behind it, when the next token is this keyword; else stays before it.
    [[nodiscard]] bool word(std::string_view keyword);
    /// The text of one whole value of at most `most` bytes; empty when there is none.
    [[nodiscard]] std::string_view value(std::size_t most = std::string_view::npos);

private:
    QPDFTokenizer::Token next();

    std::string_view text_;
    std::size_t at_;
    Buffer buffer_;
    std::shared_ptr<InputSource> input_;
    QPDFTokenizer tokenizer_;
};

}  // namespace contreseing::documents::pdf
