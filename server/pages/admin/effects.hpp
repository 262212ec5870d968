#pragma once

#include "server/pages/admin/dossier.hpp"

namespace contreseing::server::pages {

/// What a convention sent, for its page: the messages, their number, and whether one is stuck.
void add_effects(Model& model, const Dossier& dossier);

/// What has not left yet, and why.
http::Response show_effects(const Visit& visit);
/// One message: everything known of it, and what can be done.
http::Response show_effect(const Visit& visit);
http::Response retry_effect(const Visit& visit);
/// Gives a message up, with a reason that stays on it.
http::Response abandon_effect(const Visit& visit);

}  // namespace contreseing::server::pages
