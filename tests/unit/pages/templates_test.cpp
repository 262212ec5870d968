#include "server/pages/kit/templates.hpp"

#include "server/pages/kit/error.hpp"
#include "tests/unit/pages/world.hpp"

#include <fstream>

#include <gtest/gtest.h>

namespace contreseing::server::pages::tests {

namespace {

namespace fs = std::filesystem;

/// One page, `page`, in a folder of its own.
class TemplateFolder {
public:
    explicit TemplateFolder(const std::string& page)
        : folder_(
              fs::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name()
          ) {
        fs::remove_all(folder_);
        fs::create_directories(folder_ / "partials");
        add("page", page);
    }
    void add(const std::string& name, const std::string& source) {
        fs::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / (name + ".mustache")) << source;
    }
    [[nodiscard]] Templates load() const { return {folder_, shipped_pages().words()}; }

private:
    fs::path folder_;
};

Error::Kind refused(const TemplateFolder& folder) {
    try {
        static_cast<void>(folder.load());
    } catch (const Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "the template was taken";
    return Error::Kind::Unreadable;
}

}  // namespace

TEST(Templates, EscapeValuesInTextAndAttributes) {
    const TemplateFolder folder("<p title=\"{{v}}\">{{v}}</p>");
    Model model;
    model.text("v", "<script>alert('x')</script>\" & \u202Egnp");
    EXPECT_EQ(
        folder.load().render("page", Locale::Fr, model),
        "<p title=\"&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&#34; &amp; gnp\">"
        "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&#34; &amp; gnp</p>"
    );
}

TEST(Templates, NeverReadAValueAsATemplate) {
    const TemplateFolder folder("{{v}}|{{#on}}{{v}}{{/on}}");
    Model model;
    model.text("v", "{{secret}}{{{secret}}}").text("secret", "S").flag("on", true);
    EXPECT_EQ(
        folder.load().render("page", Locale::Fr, model),
        "{{secret}}{{{secret}}}|{{secret}}{{{secret}}}"
    );
}

TEST(Templates, KeepBlanksAndLetNoValueForgeThem) {
    const TemplateFolder folder("<p>un  deux\n   <b>trois</b> {{v}}</p>");
    Model model;
    model.text("v", "a\x1f\x1e\x01z\ty");
    EXPECT_EQ(
        folder.load().render("page", Locale::Fr, model), "<p>un deux\n<b>trois</b> az\ty</p>"
    );
}

TEST(Templates, CountEmptyTextsAndListsAsAbsent) {
    const TemplateFolder folder("{{#a}}a{{/a}}{{^b}}no b{{/b}}{{#has_c}}c{{/has_c}}");
    Model model;
    model.text("a", "").text("b", "").list("c", {});
    EXPECT_EQ(folder.load().render("page", Locale::Fr, model), "no b");
}

TEST(Templates, ResolveWordsPartialsLayoutsAndLanguages) {
    TemplateFolder folder("{{!layout outer}}{{t:home.title}}{{>piece}}");
    folder.add("layouts/outer", "<{{t:lang}}>{{>body}}</{{t:lang}}>");
    folder.add("partials/piece", "[{{v}}]");
    folder.add("page.en", "english {{v}}");
    Model model;
    model.text("v", "1");
    const auto templates = folder.load();
    EXPECT_EQ(
        templates.render("page", Locale::Fr, model),
        "<fr>Signer des conventions de partenariat[1]</fr>"
    );
    EXPECT_EQ(templates.render("page", Locale::En, model), "english 1");
}

TEST(Templates, RefuseRawValues) {
    EXPECT_EQ(refused(TemplateFolder("{{{v}}}")), Error::Kind::UnescapedValue);
    EXPECT_EQ(refused(TemplateFolder("{{&v}}")), Error::Kind::UnescapedValue);
    EXPECT_EQ(refused(TemplateFolder("{{=<% %>=}}")), Error::Kind::UnescapedValue);
}

TEST(Templates, RefuseScriptsAndStylesInsideAPage) {
    EXPECT_EQ(refused(TemplateFolder("<script>{{v}}</script>")), Error::Kind::UnescapedValue);
    EXPECT_EQ(refused(TemplateFolder("<p style=\"{{v}}\">")), Error::Kind::UnescapedValue);
    EXPECT_EQ(refused(TemplateFolder("<style>{{v}}</style>")), Error::Kind::UnescapedValue);
}

TEST(Templates, RefuseWhatTheyCannotResolve) {
    EXPECT_EQ(refused(TemplateFolder("{{>nothing}}")), Error::Kind::UnknownPartial);
    EXPECT_EQ(refused(TemplateFolder("{{t:no.such.words}}")), Error::Kind::BrokenWords);
    EXPECT_EQ(refused(TemplateFolder("{{#open}}never closed")), Error::Kind::BrokenTemplate);
    EXPECT_EQ(refused(TemplateFolder("{{unclosed")), Error::Kind::BrokenTemplate);
}

TEST(Templates, RefusePartialsThatIncludeThemselves) {
    TemplateFolder folder("{{>loop}}");
    folder.add("partials/loop", "{{>loop}}");
    EXPECT_EQ(refused(folder), Error::Kind::UnknownPartial);
}

TEST(Templates, RefuseAnUnknownPage) {
    const TemplateFolder folder("x");
    EXPECT_THROW(
        static_cast<void>(folder.load().render("other", Locale::Fr, Model())), std::out_of_range
    );
}

}  // namespace contreseing::server::pages::tests
