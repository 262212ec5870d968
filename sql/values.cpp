#include "sql/values.hpp"

#include "sql/error.hpp"
#include "sql/words.hpp"
#include "text/encodings.hpp"

#include <algorithm>
#include <array>

namespace contreseing::sql {

namespace {

constexpr std::uint8_t kNotHex = 0xFF;

constexpr std::array<std::uint8_t, 256> kNibble = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(kNotHex);
    for (std::uint8_t i = 0; i < 10; ++i) {
        table['0' + i] = i;
    }
    for (std::uint8_t i = 0; i < 6; ++i) {
        table['a' + i] = static_cast<std::uint8_t>(10 + i);
        table['A' + i] = static_cast<std::uint8_t>(10 + i);
    }
    return table;
}();

}  // namespace

std::string bytea(std::span<const std::uint8_t> bytes) {
    std::string out = "\\x";
    out.reserve(2 + 2 * bytes.size());
    text::append_hex(out, bytes);
    return out;
}

void append_bytea(std::string_view hex, std::vector<std::uint8_t>& out) {
    if (hex.size() % 2 != 0 || hex.substr(0, 2) != "\\x") {
        throw Error(ErrorKind::Bug, "a bytea column in another form than hex");
    }
    hex.remove_prefix(2);
    const std::size_t start = out.size();
    out.resize(start + hex.size() / 2);
    std::uint8_t wrong = 0;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const std::uint8_t high = kNibble[static_cast<std::uint8_t>(hex[i])];
        const std::uint8_t low = kNibble[static_cast<std::uint8_t>(hex[i + 1])];
        wrong |= static_cast<std::uint8_t>((high | low) & 0xF0U);
        out[start + i / 2] = static_cast<std::uint8_t>((high << 4U) | low);
    }
    if (wrong != 0) {
        throw Error(ErrorKind::Bug, "a bytea column that is not hex");
    }
}

workflows::Sha256 as_sha256(const pqxx::field& field) {
    std::vector<std::uint8_t> bytes;
    append_bytea(view(field), bytes);
    workflows::Sha256 digest;
    if (bytes.size() != digest.bytes.size()) {
        throw Error(ErrorKind::Bug, "a stored hash of the wrong length");
    }
    std::copy(bytes.begin(), bytes.end(), digest.bytes.begin());
    return digest;
}

workflows::Instant as_instant(const pqxx::field& micros) {
    return workflows::Instant(std::chrono::microseconds(micros.as<std::int64_t>()));
}

std::optional<workflows::Instant> as_optional_instant(const pqxx::field& micros) {
    return micros.is_null() ? std::nullopt : std::optional(as_instant(micros));
}

std::optional<std::string> instant_or_null(const std::optional<workflows::Instant>& instant) {
    return instant ? std::optional(workflows::to_text(*instant)) : std::nullopt;
}

void ArrayLiteral::add(std::string_view text) {
    text_ += text_.size() > 1 ? ",\"" : "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            text_ += '\\';
        }
        text_ += c;
    }
    text_ += '"';
}

void ArrayLiteral::add_null() {
    text_ += text_.size() > 1 ? ",NULL" : "NULL";
}

workflows::Place as_place(const pqxx::field& field) {
    const auto place = workflows::parse_place(view(field));
    if (!place) {
        throw Error(ErrorKind::Bug, "stored place not known: " + field.as<std::string>());
    }
    return *place;
}

workflows::Contact as_contact(const pqxx::row& row, pqxx::row_size_type first) {
    return {
        row[first].as<std::string>(),
        {row[first + 1].as<std::string>()},
        from_word<workflows::Locale>(view(row[first + 2])),
        from_word<workflows::HolidayZone>(view(row[first + 3])),
    };
}

}  // namespace contreseing::sql
