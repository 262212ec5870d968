#include "mail/html_body.hpp"

#include <gtest/gtest.h>

namespace contreseing::mail {
namespace {

TEST(HtmlBody, MakesParagraphsBreaksAndTheFoot) {
    EXPECT_EQ(
        html_body("Bonjour,\n\nUn\ndeux.\n\n-- \nPied\nde page.\n"),
        "<p>Bonjour,</p>\n<p>Un<br>\ndeux.</p>\n<p class=\"foot\">Pied<br>\nde page.</p>\n"
    );
}

TEST(HtmlBody, ShowsTheLinkByItsDomainAndACodeLarge) {
    EXPECT_EQ(
        html_body("Ici :\n\n{{link}}\n\n    {{code}}\n"),
        "<p>Ici :</p>\n<p class=\"go\"><a href=\"{{link}}\">{{link_domain}}</a></p>\n"
        "<p class=\"code\">{{code}}</p>\n"
    );
}

TEST(HtmlBody, MakesListsAlsoWhereASectionRepeatsAnItem) {
    EXPECT_EQ(
        html_body("Voix :\n- a\n- b\n\nFin.\n"),
        "<p>Voix :</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>Fin.</p>\n"
    );
    EXPECT_EQ(
        html_body("{{#who}}\n- {{name}}\n{{/who}}\n{{#has_who}}\n\n{{/has_who}}\nFin.\n"),
        "{{#has_who}}\n<ul>\n{{/has_who}}\n{{#who}}\n<li>{{name}}</li>\n{{/who}}\n{{#has_who}}\n</"
        "ul>\n"
        "{{/has_who}}\n{{#has_who}}\n{{/has_who}}\n<p>Fin.</p>\n"
    );
}

TEST(HtmlBody, EscapesWhatIsNoTag) {
    EXPECT_EQ(
        html_body("R&D <b> {{#x}}a{{/x}} > 1\n"), "<p>R&amp;D &lt;b&gt; {{#x}}a{{/x}} &gt; 1</p>\n"
    );
    EXPECT_EQ(html_body(""), "");
}

}  // namespace
}  // namespace contreseing::mail
