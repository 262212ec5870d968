#include "workflows/domain/ids.hpp"

#include "text/encodings.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

/// The bytes of exactly `N` pairs of hexadecimal digits.
template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> array_of(std::string_view hex) {
    const auto bytes = text::from_hex(hex);
    if (!bytes || bytes->size() != N) {
        return std::nullopt;
    }
    std::array<std::uint8_t, N> out{};
    std::copy(bytes->begin(), bytes->end(), out.begin());
    return out;
}

}  // namespace

std::string uuid_text(const std::array<std::uint8_t, 16>& bytes) {
    std::string out = text::to_hex(bytes);
    for (const std::size_t at : {20U, 16U, 12U, 8U}) {
        out.insert(at, 1, '-');
    }
    return out;
}

std::optional<std::array<std::uint8_t, 16>> parse_uuid(std::string_view text) {
    std::string digits;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool hyphen = at == 8 || at == 13 || at == 18 || at == 23;
        if (hyphen != (text[at] == '-')) {
            return std::nullopt;
        }
        if (!hyphen) {
            digits += text[at];
        }
    }
    return array_of<16>(digits);
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
    const auto bytes = array_of<32>(hex);
    return bytes ? std::optional(Sha256{*bytes}) : std::nullopt;
}

}  // namespace contreseing::workflows
