#include "documents/typeset/templates.hpp"

#include "documents/typeset/error.hpp"
#include "sample_act.hpp"
#include "tests/support/source_dir.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace contreseing::documents::typeset {
namespace {

namespace fs = std::filesystem;

class TemplateFolder : public testing::Test {
protected:
    void SetUp() override {
        folder_ =
            fs::temp_directory_path() /
            ("ctrg-templates-" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
             "-" + ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::create_directories(folder_ / "shared");
        fs::create_directories(folder_ / "act");
        write("shared/page.css", "p{}");
        write("act/act.css", "b{}");
    }
    void TearDown() override { fs::remove_all(folder_); }

    void write(const std::string& file, const std::string& text) const {
        std::ofstream(folder_ / file) << text;
    }
    Markup expand(const std::string& html, const Model::Map& model = {}) const {
        write("act/act.html", html);
        return Templates(folder_).expand("act", model);
    }
    ErrorKind refusal(const std::string& html) const {
        try {
            (void)expand(html, {{"x", "text"}});
        } catch (const Error& error) {
            return error.kind();
        }
        ADD_FAILURE() << "accepted: " << html;
        return ErrorKind::Crashed;
    }

    fs::path folder_;
};

TEST_F(TemplateFolder, EscapesEveryValue) {
    EXPECT_EQ(
        expand("<p title=\"{{x}}\">{{x}}</p>", {{"x", "<b a='1'>\"&{{y}}"}}).html,
        "<p title=\"&lt;b a=&apos;1&apos;&gt;&quot;&amp;{{y}}\">"
        "&lt;b a=&apos;1&apos;&gt;&quot;&amp;{{y}}</p>"
    );
}

TEST_F(TemplateFolder, TakesAnEmptyTextForNo) {
    EXPECT_EQ(expand("{{#x}}[{{x}}]{{/x}}{{^x}}none{{/x}}", {{"x", ""}}).html, "none");
    EXPECT_EQ(expand("{{#x}}[{{x}}]{{/x}}{{^x}}none{{/x}}", {{"x", "a"}}).html, "[a]");
}

TEST_F(TemplateFolder, TellsWhetherAListHasAnItem) {
    const std::string html = "{{#has_l}}<ul>{{#l}}<li>{{.}}</li>{{/l}}</ul>{{/has_l}}";
    EXPECT_EQ(expand(html, {{"l", Model::List{}}}).html, "");
    EXPECT_EQ(expand(html, {{"l", Model::List{"a", "b"}}}).html, "<ul><li>a</li><li>b</li></ul>");
}

TEST_F(TemplateFolder, PutsAPartInItsPlaceAndNotAValueOfThatName) {
    write("shared/part.html", "[{{x}}]");
    EXPECT_EQ(expand("{{> part}}", {{"x", "1"}, {"part", "{{x}}<script>"}}).html, "[1]");
}

TEST_F(TemplateFolder, RefusesTemplatesThatInsertUnescapedOrAreBroken) {
    EXPECT_EQ(refusal("{{{x}}}"), ErrorKind::BadTemplate);
    EXPECT_EQ(refusal("{{& x}}"), ErrorKind::BadTemplate);
    EXPECT_EQ(refusal("{{=<% %>=}}<%& x%>"), ErrorKind::BadTemplate);
    EXPECT_EQ(refusal("{{#x}}"), ErrorKind::BadTemplate);
    EXPECT_EQ(refusal("{{/x}}"), ErrorKind::BadTemplate);
    EXPECT_EQ(refusal("{{x"), ErrorKind::BadTemplate);
    EXPECT_EQ(refusal("{{> ../secret}}"), ErrorKind::BadTemplate);
    EXPECT_EQ(refusal("{{> absent}}"), ErrorKind::NoSuchTemplate);
    write("shared/itself.html", "{{> itself}}");
    EXPECT_EQ(refusal("{{> itself}}"), ErrorKind::BadTemplate);
}

TEST_F(TemplateFolder, KnowsNoTemplateOutsideIt) {
    for (const char* name : {"", "..", "../act", "absent", "/etc", "act/act", "ACT"}) {
        EXPECT_THROW((void)Templates(folder_).expand(name, {}), Error) << name;
    }
}

TEST(ShippedTemplates, PutEveryTypedTextOnlyEscapedIntoTheMarkup) {
    const Templates templates(CONTRESEING_SOURCE_DIR "/documents/typeset/templates");
    for (const char* key : {"adhesion", "partenariat"}) {
        const auto markup =
            templates.expand(key, tests::sample_act(tests::type_file(key), [](const std::string&) {
                                 return "<link href='x'>\"{{a}}";
                             }));
        EXPECT_EQ(markup.html.find("<link"), std::string::npos);
        EXPECT_NE(
            markup.html.find("&lt;link href=&apos;x&apos;&gt;&quot;{{a}}"), std::string::npos
        );
        EXPECT_EQ(markup.css.find("url("), std::string::npos);
        EXPECT_EQ(markup.css.find("@import"), std::string::npos);
    }
}

}  // namespace
}  // namespace contreseing::documents::typeset
