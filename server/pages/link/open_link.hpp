#pragma once

#include "server/http/request.hpp"
#include "server/pages/kit/words.hpp"
#include "server/pages/link/session.hpp"
#include "workflows/app/link.hpp"
#include "workflows/app/services.hpp"

#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace contreseing::server::pages {

using workflows::app::Services;

/// A link opened in this browser, and what stands behind it now. `at` points into `view`.
struct OpenLink {
    workflows::app::LinkRef link;
    std::string address;  ///< `/s/<ref>`
    LinkSession session;
    workflows::Instant now;  ///< the request's `received_at`
    workflows::app::Engine::View view;
    workflows::app::LinkView at;
    Locale browser = Locale::Fr;  ///< for those whom the act does not know by name

    [[nodiscard]] const workflows::State& state() const { return view.loaded.state; }
    [[nodiscard]] Locale locale() const;
    /// The version the participant is shown; null when there is none any more.
    [[nodiscard]] const workflows::Version* version() const;
};

/// Why a page behind a link cannot be shown or used.
enum class DeadEnd {
    NotYourTurn,
    Expired,
    Revoked,
    Replaced,
    Done,
    Declined,
    Closed,
    Unknown,
    NoSession,  ///< the cookie of this very link is missing, forged or over
    BadForm,    ///< a hidden field is missing or unreadable
    Forged,     ///< the form's token is not this session's
};

/// Finds the session of `/s/:ref` and loads the convention, once. Every status of an existing
/// link comes back as an `OpenLink`; only NoSession and Unknown do not.
std::variant<std::unique_ptr<OpenLink>, DeadEnd> open_link(
    const http::Request& request, const Services& services
);

/// The dead end that a link without anything to do leads to.
DeadEnd dead_end_of(workflows::app::LinkStatus status);

/// What every form of a link posts: its fields, checked for origin, and the command that they ask
/// for (`form_command`).
struct Posted {
    http::Fields fields;
    std::string form;  ///< the id that the page hid in it
    workflows::app::Asked asked;
};
std::variant<Posted, DeadEnd> read_form(
    const http::Request& request, const Services& services, const OpenLink& open
);

/// Version 4 UUID for the hidden id of a form.
std::string new_form_id(workflows::app::Random& random);

}  // namespace contreseing::server::pages
