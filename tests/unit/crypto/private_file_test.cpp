#include "crypto/private_file.hpp"

#include "crypto/error.hpp"
#include "crypto_fixture.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace contreseing::crypto {
namespace {

using testing::TemporaryFolder;
namespace fs = std::filesystem;

ErrorKind kind_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "nothing was thrown";
    return ErrorKind::Library;
}

TEST(PrivateFile, IsReadableByItsOwnerOnlyAndReadBackWhole) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "a.key";
    write_new_file(path, as_bytes("secret"), FileAccess::OwnerOnly);
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(as_text(read_private_file(path, 100)), "secret");
}

TEST(PrivateFile, RefusesToReplaceAFile) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "a.key";
    write_new_file(path, as_bytes("first"), FileAccess::OwnerOnly);
    EXPECT_EQ(
        kind_of([&] { write_new_file(path, as_bytes("second"), FileAccess::OwnerOnly); }),
        ErrorKind::AlreadyExists
    );
    EXPECT_EQ(as_text(read_private_file(path, 100)), "first");
}

TEST(PrivateFile, RefusesAFileOthersMayReadOrThatIsNoFile) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "a.key";
    write_new_file(path, as_bytes("secret"), FileAccess::Everyone);
    EXPECT_EQ(kind_of([&] { read_private_file(path, 100); }), ErrorKind::UnsafeFile);
    fs::permissions(path, fs::perms::owner_read | fs::perms::group_write);
    EXPECT_EQ(kind_of([&] { read_private_file(path, 100); }), ErrorKind::UnsafeFile);
    EXPECT_EQ(kind_of([&] { read_private_file(folder.path(), 100); }), ErrorKind::UnsafeFile);
    EXPECT_EQ(kind_of([&] { read_private_file(folder.path() / "none", 100); }), ErrorKind::Missing);
}

TEST(PrivateFile, RefusesAnEndlessFile) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "a.key";
    write_new_file(path, Bytes(101), FileAccess::OwnerOnly);
    EXPECT_EQ(kind_of([&] { read_private_file(path, 100); }), ErrorKind::UnsafeFile);
}

}  // namespace
}  // namespace contreseing::crypto
