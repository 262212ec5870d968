#pragma once

// Private to this folder: the only header that shows libqpdf's types.

#include "documents/pdf/bytes.hpp"
#include "documents/pdf/update.hpp"

#include <cstdint>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>

namespace contreseing::documents::pdf {

/// Whether libqpdf may look for objects that a file's tables do not lead to.
enum class Recovery : std::uint8_t { None, Attempted };

/// How far what was read is what the file says.
enum class Trust : std::uint8_t {
    Sound,     ///< at most formal faults: a wrong count, a key or a page twice, a missing type
    Doubtful,  ///< tables or lengths were guessed: whoever uses it proves it in another way
    Lost,      ///< an object is missing or cannot be read
};

/// A PDF opened by libqpdf. The bytes must outlive it.
class Reader {
public:
    /// Throws `Error{NotAPdf, Encrypted, Damaged, OverBudget}`.
    explicit Reader(ByteView bytes, Recovery recovery = Recovery::None);

    [[nodiscard]] QPDF& pdf() noexcept { return pdf_; }
    [[nodiscard]] ByteView bytes() const noexcept { return bytes_; }
    [[nodiscard]] QPDFObjectHandle root() { return pdf_.getRoot(); }
    /// What an update must continue. Throws `Error{Damaged}`.
    [[nodiscard]] Tail tail();
    /// The signature or other field called `name` at the top of the form; null when absent.
    [[nodiscard]] QPDFObjectHandle field(const std::string& name);
    /// What libqpdf complained about so far, one line; empty when nothing.
    [[nodiscard]] std::string complaints() const;
    /// Whether /Size leaves room for every object of the table.
    [[nodiscard]] bool announces_every_object();
    /// Whether libqpdf complained of more than a /Size with room for objects that are not there,
    /// and forgets it.
    [[nodiscard]] bool complains_beside_room();
    /// Judges what libqpdf complained about so far, and forgets it.
    [[nodiscard]] Trust trust();

private:
    ByteView bytes_;
    QPDF pdf_;
};

/// The number after the last `startxref` near the end, or 0.
[[nodiscard]] std::size_t last_startxref(ByteView bytes) noexcept;

/// `dictionary` without its outer `<<` and `>>` and without `left_out`, ready to be continued.
[[nodiscard]] std::string open_dictionary(
    QPDFObjectHandle dictionary, std::initializer_list<std::string_view> left_out
);

}  // namespace contreseing::documents::pdf
