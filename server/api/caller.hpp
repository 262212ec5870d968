#pragma once

#include "server/http/request.hpp"
#include "workflows/app/services.hpp"

#include <initializer_list>
#include <stdexcept>
#include <string_view>

namespace contreseing::server::api {

/// No token, or none that is known and not revoked: 401.
class Unauthorised : public std::runtime_error {
public:
    Unauthorised() : std::runtime_error("unauthorised") {}
};
/// The address or the header is malformed: 400, naming which.
class BadRequest : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Whoever holds an API token of a campus.
struct Caller {
    workflows::CampusId campus;
    workflows::Actor actor;
    workflows::Instant received_at;
};

/// Reads `Authorization: Bearer …`. A query parameter that the address does not read, other than
/// those of `reads`, is refused: a filter with a slip of the pen would list everything.
/// Throws `Unauthorised`, `BadRequest`.
Caller authenticate(
    const http::Request& request,
    const workflows::app::Services& services,
    std::initializer_list<std::string_view> reads = {}
);

/// What the caller asks about one convention (`:id` of the route): command id out of
/// `Idempotency-Key` (a UUID), or a fresh one. `upload` says what was uploaded, where the body is
/// none. Throws `BadRequest`.
workflows::app::Asked asked_by(
    const Caller& caller,
    const http::Request& request,
    const workflows::app::Services& services,
    std::string_view upload = {}
);

/// What the address says of `name`; nothing when it does not. Said empty it is a mistake: a list
/// is not narrowed by it. Throws `BadRequest`.
std::optional<std::string_view> asked(const http::Request& request, std::string_view name);

workflows::ConventionId convention_of(const http::Request& request);
workflows::CommandId command_of(
    const http::Request& request, const workflows::app::Services& services
);
/// Tells this request from another one that carries the same `Idempotency-Key`: method, path and
/// body; a JSON body by its values, whatever their order and the blanks between them.
std::string fingerprint_of(
    const http::Request& request,
    const workflows::app::Services& services,
    std::string_view upload = {}
);

}  // namespace contreseing::server::api
