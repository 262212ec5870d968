#pragma once

#include "server/http/fields.hpp"
#include "workflows/app/engine.hpp"
#include "workflows/app/ports/outside.hpp"

#include <optional>
#include <span>

namespace contreseing::server::pages {

/// The command that a form asks for by what was filled in: the same form posted again as it was is
/// the same command, and with anything changed (Back, another choice, another file) another one,
/// which the rules decide on. `form` is the id that the page hid in it, `file` what was sent with
/// it. Source: RFC 9562, 5.5 (UUIDv5 of the fields' digest, in the name space of the form).
workflows::CommandId form_command(
    workflows::app::Digest& digest,
    const workflows::CommandId& form,
    const http::Fields& fields,
    std::span<const std::uint8_t> file = {}
);

/// When `asked`, which was carried out before, was recorded, if the same hand recorded something
/// else since: what it asked for may no longer be what is kept. The hand is that person, or for an
/// administrator any of them.
std::optional<workflows::Instant> left_behind(
    workflows::app::ConventionStore& conventions, const workflows::app::Asked& asked
);

}  // namespace contreseing::server::pages
