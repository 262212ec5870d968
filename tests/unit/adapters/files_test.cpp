#include "server/adapters/files.hpp"

#include "tests/unit/adapters/folder.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::server::tests {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
        names.push_back(entry.path().filename().string());
    }
    return names;
}

TEST(AbandonedUploads, AreRemovedWhenTheyAreOldAndOpenNowhere) {
    const Folder folder;
    const auto now = fs::file_time_type::clock::now();
    for (const char* name : {"0000000001", "0000000002", "0000000003", ".probe", "notes"}) {
        fs::last_write_time(folder.write(name, "%PDF"), now - 2h);
    }
    folder.write("0000000004", "still coming");
    fs::create_directory(folder.path() / "0000000005");
    fs::create_symlink(folder.path() / "notes", folder.path() / "0000000006");
    const std::ifstream reader(folder.path() / "0000000002");
    std::ofstream writer(folder.path() / "0000000003", std::ios::app);

    remove_abandoned_uploads(folder.path(), now - 1h);
    EXPECT_THAT(
        names_in(folder.path()),
        testing::UnorderedElementsAre(
            "0000000002", "0000000003", "0000000004", "0000000005", "0000000006", ".probe", "notes"
        )
    );
    writer.close();
    remove_abandoned_uploads(folder.path(), now - 1h);
    EXPECT_FALSE(fs::exists(folder.path() / "0000000003"));
    EXPECT_TRUE(fs::exists(folder.path() / "0000000002"));
}

TEST(AbandonedUploads, AreNoneInAFolderThatIsNotThere) {
    EXPECT_NO_THROW(remove_abandoned_uploads("/nonexistent", fs::file_time_type::max()));
}

}  // namespace
}  // namespace contreseing::server::tests
