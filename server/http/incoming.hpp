#pragma once

#include "server/http/request.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace contreseing::server::http {

enum class Admission {
    Accepted,
    Stranger,   ///< not from our nginx: 403
    Malformed,  ///< 400
};

/// Makes a request of what nginx sends: the only header names read are those its template writes
/// (`X-Edge-Token`, `X-In-*`, `X-Body-File`); the target is `X-In-Target`, because nginx sends a
/// constant request line. Header values that are not UTF-8 or hold a control are left out.
/// `wire` holds names as sent; `edge_token` is the value shared with nginx; an upload must lie in
/// `upload_folder`. `request` gets what could be read, whatever the outcome.
[[nodiscard]] Admission admit(
    const Fields& wire,
    std::string_view edge_token,
    const std::filesystem::path& upload_folder,
    Request& request
);

}  // namespace contreseing::server::http
