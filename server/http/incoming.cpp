#include "server/http/incoming.hpp"

#include "server/http/encoding.hpp"

#include <array>

namespace contreseing::server::http {
namespace {

struct Passed {
    std::string_view wire;
    std::string_view name;
};

constexpr std::array kPassed = {
    Passed{"x-in-host", "host"},
    Passed{"x-in-scheme", "scheme"},
    Passed{"x-in-cookie", "cookie"},
    Passed{"x-in-content-type", "content-type"},
    Passed{"x-in-accept", "accept"},
    Passed{"x-in-accept-language", "accept-language"},
    Passed{"x-in-user-agent", "user-agent"},
    Passed{"x-in-origin", "origin"},
    Passed{"x-in-if-match", "if-match"},
    Passed{"x-in-if-none-match", "if-none-match"},
    Passed{"x-in-sec-fetch-site", "sec-fetch-site"},
    Passed{"x-in-idempotency-key", "idempotency-key"},
    Passed{"x-in-authorization", "authorization"},
    Passed{"x-in-range", "range"},
};

/// The value of a header that is not passed under a natural name; empty when absent.
std::string_view own_header(const Fields& wire, std::string_view name) {
    for (const Field& field : wire) {
        if (equals_ignoring_case(field.name, name)) {
            return field.value;
        }
    }
    return {};
}

bool lies_in(const std::filesystem::path& file, const std::filesystem::path& folder) {
    return !folder.empty() && file.is_absolute() &&
           file.lexically_normal().native() == file.native() &&
           file.native().starts_with((folder / "").native());
}

}  // namespace

Admission admit(
    const Fields& wire,
    std::string_view edge_token,
    const std::filesystem::path& upload_folder,
    Request& request
) {
    if (edge_token.empty() ||
        !equals_in_constant_time(edge_token, own_header(wire, "x-edge-token"))) {
        return Admission::Stranger;
    }
    request.client_address = own_header(wire, "x-in-addr");
    request.request_id = own_header(wire, "x-in-id");
    for (const Field& field : wire) {
        for (const Passed& passed : kPassed) {
            if (equals_ignoring_case(field.name, passed.wire) && is_utf8(field.value) &&
                !has_control(field.value)) {
                request.headers.add(std::string(passed.name), field.value);
            }
        }
    }
    if (const std::string_view file = own_header(wire, "x-body-file"); !file.empty()) {
        request.body_file = file;
        if (!lies_in(*request.body_file, upload_folder)) {
            return Admission::Malformed;
        }
    }
    return parse_target(own_header(wire, "x-in-target"), request) ? Admission::Accepted
                                                                  : Admission::Malformed;
}

}  // namespace contreseing::server::http
