#include "server/pages/link/session.hpp"

#include <charconv>
#include <cstdint>
#include <span>

namespace contreseing::server::pages {

namespace {

using workflows::Instant;
using workflows::SessionId;

constexpr char kSeparator = '|';

std::string decimal(Instant instant) {
    return std::to_string(instant.time_since_epoch().count());
}

std::optional<Instant> parse_decimal(std::string_view text) {
    std::int64_t count = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, count);
    if (error != std::errc{} || stop != end) {
        return std::nullopt;
    }
    return Instant{std::chrono::microseconds{count}};
}

std::string_view take(std::string_view& rest) {
    const auto end = rest.find(kSeparator);
    const auto part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return part;
}

}  // namespace

std::string cookie_name(workflows::app::Digest& digest, std::string_view ref) {
    const auto hash =
        digest.sha256(std::span(reinterpret_cast<const std::uint8_t*>(ref.data()), ref.size()));
    return "cs_" + to_hex(hash).substr(0, 12);
}

LinkSession new_link_session(workflows::app::Random& random, std::string_view ref, Instant now) {
    LinkSession session{std::string(ref), {}, now, now + kLinkSessionLife};
    random.fill(session.id.bytes);
    return session;
}

std::string seal(workflows::app::Secrets& secrets, const LinkSession& session) {
    return secrets.seal_session(
        session.ref + kSeparator + to_string(session.id) + kSeparator + decimal(session.issued_at) +
        kSeparator + decimal(session.expires_at)
    );
}

std::optional<LinkSession> unseal(
    workflows::app::Secrets& secrets, std::string_view sealed, std::string_view ref, Instant now
) {
    const auto payload = secrets.open_session(sealed);
    if (!payload) {
        return std::nullopt;
    }
    std::string_view rest = *payload;
    if (take(rest) != ref) {
        return std::nullopt;
    }
    const auto id = workflows::parse_id<SessionId>(take(rest));
    const auto issued_at = parse_decimal(take(rest));
    const auto expires_at = parse_decimal(take(rest));
    if (!id || !issued_at || !expires_at || now >= *expires_at) {
        return std::nullopt;
    }
    return LinkSession{std::string(ref), *id, *issued_at, *expires_at};
}

std::string form_token(workflows::app::Secrets& secrets, const LinkSession& session) {
    return secrets.form_token(session.ref + kSeparator + to_string(session.id));
}

}  // namespace contreseing::server::pages
