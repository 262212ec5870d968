#pragma once

#include "server/pages/link/routes.hpp"

#include <string>
#include <string_view>

namespace contreseing::server::pages {

/// The answer of « Recevoir un nouveau lien »: the same words whoever asks and whatever for.
/// What is to be done, if anything, is done in `later`: mailing only the address that the act
/// knows, throttled by link and by client. What `later` runs throws when storage fails.
http::Response request_new_link(
    const Pages& pages,
    const workflows::app::Services& services,
    const Later& later,
    const http::Request& request,
    std::string_view ref
);

/// The public part of a pasted address (`https://…/l/<ref>/…`, `/s/<ref>` or the part itself),
/// whatever a mail filter wrapped it in (`text::pasted_link`); empty when none is in it.
std::string ref_in(std::string_view pasted);

}  // namespace contreseing::server::pages
