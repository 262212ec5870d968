#pragma once

#include "workflows/app/services.hpp"

#include <string>
#include <vector>

namespace contreseing::bench {

/// What one browser knows of one mailed link: its address, cookie and form token.
struct Visit {
    std::string path;    ///< `/s/<ref>`
    std::string cookie;  ///< `name=value`
    std::string csrf;
};

/// A visit of slot 1 in the session `session`.
Visit visit_slot(
    workflows::app::Services& services,
    const workflows::CampusId& campus,
    const workflows::State& state,
    const workflows::SessionId& session
);
Visit visit_seat(
    workflows::app::Services& services,
    const workflows::CampusId& campus,
    const workflows::State& state,
    int seat
);

/// The whole HTTP request that signs slot 1, code included. Issues the code.
std::string signing_request(
    workflows::app::Services& services,
    const workflows::CampusId& campus,
    const workflows::ConventionId& id
);

/// The whole HTTP request that asks for a code for slot 1.
std::string code_request(
    workflows::app::Services& services,
    const workflows::CampusId& campus,
    const workflows::ConventionId& id
);

/// The whole HTTP request by which the holder of `visit` answers with reserves: no two texts are
/// the same, so that each answer is found again in the journal.
std::string reserved_request(
    workflows::app::Services& services, const Visit& visit, const std::string& text
);

/// The whole HTTP request by which the holder of `visit` answers.
std::string answering_request(
    workflows::app::Services& services, const Visit& visit, bool favourable
);

}  // namespace contreseing::bench
