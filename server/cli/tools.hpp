#pragma once

#include "crypto/secrets.hpp"
#include "server/adapters/clock.hpp"
#include "server/adapters/config.hpp"
#include "server/adapters/secrets.hpp"
#include "sql/stores.hpp"
#include "workflows/app/engine.hpp"

#include <string>
#include <utility>

namespace contreseing::server::cli {

/// The few parts a command needs to reach the database.
struct Tools {
    explicit Tools(const Config& config)
        : stores(sql::PoolOptions{.connection = config.database.url, .size = 2}, digest, random) {}

    SecureRandom random;
    OpensslDigest digest;
    SystemClock clock;
    sql::Stores stores;
};

/// 128 random bits as something a person can copy: five groups of lower-case letters and digits.
std::string readable_secret(workflows::app::Random& random);

workflows::CampusId require_campus(const std::string& text);

using NamedConvention = std::pair<workflows::CampusId, workflows::ConventionId>;

/// The convention of that id or reference; the campus may be left out when there is only one.
NamedConvention find_convention(
    Tools& tools, const std::string& campus_text, const std::string& text
);

/// Publishes the type of that file's name for the campus, the operator's own before the shipped
/// one, and gives its key; throws everything that is wrong with it and its template.
std::string publish_type(
    Tools& tools, const Config& config, const workflows::CampusId& campus, const std::string& name
);

/// The engine over those stores, which it refers to.
workflows::app::Engine engine_of(Tools& tools, const Config& config);

}  // namespace contreseing::server::cli
