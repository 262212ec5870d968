#include "mail/formatter.hpp"

#include "mail/error.hpp"
#include "tests/support/source_dir.hpp"

#include <fstream>
#include <sstream>
#include <unistd.h>

#include <gtest/gtest.h>

namespace contreseing::mail {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

const std::string kFolder = CONTRESEING_SOURCE_DIR "/mail/templates/";

class MailFormatter : public testing::Test {
protected:
    /// With breaking blanks.
    static std::string plain(std::string text) {
        for (auto at = text.find("\u00A0"); at != std::string::npos; at = text.find("\u00A0", at)) {
            text.replace(at, 2, " ");
        }
        return text;
    }
    void TearDown() override { std::filesystem::remove(path_); }
    void write(const std::string& words) const { std::ofstream(path_) << words; }
    std::string refusal() const {
        try {
            const Formatter formatter(path_, {});
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), Error::Code::BadTemplate);
            return error.what();
        }
        return {};
    }
    const std::filesystem::path path_ = std::filesystem::temp_directory_path() /
                                        ("contreseing-" + std::to_string(::getpid()) + ".words");
};

TEST_F(MailFormatter, FollowsTheHoursOfSummerAndTellsAnUnnamedZoneByItsOffset) {
    const sys_days march = std::chrono::year(2026) / 3 / 29;
    workflows::ZoneTable zone{"Europe/Paris", 60min, {{march + 1h, 120min}}};
    const Formatter paris(kFolder + "fr.words", zone);
    EXPECT_EQ(plain(paris(march + 59min)), "29 mars 2026 à 1 h 59 (heure de Paris)");
    EXPECT_EQ(plain(paris(march + 60min)), "29 mars 2026 à 3 h 00 (heure de Paris)");
    zone.name = "Indian/Reunion";
    zone.initial_offset = -150min;
    const Formatter elsewhere(kFolder + "en.words", zone);
    EXPECT_EQ(plain(elsewhere(march + 0min)), "28 March 2026 at 21:30 (UTC-02:30)");
}

TEST_F(MailFormatter, TellsTheLastAndTheFirstDayOfAYear) {
    const Formatter fr(kFolder + "fr.words", {});
    EXPECT_EQ(plain(fr(workflows::Day(std::chrono::year(2026) / 12 / 31))), "31 décembre 2026");
    EXPECT_EQ(plain(fr(workflows::Day(std::chrono::year(2028) / 2 / 29))), "29 février 2028");
    EXPECT_EQ(plain(fr(workflows::Day(std::chrono::year(2027) / 1 / 1))), "1er janvier 2027");
    EXPECT_NE(
        fr(workflows::Day(std::chrono::year(2027) / 1 / 1)).find("1er\u00A0janvier"),
        std::string::npos
    );
    EXPECT_EQ(fr(workflows::Sha256{}), std::string(64, '0'));
}

TEST_F(MailFormatter, RefusesWordsThatAreMissingTwiceThereOrNone) {
    std::ifstream in(kFolder + "fr.words");
    std::ostringstream all;
    all << in.rdbuf();
    const std::string words = all.str();
    write(words);
    EXPECT_EQ(refusal(), "");
    write(words + "day: {{day}}\n");
    EXPECT_NE(refusal(), "");
    write(words + "another\n");
    EXPECT_NE(refusal(), "");
    write(words.substr(0, words.find("month.12")));
    EXPECT_NE(refusal().find("month.12"), std::string::npos);
    std::filesystem::remove(path_);
    EXPECT_NE(refusal(), "");
}

}  // namespace
}  // namespace contreseing::mail
