#pragma once

#include "workflows/app/ports/effect_store.hpp"

#include <string_view>

namespace contreseing::workflows::app {

/// `<convention>/<seq>/<n>`: what addresses and cursors say of a message; its campus goes without
/// saying.
std::string to_text(const EffectKey& key);
/// nullopt for a text that names no message.
std::optional<EffectKey> parse_effect_key(const CampusId& campus, std::string_view text);

}  // namespace contreseing::workflows::app
