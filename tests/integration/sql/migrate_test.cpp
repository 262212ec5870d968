#include "sql/migrate.hpp"

#include "sql/error.hpp"
#include "tests/integration/sql/fixture.hpp"
#include "tests/support/source_dir.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace contreseing::integration {
namespace {

using sql::ErrorKind;
namespace fs = std::filesystem;

class Migrations : public SqlTest {
protected:
    Migrations() {
        fs::remove_all(folder_);
        fs::copy(CONTRESEING_SOURCE_DIR "/sql/migrations", folder_);
    }
    ~Migrations() override { fs::remove_all(folder_); }

    void add(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name) << text;
    }
    /// Number of the next migration, as its file begins.
    std::string next() {
        const auto number = std::to_string(sql::newest_version(folder_) + 1);
        return std::string(3 - number.size(), '0') + number;
    }
    std::vector<std::string> migrate() {
        return sql::migrate(database_.as_superuser(), folder_).applied;
    }
    ErrorKind refusal() {
        try {
            migrate();
        } catch (const sql::Error& error) {
            return error.kind();
        }
        ADD_FAILURE() << "it was not refused";
        return ErrorKind::Unavailable;
    }

    fs::path folder_ = fs::path(::testing::TempDir()) / ("migrations-" + std::to_string(getpid()));
};

TEST_F(Migrations, DoNothingTheSecondTime) {
    EXPECT_TRUE(migrate().empty());
    EXPECT_EQ(
        superuser("SELECT max(version) FROM public.schema_migration"),
        std::to_string(sql::newest_version(folder_))
    );
}

TEST_F(Migrations, ApplyANewFileOnceUnderTheOwner) {
    const std::string name = next() + "_more.up.sql";
    add(name, "CREATE TABLE more (campus_id text PRIMARY KEY);");
    EXPECT_EQ(migrate(), std::vector<std::string>{name});
    EXPECT_TRUE(migrate().empty());
    EXPECT_EQ(
        superuser("SELECT tableowner FROM pg_tables WHERE tablename = 'more'"), "contreseing_owner"
    );
}

TEST_F(Migrations, LeaveNothingBehindWhenOneFails) {
    add(next() + "_bad.up.sql", "CREATE TABLE half (a int); SELECT 1 / 0;");
    EXPECT_EQ(refusal(), ErrorKind::Bug);
    EXPECT_EQ(superuser("SELECT to_regclass('contreseing.half')"), "");
}

TEST_F(Migrations, RefuseAFileThatChangedAfterwards) {
    std::ofstream(folder_ / "004_documents.up.sql", std::ios::app) << "-- later\n";
    EXPECT_EQ(refusal(), ErrorKind::Bug);
}

TEST_F(Migrations, MayLeaveNumbersOutAndFillThemLater) {
    const std::string later = std::to_string(sql::newest_version(folder_) + 2);
    const std::string between = next() + "_between.up.sql";
    add(std::string(3 - later.size(), '0') + later + "_later.up.sql",
        "CREATE TABLE later (a int);");
    EXPECT_EQ(migrate().size(), 1U);
    EXPECT_EQ(sql::newest_version(folder_), std::stoi(later));
    add(between, "CREATE TABLE between_them (a int);");
    EXPECT_EQ(migrate(), std::vector<std::string>{between});
    EXPECT_TRUE(migrate().empty());
}

TEST_F(Migrations, RefuseOneNumberForTwo) {
    add(next() + "_one.up.sql", "SELECT 1;");
    const std::string number = std::to_string(sql::newest_version(folder_));
    add(std::string(3 - number.size(), '0') + number + "_two.up.sql", "SELECT 2;");
    EXPECT_EQ(refusal(), ErrorKind::Bug);
}

TEST_F(Migrations, RefuseASchemaNewerThanTheProgram) {
    superuser("INSERT INTO public.schema_migration VALUES (99, '099_future.up.sql', 'x')");
    EXPECT_EQ(refusal(), ErrorKind::Bug);
}

TEST_F(Migrations, RunOnceWhenTwoServersStartTogether) {
    add(next() + "_slow.up.sql", "CREATE TABLE slow (a int); SELECT pg_sleep(0.1);");
    std::vector<std::string> first;
    std::thread other([&] { first = migrate(); });
    const auto second = migrate();
    other.join();
    EXPECT_EQ(first.size() + second.size(), 1U);
}

// As docs/operations.md promises whoever makes the roles themselves.
TEST_F(Migrations, RunAsAMemberOfTheOwnerThatMayMakeNoRoles) {
    superuser(
        "DROP SCHEMA contreseing CASCADE; DROP TABLE public.schema_migration;"
        "DO $$BEGIN CREATE ROLE contreseing_deployer LOGIN IN ROLE contreseing_owner;"
        " EXCEPTION WHEN duplicate_object THEN NULL; END$$;"
        "DO $$BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO contreseing_deployer',"
        " current_database()); END$$;"
        "GRANT CREATE ON SCHEMA public TO contreseing_owner"
    );
    const auto deployer = database_.as_superuser() + " user=contreseing_deployer";
    EXPECT_FALSE(sql::migrate(deployer, folder_).applied.empty());
}

}  // namespace
}  // namespace contreseing::integration
