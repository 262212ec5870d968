#include "tests/integration/sql/fixture.hpp"

#include <pqxx/pqxx>

namespace contreseing::integration {
namespace {

using namespace test_support;

constexpr auto kInsufficientPrivilege = "42501";

class Rights : public SqlTest {
protected:
    Rights() {
        SampleAct act(1);
        commit(act, act.create("ADH-2026-001"));
        const workflows::app::Bytes bytes{1, 2, 3};
        stores_.documents.put(
            kCampus, numbered<workflows::DocumentId>(1), act.id, bytes, digest_.sha256(bytes)
        );
    }
};

TEST_F(Rights, TheServerCannotRewriteWhatIsAppendOnly) {
    for (const std::string table :
         {"convention_event",
          "convention_event_03",
          "document_revision",
          "document_chunk",
          "convention_type"}) {
        SCOPED_TRACE(table);
        EXPECT_EQ(
            refusal_to_app("UPDATE " + table + " SET campus_id = 'x'"), kInsufficientPrivilege
        );
        EXPECT_EQ(refusal_to_app("DELETE FROM " + table), kInsufficientPrivilege);
        EXPECT_EQ(refusal_to_app("TRUNCATE " + table), kInsufficientPrivilege);
        EXPECT_EQ(
            refusal_to_app("ALTER TABLE " + table + " DISABLE TRIGGER ALL"), kInsufficientPrivilege
        );
        EXPECT_EQ(refusal_to_app("DROP TABLE " + table), kInsufficientPrivilege);
    }
}

TEST_F(Rights, TheServerCannotGoRoundTheTriggers) {
    EXPECT_EQ(refusal_to_app("SET session_replication_role = replica"), kInsufficientPrivilege);
    EXPECT_EQ(refusal_to_app("SET ROLE contreseing_owner"), kInsufficientPrivilege);
    EXPECT_EQ(
        refusal_to_app("CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql"
                       " AS 'BEGIN RETURN NEW; END'"),
        kInsufficientPrivilege
    );
    EXPECT_EQ(refusal_to_app("CREATE TABLE public.x (a int)"), kInsufficientPrivilege);
    EXPECT_EQ(refusal_to_app("UPDATE personal_value SET pointer = '/x'"), kInsufficientPrivilege);
    EXPECT_EQ(refusal_to_app("DELETE FROM personal_value"), kInsufficientPrivilege);
    EXPECT_EQ(refusal_to_app("DELETE FROM convention"), kInsufficientPrivilege);
    EXPECT_EQ(refusal_to_app("UPDATE installation SET restored_at = NULL"), kInsufficientPrivilege);
}

TEST_F(Rights, EvenTheOwnerMeetsTheTriggers) {
    for (const std::string table :
         {"convention_event",
          "convention_event_07",
          "document_revision",
          "document_chunk",
          "convention_type"}) {
        for (const std::string& statement :
             {"UPDATE " + table + " SET campus_id = campus_id",
              "DELETE FROM " + table,
              "TRUNCATE " + table}) {
            SCOPED_TRACE(statement);
            EXPECT_THROW(superuser("SET ROLE contreseing_owner; " + statement), pqxx::sql_error);
        }
    }
    EXPECT_EQ(superuser("SELECT count(*) FROM convention_event"), "1");
}

TEST_F(Rights, NoRoleIsMoreThanItSeems) {
    EXPECT_EQ(
        superuser("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'contreseing%' AND"
                  " (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication)"),
        "0"
    );
    EXPECT_THROW(jobs("SELECT * FROM api_token"), pqxx::sql_error);
    EXPECT_THROW(jobs("DELETE FROM convention_event"), pqxx::sql_error);
}

TEST_F(Rights, TheSchemaRefusesAStageThatTheDomainDoesNotHave) {
    EXPECT_EQ(refusal_to_app("UPDATE convention SET stage = 'lost'"), "23514");
    EXPECT_EQ(refusal_to_app("UPDATE effect SET status = 'pending', settled_at = now()"), "");
    EXPECT_EQ(refusal_to_app("UPDATE convention SET stage = 'ended'"), "");
}

}  // namespace
}  // namespace contreseing::integration
