#pragma once

// Private to this library: values of the domain to and from columns.

#include "workflows/domain/convention.hpp"
#include "workflows/ground/ids.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <pqxx/pqxx>

namespace contreseing::sql {

inline std::string_view view(const pqxx::field& field) {
    return {field.c_str(), field.size()};
}

/// PostgreSQL's hex form of a small bytea parameter; large ones go as `pqxx::binarystring`.
std::string bytea(std::span<const std::uint8_t> bytes);
/// Raw bytes of a bytea column, appended to `out`. Throws `Error` (Bug) on anything else.
void append_bytea(std::string_view hex, std::vector<std::uint8_t>& out);
workflows::Sha256 as_sha256(const pqxx::field& field);

template <class IdType>
IdType as_id(const pqxx::field& field) {
    return workflows::parse_id<IdType>(view(field)).value();
}
template <class IdType>
std::optional<IdType> as_optional_id(const pqxx::field& field) {
    return field.is_null() ? std::nullopt : std::optional(as_id<IdType>(field));
}
template <class IdType>
std::optional<std::string> id_or_null(const std::optional<IdType>& id) {
    return id ? std::optional(to_string(*id)) : std::nullopt;
}

/// Columns of time are read through `micros(…)` and written as `to_text`.
workflows::Instant as_instant(const pqxx::field& micros);
std::optional<workflows::Instant> as_optional_instant(const pqxx::field& micros);
std::optional<std::string> instant_or_null(const std::optional<workflows::Instant>& instant);

/// One array parameter: `{"a","b"}`, quoted and escaped.
class ArrayLiteral {
public:
    void add(std::string_view text);
    void add(std::int64_t number) { add(std::to_string(number)); }
    void add_null();
    [[nodiscard]] std::string text() const { return text_ + '}'; }

private:
    std::string text_ = "{";
};

workflows::Place as_place(const pqxx::field& field);

/// `name`, `email`, `locale` and `zone`, from column `first` on.
workflows::Contact as_contact(const pqxx::row& row, pqxx::row_size_type first);

}  // namespace contreseing::sql
