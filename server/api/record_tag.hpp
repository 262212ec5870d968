#pragma once

#include "server/http/request.hpp"
#include "workflows/app/services.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace contreseing::server::api {

/// A record is not written, for what else was written meanwhile or may have been.
class RecordConflict : public std::runtime_error {
public:
    enum class Why {
        ChangedMeanwhile,  ///< 412: not the record that the caller has seen
        AlreadyMade,       ///< 409: another one was made under this Idempotency-Key
    };
    explicit RecordConflict(Why why) : std::runtime_error("record conflict"), why_(why) {}
    [[nodiscard]] Why why() const noexcept { return why_; }

private:
    Why why_;
};

/// The strong entity tag of a record as it is shown, quotes included. Source: RFC 9110 8.8.3.
std::string record_tag(const nlohmann::json& shown, workflows::app::Digest& digest);

/// Which record a caller means to write over. Source: RFC 9110 13.1.1, 13.1.2.
class Precondition {
public:
    /// Throws `BadRequest` for an `If-Match` that is no list of entity tags, or an
    /// `If-None-Match` other than `*`.
    explicit Precondition(const http::Request& request);

    /// Throws `RecordConflict` (412) unless what the caller asks holds of the record of this tag;
    /// nothing: there is none.
    void check(const std::optional<std::string>& tag) const;

private:
    std::optional<std::vector<std::string>> if_match_;  ///< `*` is any
    bool if_none_ = false;
};

}  // namespace contreseing::server::api
