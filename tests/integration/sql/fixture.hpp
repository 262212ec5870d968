#pragma once

#include "sql/stores.hpp"
#include "tests/support/outside_fakes.hpp"
#include "tests/support/private_postgres.hpp"
#include "tests/support/sample_acts.hpp"

#include <gtest/gtest.h>

namespace contreseing::integration {

/// The stores on a database of the test's own, and plain SQL under each role.
class SqlTest : public ::testing::Test {
protected:
    SqlTest();

    /// First column of the first row, as text. Several statements may be given. The server's two
    /// roles see the rows of `kCampus`.
    std::string superuser(const std::string& statements);
    std::string app(const std::string& statements);
    std::string jobs(const std::string& statements);
    /// SQLSTATE with which the server's role is refused, or empty when it is not.
    std::string refusal_to_app(const std::string& statement);

    workflows::app::CommitResult commit(
        test_support::SampleAct& act, const workflows::app::Transition& transition
    );

    test_support::TestDigest digest_;
    test_support::SeededRandom random_;
    test_support::TestDatabase database_;
    sql::Stores stores_{{.connection = database_.as_app(), .size = 40}, digest_, random_};
    sql::Stores jobs_{{.connection = database_.as_jobs(), .size = 4}, digest_, random_};
};

std::string run_sql(const std::string& connection, const std::string& statements);

}  // namespace contreseing::integration
