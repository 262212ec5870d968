#include "documents/pdf/update.hpp"

#include <utility>
#include <vector>

namespace contreseing::documents::pdf {
namespace {

/// `12` as ten digits, what a table entry takes.
std::string ten_digits(std::size_t value) {
    const std::string text = std::to_string(value);
    return std::string(10 - std::min<std::size_t>(10, text.size()), '0') + text;
}

/// Runs of consecutive numbers as (first, count).
std::vector<std::pair<int, int>> runs(const std::map<int, std::size_t>& offsets) {
    std::vector<std::pair<int, int>> out;
    for (const auto& [object, offset] : offsets) {
        if (!out.empty() && out.back().first + out.back().second == object) {
            ++out.back().second;
        } else {
            out.emplace_back(object, 1);
        }
    }
    return out;
}

}  // namespace

IncrementalUpdate::IncrementalUpdate(Tail tail) : tail_(std::move(tail)) {
    if (!tail_.ends_with_newline) {
        out_ += '\n';
    }
}

void IncrementalUpdate::put(int object, std::string_view body) {
    offsets_[object] = position();
    out_ += std::to_string(object);
    out_ += " 0 obj\n";
    out_ += body;
    out_ += "\nendobj\n";
}

void IncrementalUpdate::put_stream(int object, std::string_view dictionary, std::string_view data) {
    std::string body = "<<";
    body += dictionary;
    body += "/Length " + std::to_string(data.size()) + ">>\nstream\n";
    body += data;
    body += "\nendstream";
    put(object, body);
}

std::string IncrementalUpdate::finish(std::string_view id) {
    const std::string second = hex_string(id);
    std::string trailer = "/Root " + tail_.root;
    if (!tail_.info.empty()) {
        trailer += "/Info " + tail_.info;
    }
    trailer += "/ID[" + (tail_.first_id.empty() ? second : tail_.first_id) + second + "]";
    trailer += "/Prev " + std::to_string(tail_.last_xref);
    if (tail_.xref_is_stream) {
        write_stream(std::move(trailer));
    } else {
        write_table(trailer);
    }
    return std::move(out_);
}

void IncrementalUpdate::write_table(const std::string& trailer) {
    const std::size_t start = position();
    out_ += "xref\n";
    for (const auto& [first, count] : runs(offsets_)) {
        out_ += std::to_string(first) + " " + std::to_string(count) + "\n";
        for (int object = first; object < first + count; ++object) {
            out_ += ten_digits(offsets_.at(object)) + " 00000 n\r\n";
        }
    }
    out_ += "trailer\n<<" + trailer + "/Size " + std::to_string(tail_.next_object) +
            ">>\nstartxref\n" + std::to_string(start) + "\n%%EOF\n";
}

void IncrementalUpdate::write_stream(std::string trailer) {
    const int self = alloc();
    const std::size_t start = position();
    offsets_[self] = start;
    std::string index = "/Index[";
    for (const auto& [first, count] : runs(offsets_)) {
        index += std::to_string(first) + " " + std::to_string(count) + " ";
    }
    std::string rows;
    for (const auto& [object, offset] : offsets_) {
        rows += '\x01';
        for (int shift = 24; shift >= 0; shift -= 8) {
            rows += static_cast<char>((offset >> static_cast<unsigned>(shift)) & 0xFFU);
        }
        rows += std::string(2, '\0');
    }
    trailer += "/Type/XRef/W[1 4 2]" + index + "]/Size " + std::to_string(tail_.next_object);
    put_stream(self, trailer, rows);
    out_ += "startxref\n" + std::to_string(start) + "\n%%EOF\n";
}

std::string hex_string(std::string_view bytes) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out = "<";
    for (const char byte : bytes) {
        out += kHex[(static_cast<unsigned char>(byte) >> 4U) & 0xFU];
        out += kHex[static_cast<unsigned char>(byte) & 0xFU];
    }
    return out + ">";
}

}  // namespace contreseing::documents::pdf
