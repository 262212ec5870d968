#include "sql/error.hpp"
#include "tests/integration/sql/fixture.hpp"
#include "tests/support/source_dir.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace contreseing::integration {
namespace {

using namespace test_support;

std::string read_type(const std::string& name) {
    std::ifstream file(std::string(CONTRESEING_SOURCE_DIR "/workflows/types/") + name);
    return {std::istreambuf_iterator<char>(file), {}};
}

class Catalogue : public SqlTest {
protected:
    std::string adhesion_ = read_type("adhesion.json");
};

TEST_F(Catalogue, GivesBackWhatWasPublished) {
    const auto type = stores_.types.publish(kCampus, adhesion_);
    EXPECT_EQ(type->code, "ADH");
    EXPECT_EQ(stores_.types.find(kCampus, type->key, type->version), type);
    ASSERT_EQ(stores_.types.current(kCampus).size(), 1U);
    // Another server reads it from the database.
    sql::TypeCatalogue other(stores_.pool, digest_);
    EXPECT_EQ(other.find(kCampus, type->key, type->version)->title, type->title);
    EXPECT_TRUE(other.current(workflows::CampusId{"autre"}).empty());
}

TEST_F(Catalogue, PublishesTheSameTwiceButNeverAnotherTextUnderOneVersion) {
    const auto type = stores_.types.publish(kCampus, adhesion_);
    EXPECT_NO_THROW(stores_.types.publish(kCampus, adhesion_));
    try {
        stores_.types.publish(kCampus, adhesion_ + "\n");
        ADD_FAILURE() << "the version is published";
    } catch (const sql::Error& error) {
        EXPECT_EQ(error.kind(), sql::ErrorKind::Conflict);
    }
}

TEST_F(Catalogue, RefusesWhatIsNoTypeAndWhatWasNeverPublished) {
    EXPECT_THROW(stores_.types.publish(kCampus, "{\"key\":1}"), sql::Error);
    EXPECT_THROW(stores_.types.find(kCampus, "adhesion", 99), sql::Error);
}

}  // namespace
}  // namespace contreseing::integration
