#pragma once

#include "documents/pdf/bytes.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace contreseing::documents::pdf {

/// What an incremental update continues: the end of the file as it is.
struct Tail {
    std::size_t size = 0;  ///< bytes of the file
    std::size_t last_xref = 0;
    bool xref_is_stream = false;
    bool ends_with_newline = true;
    int next_object = 1;
    std::string root;      ///< reference, `1 0 R`
    std::string info;      ///< reference or empty
    std::string first_id;  ///< PDF string or empty
};

/// Writes one incremental update: the bytes to append after a file, which is never rewritten. A
/// cross-reference table follows a table and a stream follows a stream.
/// Source: ISO 32000-1, 7.5.6; 20-byte entries, 7.5.4.
class IncrementalUpdate {
public:
    explicit IncrementalUpdate(Tail tail);

    /// A number no object has.
    [[nodiscard]] int alloc() { return tail_.next_object++; }
    /// Writes an object; an existing number is thereby replaced.
    void put(int object, std::string_view body);
    /// `dictionary` is the inside of the stream's dictionary, without `/Length`.
    void put_stream(int object, std::string_view dictionary, std::string_view data);
    /// Offset in the whole file of the next byte written.
    [[nodiscard]] std::size_t position() const noexcept { return tail_.size + out_.size(); }
    /// Adds cross-reference, trailer and end; returns the appended bytes. `id` is the new second
    /// half of the file's identifier, 16 bytes. Call it once, last.
    [[nodiscard]] std::string finish(std::string_view id);

private:
    void write_table(const std::string& trailer);
    void write_stream(std::string trailer);

    Tail tail_;
    std::string out_;
    std::map<int, std::size_t> offsets_;
};

/// `<…>`, upper-case hexadecimal.
[[nodiscard]] std::string hex_string(std::string_view bytes);

}  // namespace contreseing::documents::pdf
