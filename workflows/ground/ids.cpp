#include "workflows/ground/ids.hpp"

#include "text/encodings.hpp"

#include <span>

namespace contreseing::workflows {

namespace {

/// How many bytes stand between the hyphens. Source: RFC 9562, 4.
constexpr std::size_t kPieces[] = {4, 2, 2, 2, 6};

}  // namespace

std::string uuid_text(const std::array<std::uint8_t, 16>& bytes) {
    std::string out;
    out.reserve(36);
    text::ByteView left = bytes;
    for (const std::size_t piece : kPieces) {
        if (!out.empty()) {
            out += '-';
        }
        text::append_hex(out, left.first(piece));
        left = left.subspan(piece);
    }
    return out;
}

std::optional<std::array<std::uint8_t, 16>> parse_uuid(std::string_view text) {
    if (text.size() != 36) {
        return std::nullopt;
    }
    std::array<std::uint8_t, 16> bytes{};
    std::span<std::uint8_t> left = bytes;
    for (const std::size_t piece : kPieces) {
        const bool last = left.size() == piece;
        if (!text::read_hex(text.substr(0, 2 * piece), left.first(piece)) ||
            (!last && text[2 * piece] != '-')) {
            return std::nullopt;
        }
        left = left.subspan(piece);
        text.remove_prefix(2 * piece + (last ? 0 : 1));
    }
    return bytes;
}

std::optional<CampusId> parse_campus_id(std::string_view text) {
    if (text.size() < 2 || text.size() > 12 || text.front() < 'a' || text.front() > 'z') {
        return std::nullopt;
    }
    for (const char c : text) {
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
            return std::nullopt;
        }
    }
    return CampusId{std::string(text)};
}

std::string to_hex(const Sha256& digest) {
    return text::to_hex(digest.bytes);
}

std::optional<Sha256> parse_sha256(std::string_view hex) {
    Sha256 digest;
    return text::read_hex(hex, digest.bytes) ? std::optional(digest) : std::nullopt;
}

}  // namespace contreseing::workflows
