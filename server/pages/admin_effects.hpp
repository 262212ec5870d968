#pragma once

#include "server/pages/admin_visit.hpp"

namespace contreseing::server::pages {

/// One message, for the page of a convention and those below.
Model effect_model(const Visit& visit, const workflows::app::Effect& effect);

/// What has not left yet, and why.
http::Response show_effects(const Visit& visit);
/// One message: everything known of it, and what can be done.
http::Response show_effect(const Visit& visit);
http::Response retry_effect(const Visit& visit);
/// Gives a message up, with a reason that stays on it.
http::Response abandon_effect(const Visit& visit);

}  // namespace contreseing::server::pages
