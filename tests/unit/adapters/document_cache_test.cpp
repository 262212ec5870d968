#include "server/adapters/document_cache.hpp"

#include "tests/support/sample_acts.hpp"
#include "tests/unit/adapters/folder.hpp"
#include "tests/unit/app/world.hpp"

#include <fstream>
#include <thread>

#include <gtest/gtest.h>

namespace contreseing::server {
namespace {

namespace fs = std::filesystem;
using namespace workflows;
using app::testing::bytes_of;
using test_support::kCampus;
using test_support::numbered;

/// Counts what had to be asked of the database.
class CountingStore : public test_support::MemoryDocumentStore {
public:
    using MemoryDocumentStore::MemoryDocumentStore;
    std::shared_ptr<const app::Bytes> load(
        const CampusId& campus, const DocumentId& id, int revision
    ) override {
        ++loads;
        return MemoryDocumentStore::load(campus, id, revision);
    }
    int loads = 0;
};

class Cache : public ::testing::Test {
protected:
    DocumentId put(const std::string& text, int n = 1) {
        const auto bytes = bytes_of(text);
        const auto id = numbered<DocumentId>(n);
        cache.put(kCampus, id, {}, bytes, digest.sha256(bytes));
        return id;
    }
    fs::path file_of(const std::string& text) {
        const auto name = to_hex(digest.sha256(bytes_of(text)));
        return folder.path() / "cache" / name.substr(0, 2) / name;
    }
    static void flip_a_byte(const fs::path& file) {
        std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
        out.seekp(2);
        out.put('~');
    }

    tests::Folder folder;
    test_support::TestDigest digest;
    test_support::MemoryDatabase db{digest};
    CountingStore store{db};
    DocumentCache cache{store, digest, folder.path() / "cache", 40};
};

TEST_F(Cache, ServesWhatWasPutWithoutAskingTheDatabase) {
    const auto id = put("a document");
    EXPECT_EQ(*cache.load(kCampus, id, -1), bytes_of("a document"));
    EXPECT_EQ(*cache.load(kCampus, id, 0), bytes_of("a document"));
    EXPECT_EQ(store.loads, 0);
}

TEST_F(Cache, FetchesAgainAFileInWhichAByteChanged) {
    const auto id = put("a document");
    flip_a_byte(file_of("a document"));
    EXPECT_EQ(*cache.load(kCampus, id, -1), bytes_of("a document"));
    EXPECT_EQ(store.loads, 1);
    EXPECT_EQ(*cache.load(kCampus, id, -1), bytes_of("a document"));
    EXPECT_EQ(store.loads, 1);
}

TEST_F(Cache, NeverPublishesAFileInWhichAByteChanged) {
    const auto id = put("a document");
    flip_a_byte(file_of("a document"));
    ASSERT_TRUE(cache.publish(kCampus, id, -1));
    std::ifstream in(file_of("a document"));
    std::string text;
    std::getline(in, text);
    EXPECT_EQ(text, "a document");
}

TEST_F(Cache, FetchesAgainAFileThatIsTornOrEmpty) {
    const auto id = put("a document");
    fs::resize_file(file_of("a document"), 3);
    EXPECT_EQ(*cache.load(kCampus, id, -1), bytes_of("a document"));
    fs::resize_file(file_of("a document"), 0);
    EXPECT_EQ(*cache.load(kCampus, id, -1), bytes_of("a document"));
    EXPECT_EQ(store.loads, 2);
}

TEST_F(Cache, PublishesUnderTheHashAndNothingElse) {
    const auto id = put("a document");
    const auto name = to_hex(digest.sha256(bytes_of("a document")));
    EXPECT_EQ(cache.publish(kCampus, id, -1)->path, "/_blob/" + name.substr(0, 2) + "/" + name);
    EXPECT_FALSE(cache.publish(kCampus, numbered<DocumentId>(9), -1));
    EXPECT_FALSE(cache.publish(CampusId{"other"}, id, -1));
    EXPECT_FALSE(cache.publish(kCampus, id, 4));
}

TEST_F(Cache, DoesWithoutItsFolderForReading) {
    const auto id = put("a document");
    fs::remove_all(folder.path() / "cache");
    EXPECT_EQ(*cache.load(kCampus, id, -1), bytes_of("a document"));
    EXPECT_TRUE(fs::exists(file_of("a document")));
}

TEST_F(Cache, HandsOutTheBytesThemselvesWhenNothingCanBeWritten) {
    const auto id = put("a document");
    // A file where the folder should be: what a full disk looks like from here, for root too.
    fs::remove_all(folder.path() / "cache");
    std::ofstream(folder.path() / "cache") << "in the way";
    EXPECT_EQ(*cache.load(kCampus, id, -1), bytes_of("a document"));
    const auto published = cache.publish(kCampus, id, -1);
    ASSERT_TRUE(published && published->bytes);
    EXPECT_EQ(*published->bytes, bytes_of("a document"));
    EXPECT_TRUE(published->path.empty());
    EXPECT_NO_THROW(cache.keep({}, bytes_of("x")));
    EXPECT_NO_THROW(cache.sweep());
    put("another document", 2);
    EXPECT_TRUE(store.tip(kCampus, numbered<DocumentId>(2), 0));
}

TEST_F(Cache, RefusesADocumentUnderAnotherHashThanItsOwn) {
    EXPECT_THROW(
        cache.put(kCampus, numbered<DocumentId>(1), {}, bytes_of("a"), Sha256{}), std::runtime_error
    );
    EXPECT_TRUE(fs::is_empty(folder.path() / "cache"));
}

TEST_F(Cache, IsSweptOfWhatWasReadLongestAgo) {
    const auto first = put("0123456789 0123456789", 1);
    put("abcdefghij abcdefghij", 2);
    const auto long_ago = fs::file_time_type::clock::now() - std::chrono::hours(2);
    fs::last_write_time(file_of("0123456789 0123456789"), long_ago);
    fs::last_write_time(file_of("abcdefghij abcdefghij"), long_ago + std::chrono::hours(1));
    (void)cache.load(kCampus, first, -1);
    cache.sweep();
    EXPECT_TRUE(fs::exists(file_of("0123456789 0123456789")));
    EXPECT_FALSE(fs::exists(file_of("abcdefghij abcdefghij")));
    EXPECT_EQ(*cache.load(kCampus, numbered<DocumentId>(2), -1), bytes_of("abcdefghij abcdefghij"));
}

TEST_F(Cache, ServesManyReadersAtOnce) {
    const auto id = put("a document");
    fs::remove(file_of("a document"));
    std::vector<std::thread> readers;
    std::atomic<int> right{0};
    for (int i = 0; i < 8; ++i) {
        readers.emplace_back([&] {
            for (int k = 0; k < 20; ++k) {
                right += *cache.load(kCampus, id, -1) == bytes_of("a document") ? 1 : 0;
                right += cache.publish(kCampus, id, -1) ? 1 : 0;
            }
        });
    }
    for (auto& reader : readers) {
        reader.join();
    }
    EXPECT_EQ(right, 320);
}

}  // namespace
}  // namespace contreseing::server
