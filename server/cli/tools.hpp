#pragma once

#include "crypto/secrets.hpp"
#include "server/adapters/clock.hpp"
#include "server/adapters/config.hpp"
#include "server/adapters/secrets.hpp"
#include "sql/stores.hpp"

#include <string>

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

}  // namespace contreseing::server::cli
