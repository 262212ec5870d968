#pragma once

#include "server/http/router.hpp"
#include "server/pages/kit/pages.hpp"
#include "workflows/ground/calendar.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::server::pages {

/// A spooled message, decoded.
struct DemoMail {
    std::string id;  ///< stands in an address: letters, digits, `-`, `_` and `.`
    std::string from;
    std::string to;
    std::string subject;
    std::optional<workflows::Instant> sent_at;
    std::string text;  ///< its text part
};

/// How the page reads the spool.
struct DemoMailbox {
    std::function<std::vector<DemoMail>()> list;  ///< newest first; `text` may be empty
    std::function<std::optional<DemoMail>(std::string_view id)> read;
};

/// `/demo/mails` and `/demo/mails/:id`. Only for a server that runs a demonstration on loopback.
/// Addresses below `public_url` become links; nothing else in a message does. Dates are shown in
/// `zone`. The references outlive the router.
void add_demo_mailbox(
    http::Router& router,
    const Pages& pages,
    const workflows::ZoneTable& zone,
    DemoMailbox mailbox,
    std::string public_url
);

}  // namespace contreseing::server::pages
