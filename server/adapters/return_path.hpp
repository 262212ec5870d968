#pragma once

#include "crypto/secrets.hpp"
#include "workflows/app/ports/effect_store.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace contreseing::server {

/// What the envelope's return path carries so that a bounce finds its message again:
/// `campus.convention.seq.n.mac`, letters, digits and dots, at most 60 characters (RFC 5321
/// 4.5.3.1.1 leaves 64 for the whole local part). The MAC keeps a stranger from marking an
/// address as dead.
std::string bounce_token(const crypto::SecretKeys& keys, const workflows::app::EffectKey& key);
/// Whatever the letter case a mail server returns it in; nullopt for what was not made here.
std::optional<workflows::app::EffectKey> read_bounce_token(
    const crypto::SecretKeys& keys, std::string_view token
);

}  // namespace contreseing::server
