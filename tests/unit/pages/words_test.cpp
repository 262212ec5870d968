#include "server/pages/kit/words.hpp"

#include "server/pages/kit/error.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/unit/pages/world.hpp"
#include "workflows/domain/names.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace contreseing::server::pages::tests {

namespace {

namespace fs = std::filesystem;

fs::path folder_of(const std::string& french, const std::string& english) {
    const auto folder = fs::path(testing::TempDir()) /
                        testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::create_directories(folder);
    std::ofstream(folder / "fr.json") << french;
    std::ofstream(folder / "en.json") << english;
    return folder;
}

/// Of every part.
std::vector<fs::path> french_files() {
    std::vector<fs::path> files;
    for (const auto& file : fs::directory_iterator(CONTRESEING_SOURCE_DIR "/web/words")) {
        if (file.path().string().ends_with("fr.json")) {
            files.push_back(file.path());
        }
    }
    EXPECT_GE(files.size(), 3U);
    return files;
}

}  // namespace

TEST(Words, NameEveryRefusalAndStage) {
    const auto& words = shipped_pages().words();
    for (const auto name : workflows::names_of<workflows::Refusal>()) {
        for (const auto* part : {".title", ".sentence", ".what_to_do"}) {
            EXPECT_TRUE(words.has("refusal." + std::string(name) + part)) << name << part;
        }
    }
    for (const auto name : workflows::names_of<workflows::Stage>()) {
        EXPECT_TRUE(words.has("stage." + std::string(name))) << name;
    }
}

TEST(Words, CountAsEachLanguageDoes) {
    const auto& words = shipped_pages().words();
    EXPECT_EQ(words.count(Locale::Fr, "frame.file.pages", 0), "0 page");
    EXPECT_EQ(words.count(Locale::Fr, "frame.file.pages", 2), "2 pages");
    EXPECT_EQ(words.count(Locale::En, "frame.file.pages", 0), "0 pages");
    EXPECT_EQ(words.count(Locale::En, "frame.file.pages", 1), "1 page");
}

TEST(Words, RefuseACatalogueThatLacksAKey) {
    const auto folder = folder_of(R"({"a": "un", "b": "deux"})", R"({"a": "one"})");
    EXPECT_THROW(Words{folder}, Error);
}

TEST(Words, RefuseAKeyThatTwoFilesOfALanguageDefine) {
    const auto folder = folder_of(R"({"a": "un"})", R"({"a": "one"})");
    std::ofstream(folder / "admin.fr.json") << R"({"a": "autre"})";
    EXPECT_THROW(Words{folder}, Error);
    fs::remove(folder / "admin.fr.json");
}

TEST(Words, RefuseAnUnknownKey) {
    EXPECT_THROW(
        static_cast<void>(shipped_pages().words().text(Locale::Fr, "nothing.here")),
        std::out_of_range
    );
}

// « L’avis de Directoire », « le lien de Odile »: what people typed is not elided and brings its
// own article, so that no word which would change stands before it.
TEST(Words, LeaveNoFrenchParticleBeforeAName) {
    for (const auto& file : french_files()) {
        std::ifstream in(file);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        ASSERT_FALSE(text.empty()) << file;
        for (const std::string name : {"person", "people", "name", "body", "place", "from", "to"}) {
            for (const std::string particle : {"de ", "à ", "que ", "du ", "au "}) {
                EXPECT_EQ(text.find(' ' + particle + "{{" + name + "}}"), std::string::npos)
                    << file << ": " << particle << name;
            }
        }
    }
}

// A line breaks at no sign that French sets apart from its word.
TEST(Words, UseFrenchTypography) {
    for (const auto& file : french_files()) {
        std::ifstream in(file);
        const auto words = nlohmann::json::parse(in).flatten();
        ASSERT_FALSE(words.empty()) << file;
        for (const auto& [name, word] : words.items()) {
            const auto text = word.get<std::string>();
            for (const auto* wrong : {" :", " ;", " ?", " !", "« ", " »", "...", "'"}) {
                EXPECT_EQ(text.find(wrong), std::string::npos) << name << ": " << text;
            }
        }
    }
}

TEST(Language, IsTheFirstThatTheBrowserAsksForAndWeSpeak) {
    EXPECT_EQ(language_of("en-GB,en;q=0.9,fr;q=0.8"), Locale::En);
    EXPECT_EQ(language_of("de, fr-FR;q=0.9, en;q=0.8"), Locale::Fr);
    EXPECT_EQ(language_of(""), Locale::Fr);
    EXPECT_EQ(language_of(",,,;q=x"), Locale::Fr);
}

}  // namespace contreseing::server::pages::tests
