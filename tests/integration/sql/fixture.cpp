#include "tests/integration/sql/fixture.hpp"

#include <pqxx/pqxx>

namespace contreseing::integration {

std::string run_sql(const std::string& connection_string, const std::string& statements) {
    pqxx::connection connection(connection_string);
    const pqxx::quiet_errorhandler quiet(connection);
    pqxx::nontransaction work(connection);
    work.exec("SET search_path = contreseing");
    const pqxx::result result = work.exec(statements);
    return result.empty() || result[0][0].is_null() ? std::string{} : result[0][0].c_str();
}

namespace {
const std::string kSeeing = "SET contreseing.campus = '" + test_support::kCampus.text + "';";
}  // namespace

SqlTest::SqlTest() {
    stores_.registry.save(
        {test_support::kCampus,
         "Campus",
         "son directeur",
         "Lycée",
         "Bagnols",
         test_support::contact("accueil")}
    );
}

std::string SqlTest::superuser(const std::string& statements) {
    return run_sql(database_.as_superuser(), statements);
}
std::string SqlTest::app(const std::string& statements) {
    return run_sql(database_.as_app(), kSeeing + statements);
}
std::string SqlTest::jobs(const std::string& statements) {
    return run_sql(database_.as_jobs(), kSeeing + statements);
}

std::string SqlTest::refusal_to_app(const std::string& statement) {
    try {
        app(statement);
        return {};
    } catch (const pqxx::insufficient_privilege&) {
        return "42501";  // libpqxx 6 leaves the SQLSTATE of this one out
    } catch (const pqxx::sql_error& error) {
        return error.sqlstate();
    }
}

workflows::app::CommitResult SqlTest::commit(
    test_support::SampleAct& act, const workflows::app::Transition& transition
) {
    const auto result = stores_.conventions.commit(transition);
    if (result.kind == workflows::app::CommitResult::Kind::Committed) {
        act.took_place(transition, result);
    }
    return result;
}

}  // namespace contreseing::integration
