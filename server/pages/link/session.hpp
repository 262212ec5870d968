#pragma once

#include "workflows/app/ports/outside.hpp"
#include "workflows/ground/ids.hpp"
#include "workflows/ground/instant.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace contreseing::server::pages {

/// What the cookie of one link says. Nothing is stored: it is believed because it was sealed
/// here, and the link itself is checked against the convention at each request.
struct LinkSession {
    std::string ref;  ///< public part of the link it was opened by
    workflows::SessionId id;
    workflows::Instant issued_at;
    workflows::Instant expires_at;
};

inline constexpr std::chrono::hours kLinkSessionLife{12};

/// `cs_` and twelve hexadecimal characters of the digest of `ref`: one cookie per link, so that
/// a second link opened in another tab leaves the first one alone.
std::string cookie_name(workflows::app::Digest& digest, std::string_view ref);

LinkSession new_link_session(
    workflows::app::Random& random, std::string_view ref, workflows::Instant now
);
/// The cookie's value.
std::string seal(workflows::app::Secrets& secrets, const LinkSession& session);
/// nullopt for a value not made here, over, or made for another link.
std::optional<LinkSession> unseal(
    workflows::app::Secrets& secrets,
    std::string_view sealed,
    std::string_view ref,
    workflows::Instant now
);
/// Hidden value of every form of the session.
std::string form_token(workflows::app::Secrets& secrets, const LinkSession& session);

}  // namespace contreseing::server::pages
