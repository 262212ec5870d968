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
        return Templates({folder_, folder_ / "shipped"}).expand("act", model);
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

TEST_F(TemplateFolder, RefusesByFileAndLineWhateverWouldHaveToBeFetched) {
    const auto faults = [this](const std::string& html, const std::string& css = "b{}") {
        write("act/act.html", "<p>\n" + html + "</p>");
        write("act/act.css", css);
        std::string all;
        const Templates templates({folder_});
        for (const auto& fault : templates.read("act", {}).faults) {
            all += fault.file + ':' + std::to_string(fault.line) + ' ' + fault.what + '\n';
        }
        if (!all.empty()) {
            EXPECT_THROW((void)templates.expand("act", {}), Error) << html << css;
        }
        return all;
    };
    const std::string missing = " nothing is fetched, and it would be missing: ";
    for (const std::string where :
         {"http://x.fr/a.png", "https://x.fr/a", "//x.fr/a", "file:///etc/hostname", "a.png",
          "../other/a.png", "/a.png", "data:image/png;base64,AA==", "ftp://x.fr/a"}) {
        for (const auto& [html, what] : std::vector<std::pair<std::string, std::string>>{
                 {"<img src=" + where + ">", "<img>"},
                 {"<IMG\tALT='' SRC = \"" + where + "\">", "<img>"},
                 {"<input type=image src='" + where + "'>", "<input>"},
                 {"<link rel=stylesheet href='" + where + "'>", "<link>"},
                 {"<a class=x rel=\"a attachment\" href='" + where + "'>x</a>", "rel=attachment"},
                 {"<object data='" + where + "'></object>", "<object>"},
                 {"<svg><image href='" + where + "'/></svg>", "<image>"},
                 {"<svg><svg:use xlink:href='" + where + "#a'/></svg>", "<svg:use>"},
                 {"<table background='" + where + "'>", "background="},
                 {"<td title='a > b' background = '" + where + "'>", "background="},
                 {"<i style=\"background:URL('" + where + "')\">", "url()"},
                 {"<style>@import '" + where + "';</style>", "@import"},
                 {"<base href='" + where + "'>", "<base>"}}) {
            EXPECT_EQ(faults(html), "act/act.html:2" + missing + what + '\n') << html;
        }
        EXPECT_EQ(
            faults("", "p{}\n\n@font-face{src: url( " + where + ")}"),
            "act/act.css:3" + missing + "url()\n"
        );
        EXPECT_EQ(
            faults("", "@import \"" + where + "\";"), "act/act.css:1" + missing + "@import\n"
        );
    }
    for (const std::string sound :
         {"<a href='https://x.fr/a'>x.fr</a>", "<!-- <img src=a.png> -->", "src=a.png, url of a",
          "<svg><rect fill='url(#a)' data-src=x /></svg>", "<p id=src class='img src=x'>",
          "<i title='src=a.png'>", "<imgs>"}) {
        EXPECT_EQ(faults(sound), "") << sound;
    }
    EXPECT_EQ(faults("", "/* url(a.png) */ p { mask: url( \"#a\" ) } .curl(x) {}"), "");
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
    EXPECT_EQ(refusal("{{> absent}}"), ErrorKind::BadTemplate);
    write("shared/itself.html", "{{> itself}}");
    EXPECT_EQ(refusal("{{> itself}}"), ErrorKind::BadTemplate);
}

TEST_F(TemplateFolder, KnowsNoTemplateOutsideIt) {
    for (const char* name : {"", "..", "../act", "absent", "/etc", "act/act", "ACT"}) {
        EXPECT_THROW((void)Templates({folder_, folder_ / "shipped"}).expand(name, {}), Error)
            << name;
    }
}

TEST_F(TemplateFolder, RefusesANameThatTheModelDoesNotHave) {
    const Model::Map model{
        {"fields", Model::Map{{"aim", Model::Map{{"text", "to help"}}}}},
        {"empty", Model::List{}},
        {"parties", Model::List{Model::Map{{"name", "Roy"}}}}};
    EXPECT_EQ(expand("{{fields.aim.text}}", model).html, "to help");
    write("shared/part.html", "\n{{name}}{{nane}}");
    write(
        "act/act.html",
        "<p>\n{{fields.aimm.text}}\n{{#parties}}{{> part}}\n{{fields.aim.texte}}{{/parties}}\n"
        "{{#empty}}{{anything}}{{/empty}}{{has_parties}}{{^draft}}{{inside}}{{/draft}}"
    );
    const Templates templates({folder_});
    const auto reading = templates.read("act", model);
    EXPECT_EQ(
        reading.faults,
        (std::vector<TemplateFault>{
            {"act/act.html", 2, "unknown name: fields.aimm.text"},
            {"shared/part.html", 2, "unknown name: nane"},
            {"act/act.html", 4, "unknown name: fields.aim.texte"},
            {"act/act.html", 5, "unknown name: draft"}})
    );
    EXPECT_EQ(reading.printed, (std::set<std::string>{"has_parties", "parties.name"}));
    ASSERT_FALSE(reading.words.empty());
    EXPECT_EQ(reading.words.front().file, "act/act.html");
    EXPECT_EQ(reading.words.front().line, 1);
    EXPECT_EQ(reading.words.front().text, "<p>");
    try {
        (void)templates.expand("act", model);
        ADD_FAILURE() << "expanded";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::BadTemplate);
        EXPECT_STREQ(error.what(), "bad_template: act/act.html:2: unknown name: fields.aimm.text");
    }
}

TEST_F(TemplateFolder, TakesTheOperatorsFileBeforeTheShippedOne) {
    fs::create_directories(folder_ / "shipped/shared");
    fs::create_directories(folder_ / "shipped/act");
    write("shipped/shared/part.html", "shipped");
    write("shipped/act/act.html", "never");
    EXPECT_EQ(expand("[{{> part}}]").html, "[shipped]");
    write("shared/part.html", "own");
    EXPECT_EQ(expand("[{{> part}}]").html, "[own]");
}

std::vector<fs::path> shipped() {
    return {CONTRESEING_SOURCE_DIR "/documents/typeset/templates"};
}

TEST(ShippedTemplates, PutEveryTypedTextOnlyEscapedIntoTheMarkup) {
    const Templates templates(shipped());
    for (const char* key : {"adhesion", "partenariat"}) {
        const auto markup = templates.expand("act", tests::sample_act(key, [](const std::string&) {
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
