#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace contreseing::workflows {

/// 128-bit identifier in the form of RFC 9562. Made outside the domain (UUIDv7 from the `Random`
/// port), so that rows made together lie together; never used as an order.
template <class Tag>
struct Id {
    std::array<std::uint8_t, 16> bytes{};

    auto operator<=>(const Id&) const = default;
    [[nodiscard]] bool is_nil() const { return *this == Id{}; }
};

/// The 36 lower-case characters of RFC 9562, section 4.
std::string uuid_text(const std::array<std::uint8_t, 16>& bytes);
/// Accepts exactly the 36-character form, either case; anything else is nullopt.
std::optional<std::array<std::uint8_t, 16>> parse_uuid(std::string_view text);

template <class Tag>
std::string to_string(const Id<Tag>& id) {
    return uuid_text(id.bytes);
}

template <class IdType>
std::optional<IdType> parse_id(std::string_view text) {
    auto bytes = parse_uuid(text);
    if (!bytes) {
        return std::nullopt;
    }
    return IdType{*bytes};
}

using ConventionId = Id<struct ConventionTag>;
using DocumentId = Id<struct DocumentTag>;
using PersonId = Id<struct PersonTag>;
using OrganisationId = Id<struct OrganisationTag>;
using NetworkId = Id<struct NetworkTag>;
using BodyId = Id<struct BodyTag>;
using AdministratorId = Id<struct AdministratorTag>;
using CommandId = Id<struct CommandTag>;
using SessionId = Id<struct SessionTag>;

/// Short name of a campus, first column of every key and prefix of every link, token and
/// Message-ID: `[a-z][a-z0-9]{1,11}`, chosen once.
struct CampusId {
    std::string text;
    auto operator<=>(const CampusId&) const = default;
};
std::optional<CampusId> parse_campus_id(std::string_view text);

/// SHA-256 of something, raw.
struct Sha256 {
    std::array<std::uint8_t, 32> bytes{};
    auto operator<=>(const Sha256&) const = default;
};
/// 64 lower-case hexadecimal characters.
std::string to_hex(const Sha256& digest);
std::optional<Sha256> parse_sha256(std::string_view hex);

}  // namespace contreseing::workflows
