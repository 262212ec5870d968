#include "mail/catalogue.hpp"

#include "mail/error.hpp"
#include "tests/support/source_dir.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

namespace contreseing::mail {
namespace {

constexpr const char* kFolder = CONTRESEING_SOURCE_DIR "/mail/templates";

std::string source_of(const std::string& kind) {
    std::ifstream in(std::string(kFolder) + "/fr/" + kind + ".mail");
    std::string source{std::istreambuf_iterator<char>(in), {}};
    EXPECT_FALSE(source.empty()) << kind;
    return source;
}

/// Every kind that is shipped.
std::vector<std::string> kinds() {
    std::vector<std::string> names;
    for (const auto& file : std::filesystem::directory_iterator(std::string(kFolder) + "/fr")) {
        if (file.path().stem().extension().empty()) {
            names.push_back(file.path().stem());
        }
    }
    std::ranges::sort(names);
    return names;
}

/// What a template is filled with: the names in it, those within its lists apart.
struct Keys {
    std::set<std::string> all;
    std::set<std::string> asked;  ///< by a section, so that they may be empty
};
const std::set<std::string> kLists{
    "who_signed", "annexes", "signatories", "address_notes", "answers"};

Keys keys_of(const std::string& kind) {
    Keys keys{
        {"recipient_name",
         "campus_name",
         "act_title",
         "act_reference",
         "contact_name",
         "contact_email",
         "contact_phone"},
        {"contact_phone"}};
    const auto source = source_of(kind);
    std::string list;
    for (auto at = source.find("{{"); at != std::string::npos; at = source.find("{{", at)) {
        const auto end = source.find("}}", at);
        auto name = source.substr(at + 2, end - at - 2);
        at = end;
        const char sign =
            name.front() == '#' || name.front() == '^' || name.front() == '/' ? name.front() : ' ';
        name.erase(0, sign == ' ' ? 0 : 1);
        if (list.empty() && name != "link_domain" && !name.starts_with("has_")) {
            keys.all.insert(name);
            if (sign != ' ') {
                keys.asked.insert(name);
            }
        }
        if (kLists.contains(name) && sign == '#') {
            list = name;
        } else if (name == list && sign == '/') {
            list.clear();
        }
    }
    return keys;
}

Value full_value(const std::string& key) {
    if (key == "link") {
        return "https://campus.example/s/c1-abc?k=DEF_1";
    }
    if (key == "who_signed") {
        return std::vector<Row>{{{"name", "N-who"}, {"office", "O-who"}}};
    }
    if (key == "annexes") {
        return std::vector<Row>{{{"title", "T-annex"}}, {{"title", "T-other annex"}}};
    }
    if (key == "signatories") {
        return std::vector<Row>{
            {{"name", "N-first"}, {"office", "O-first"}, {"signed_at", "T-first"}},
            {{"name", "N-last"}, {"office", "O-last"}, {"signed_at", "T-last"}}};
    }
    if (key == "address_notes") {
        const Row none{{"corrected", false}, {"shared", false}, {"administrators", false}};
        std::vector<Row> rows{
            {{"name", "N-corrected"},
             {"changed_at", "T-corrected"},
             {"old_address", "A-old"},
             {"new_address", "A-new"},
             {"corrected", true}},
            {{"name", "N-one"}, {"other_name", "N-other"}, {"reason", "R-both"}, {"shared", true}},
            {{"name", "N-admin"}, {"reason", "R-admin"}, {"administrators", true}}};
        for (auto& row : rows) {
            row.insert(none.begin(), none.end());
        }
        return rows;
    }
    if (key == "answers") {
        return std::vector<Row>{
            {{"name", "N-answer"},
             {"organisation", "O-answer"},
             {"favourable", false},
             {"reserved", true},
             {"unfavourable", false},
             {"abstain", false},
             {"silent", false},
             {"text", "T-answer"}}};
    }
    return "V-" + key;
}

Model full_model(const std::string& name) {
    Model model;
    const auto keys = keys_of(name);
    const auto source = source_of(name);
    for (const auto& key : keys.all) {
        const bool is_text = source.find("{{" + key + "}}") != std::string::npos;
        const bool is_said = is_text || kLists.contains(key) || key == "contact_phone";
        model[key] = is_said ? full_value(key) : Value(true);
    }
    return model;
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++n;
    }
    return n;
}

class MailCatalogue : public testing::Test {
protected:
    const Catalogue catalogue_{kFolder};
};

TEST_F(MailCatalogue, HasEveryKindInBothLanguages) {
    EXPECT_EQ(catalogue_.names().size(), kinds().size());
    for (const auto& name : kinds()) {
        EXPECT_TRUE(catalogue_.has(name, 1, "fr")) << name;
        EXPECT_TRUE(catalogue_.has(name, 1, "en")) << name;
    }
    EXPECT_FALSE(catalogue_.has("invitation", 2, "fr"));
    EXPECT_THROW((void)catalogue_.render("invitation", 2, "fr", {}), Error);
    EXPECT_THROW((void)catalogue_.render("../fr/invitation", 1, "fr", {}), Error);
}

TEST_F(MailCatalogue, ShowsEveryValueInTextAndInHtml) {
    for (const auto& name : kinds()) {
        for (const char* const language : {"fr", "en"}) {
            SCOPED_TRACE(name + " " + language);
            const Model model = full_model(name);
            const Rendered mail = catalogue_.render(name, 1, language, model);
            EXPECT_FALSE(mail.subject.empty());
            EXPECT_FALSE(holds(mail.subject + mail.text + mail.html, "{{"));
            EXPECT_TRUE(holds(mail.subject, "V-act_reference"));
            for (const auto& [key, value] : model) {
                if (const auto* text = std::get_if<std::string>(&value)) {
                    EXPECT_TRUE(holds(mail.text, *text)) << key;
                    EXPECT_TRUE(holds(mail.html, *text)) << key;
                } else if (const auto* rows = std::get_if<std::vector<Row>>(&value)) {
                    for (const Row& row : *rows) {
                        for (const auto& [column, cell] : row) {
                            if (const auto* shown = std::get_if<std::string>(&cell)) {
                                EXPECT_TRUE(holds(mail.text, *shown)) << column;
                                EXPECT_TRUE(holds(mail.html, *shown)) << column;
                            }
                        }
                    }
                }
            }
        }
    }
}

TEST_F(MailCatalogue, AsksNoOpinionOfAGuest) {
    Model model = full_model("opinion_request");
    model["consultative"] = false;
    const Rendered guest = catalogue_.render("opinion_request", 1, "fr", model);
    EXPECT_TRUE(guest.subject.starts_with("Pour information\u00a0: ")) << guest.subject;
    for (const auto* text : {&guest.subject, &guest.text, &guest.html}) {
        EXPECT_FALSE(holds(*text, "Avis demandé") || holds(*text, "Votre avis")) << *text;
    }
    for (const auto* text : {&guest.text, &guest.html}) {
        EXPECT_TRUE(holds(*text, "Vous pouvez lire la question et les documents")) << *text;
        EXPECT_TRUE(holds(*text, "vous n’avez rien à faire")) << *text;
    }
    model["guest"] = false;
    const Rendered member = catalogue_.render("opinion_request", 1, "fr", model);
    EXPECT_TRUE(member.subject.starts_with("Avis demandé\u00a0: ")) << member.subject;
    EXPECT_FALSE(holds(member.subject + member.text, "nformation")) << member.text;
}

// « Campus X sollicite » wants an article that nobody can put before a typed name.
TEST_F(MailCatalogue, PutsTheNameOfAnOrganisationAfterAColonOrOnItsOwnLine) {
    for (const auto& name : kinds()) {
        const std::string text = catalogue_.render(name, 1, "fr", full_model(name)).text;
        for (const std::string typed : {"V-campus_name", "V-lead_name"}) {
            for (auto at = text.find(typed); at != std::string::npos;
                 at = text.find(typed, at + 1)) {
                const auto before = std::string_view(text).substr(0, at);
                const auto after = std::string_view(text).substr(at + typed.size());
                const bool alone = before.ends_with("\n") && after.starts_with("\n");
                EXPECT_TRUE(alone || before.ends_with("\u00a0: ")) << name << ": " << text;
            }
        }
    }
}

TEST_F(MailCatalogue, FailsWhenAnyKeyIsMissing) {
    for (const auto& name : kinds()) {
        for (const auto& [key, value] : full_model(name)) {
            for (const char* const language : {"fr", "en"}) {
                Model model = full_model(name);
                model.erase(key);
                try {
                    (void)catalogue_.render(name, 1, language, model);
                    ADD_FAILURE() << name << " does without " << key;
                } catch (const Error& error) {
                    EXPECT_EQ(error.code(), Error::Code::MissingValue);
                }
            }
        }
    }
}

TEST_F(MailCatalogue, FailsWhenAValueThatTheTextNeedsIsEmpty) {
    for (const auto& name : kinds()) {
        for (const auto& [key, value] : full_model(name)) {
            const bool allowed = keys_of(name).asked.contains(key);
            if (!std::holds_alternative<std::string>(value) || key == "link") {
                continue;
            }
            Model model = full_model(name);
            model[key] = "";
            if (allowed) {
                EXPECT_NO_THROW((void)catalogue_.render(name, 1, "fr", model)) << name << key;
            } else {
                EXPECT_THROW((void)catalogue_.render(name, 1, "fr", model), Error) << name << key;
            }
        }
    }
}

TEST_F(MailCatalogue, FailsWhenAColumnOfAListIsMissing) {
    Model model = full_model("signed_copy");
    std::get<std::vector<Row>>(model["signatories"])[1].erase("signed_at");
    EXPECT_THROW((void)catalogue_.render("signed_copy", 1, "fr", model), Error);
}

TEST_F(MailCatalogue, LeavesOutWhatIsEmpty) {
    Model model = full_model("invitation");
    model["who_signed"] = std::vector<Row>{};
    model["contact_phone"] = "";
    const Rendered mail = catalogue_.render("invitation", 1, "fr", model);
    EXPECT_FALSE(holds(mail.text, "Ont déjà signé"));
    EXPECT_FALSE(holds(mail.html, "<ul>"));
    EXPECT_FALSE(holds(mail.text, "V-contact_email,"));
    EXPECT_FALSE(holds(mail.text, "\n\n\n"));
}

TEST_F(MailCatalogue, HasOneLinkWhoseTextIsItsDomainAndNothingFromOutside) {
    for (const auto& name : kinds()) {
        for (const char* const language : {"fr", "en"}) {
            SCOPED_TRACE(name);
            const std::string html = catalogue_.render(name, 1, language, full_model(name)).html;
            EXPECT_EQ(count(html, "<a "), keys_of(name).all.contains("link") ? 1U : 0U);
            EXPECT_EQ(
                count(html, "\">campus.example</a>"), keys_of(name).all.contains("link") ? 1U : 0U
            );
            for (const char* const outside :
                 {"<img", "<script", "<link", "src=", "url(", "style=", "@import"}) {
                EXPECT_FALSE(holds(html, outside)) << outside;
            }
        }
    }
}

TEST_F(MailCatalogue, NeverClaimsMoreThanItIs) {
    for (const auto& name : kinds()) {
        for (const char* const language : {"fr", "en"}) {
            const Rendered mail = catalogue_.render(name, 1, language, full_model(name));
            const std::string all = mail.subject + mail.text + mail.html;
            for (const char* const word :
                 {"recommandé",
                  "registered",
                  "qualifié",
                  "avancée",
                  "qualified",
                  "advanced",
                  "double authentification",
                  "deux facteurs",
                  "two-factor",
                  "certifié",
                  "valeur juridique",
                  "legally binding"}) {
                EXPECT_FALSE(holds(all, word)) << name << ": " << word;
            }
        }
    }
}

TEST_F(MailCatalogue, NamesTheActAndWarnsInTheCodeMail) {
    const Rendered mail = catalogue_.render("code", 1, "fr", full_model("code"));
    EXPECT_TRUE(holds(mail.text, "V-act_title"));
    EXPECT_TRUE(holds(mail.text, "Ne le transmettez jamais, à personne."));
    EXPECT_FALSE(holds(mail.subject, "V-code"));
    EXPECT_FALSE(holds(mail.text, "http"));
}

TEST_F(MailCatalogue, UsesFrenchTypography) {
    for (const auto& name : kinds()) {
        const std::string text = source_of(name);
        for (const char* const wrong : {" :", " ;", " ?", " !", "« ", " »", "'", "..."}) {
            EXPECT_FALSE(holds(text, wrong)) << name << " holds <" << wrong << '>';
        }
    }
}

// « l’avis de Odile », « adressez-vous à Le maire »: what people typed has no elision and brings
// its own article, so that no word which would change stands before it.
TEST_F(MailCatalogue, LeavesNoFrenchParticleBeforeAName) {
    const std::set<std::string> typed{
        "recipient_name",
        "campus_name",
        "contact_name",
        "lead_name",
        "office",
        "organisation",
        "name",
        "other_name",
        "holder_name",
        "declined_by",
        "next_signer",
        "old_name",
        "new_name",
        "old_address",
        "new_address",
        "body_name"};
    for (const auto& name : kinds()) {
        const std::string text = source_of(name);
        for (const auto& key : typed) {
            for (const char* const word : {"de ", "à ", "que ", "d’", "du ", "au ", "Bonjour "}) {
                EXPECT_FALSE(holds(text, word + ("{{" + key + "}}"))) << name << ": " << key;
            }
        }
    }
}

TEST_F(MailCatalogue, TellsTheLastSignatoryThatAllHaveSigned) {
    Model model = full_model("signature_receipt");
    EXPECT_TRUE(holds(
        catalogue_.render("signature_receipt", 1, "fr", model).text, "après la dernière signature"
    ));
    model["next_signer"] = "";
    const Rendered last = catalogue_.render("signature_receipt", 1, "fr", model);
    for (const auto& text : {last.text, last.html}) {
        EXPECT_TRUE(holds(text, "toutes les parties ont signé et l’acte est en vigueur"));
        EXPECT_FALSE(holds(text, "attendue"));
    }
    EXPECT_TRUE(holds(
        catalogue_.render("signature_receipt", 1, "en", model).text, "all parties have signed"
    ));
}

TEST_F(MailCatalogue, KeepsHostileValuesHarmless) {
    Model model = full_model("decline_notice");
    model["reason"] = "<script>alert('x')</script> \"=cmd\" & \u202Egnp.exe\x1B[2J\nsecond line";
    model["act_title"] = "Title\r\nBcc: x@evil.example\u2066";
    const Rendered mail = catalogue_.render("decline_notice", 1, "fr", model);
    EXPECT_FALSE(holds(mail.html, "<script>"));
    EXPECT_TRUE(
        holds(mail.html, "&lt;script&gt;alert(&#39;x") ||
        holds(mail.html, "&lt;script&gt;alert(&apos;x")
    );
    EXPECT_TRUE(holds(mail.text, "<script>alert('x')</script> \"=cmd\" & gnp.exe[2J\nsecond line"));
    EXPECT_EQ(mail.subject.find_first_of("\r\n"), std::string::npos);
    EXPECT_TRUE(holds(mail.subject, "Title Bcc: x@evil.example"));
}

TEST_F(MailCatalogue, DoesNotExpandTagsInsideValues) {
    Model model = full_model("new_link");
    model["act_title"] = "{{link}} {{{link}}}";
    EXPECT_TRUE(holds(catalogue_.render("new_link", 1, "en", model).text, "{{link}} {{{link}}}"));
}

TEST_F(MailCatalogue, RefusesLinksThatAreNoWebAddress) {
    for (const char* const link :
         {"javascript:alert(1)",
          "ftp://campus.example/",
          "https://",
          "https:///x",
          "https://campus.example/ x",
          "https://good@evil.example/",
          "https://a\"onclick=b",
          "",
          "//campus.example"}) {
        Model model = full_model("new_link");
        model["link"] = link;
        EXPECT_THROW((void)catalogue_.render("new_link", 1, "fr", model), Error) << link;
    }
}

TEST_F(MailCatalogue, RefusesValuesThatAreNotUtf8) {
    Model model = full_model("new_link");
    model["act_title"] = "\xC3(";
    EXPECT_THROW((void)catalogue_.render("new_link", 1, "fr", model), Error);
}

class MailCatalogueOnDisk : public testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("contreseing-templates-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder_);
        for (const char* const language : {"fr", "en"}) {
            std::filesystem::create_directories(folder_ / language);
            std::ofstream(folder_ / "layout.html") << "{{language}}:{{subject}}:{{body}}";
            const std::string words = language + std::string(".words");
            std::filesystem::copy_file(std::filesystem::path(kFolder) / words, folder_ / words);
            write(language, "a.mail", "S\n\n{{x}}\n");
        }
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    void write(const char* language, const char* name, const char* text) const {
        std::ofstream(folder_ / language / name) << text;
    }
    void expect_refused() const {
        try {
            const Catalogue catalogue(folder_);
            ADD_FAILURE() << "accepted";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), Error::Code::BadTemplate);
        }
    }
    std::filesystem::path folder_;
};

TEST_F(MailCatalogueOnDisk, LoadsACompleteFolder) {
    const Catalogue catalogue(folder_);
    EXPECT_EQ(catalogue.names(), std::vector<std::string>{"a.v1"});
    const auto mail = catalogue.render("a", 1, "fr", {{"x", "<"}});
    EXPECT_EQ(mail.html, "fr:S:<p>&lt;</p>\n");
    EXPECT_EQ(mail.text, "<\n");
}

TEST_F(MailCatalogueOnDisk, EscapesTheWordsOfASubjectInHtmlOnly) {
    for (const char* const language : {"fr", "en"}) {
        write(language, "a.mail", "R&D {{x}}\n\n{{x}}\n");
    }
    const auto mail = Catalogue(folder_).render("a", 1, "fr", {{"x", "&"}});
    EXPECT_EQ(mail.subject, "R&D &");
    EXPECT_EQ(mail.html, "fr:R&amp;D &amp;:<p>&amp;</p>\n");
}

TEST_F(MailCatalogueOnDisk, KeepsTheFirstVersionOfAKindBesideItsSecond) {
    for (const char* const language : {"fr", "en"}) {
        write(language, "a.2.mail", "T\n\nAnother {{y}}\n");
        write(language, "b.mail", "B\n\n{{x}}\n");
    }
    const Catalogue catalogue(folder_);
    EXPECT_EQ(catalogue.names(), (std::vector<std::string>{"a.v1", "a.v2", "b.v1"}));
    EXPECT_EQ(catalogue.render("a", 1, "fr", {{"x", "1"}}).text, "1\n");
    EXPECT_EQ(catalogue.render("a", 2, "fr", {{"y", "2"}}).text, "Another 2\n");
    EXPECT_FALSE(catalogue.has("b", 2, "fr"));
    EXPECT_EQ(catalogue.newest("a"), 2);
    EXPECT_EQ(catalogue.newest("b"), 1);
    EXPECT_EQ(catalogue.newest("c"), 0);
    try {
        (void)catalogue.render("b", 2, "en", {{"x", "1"}});
        ADD_FAILURE() << "composed in words that are not there";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Error::Code::UnknownTemplate);
        EXPECT_STREQ(error.what(), "unknown kind or version of mail: b.v2 in en");
    }
}

TEST_F(MailCatalogueOnDisk, RefusesAVersionThatLeavesOneOut) {
    for (const char* const language : {"fr", "en"}) {
        write(language, "a.3.mail", "T\n\n{{y}}\n");
    }
    expect_refused();
}

TEST_F(MailCatalogueOnDisk, TellsTypedValuesInTheWordsOfEachLanguage) {
    for (const char* const language : {"fr", "en"}) {
        write(language, "a.mail", "{{day}}\n\n{{at}}{{#list}}, {{at}}{{/list}} {{hash_short}}\n");
    }
    workflows::ZoneTable zone{"Europe/Paris", std::chrono::minutes(60), {}};
    const Catalogue catalogue(folder_, zone);
    const std::chrono::sys_days day = std::chrono::year(2026) / 3 / 1;
    const workflows::Instant at = day + std::chrono::hours(23) + std::chrono::minutes(5);
    workflows::Sha256 hash{};
    hash.bytes.fill(0xAB);
    const Model model{
        {"day", workflows::Day(day)},
        {"at", at},
        {"hash", hash},
        {"list", std::vector<Row>{{{"at", at + std::chrono::hours(10)}}}}};
    const auto french = catalogue.render("a", 1, "fr", model);
    EXPECT_EQ(
        french.subject,
        "1er\u00A0mars\u00A0"
        "2026"
    );
    EXPECT_EQ(
        french.text,
        "2\u00A0mars\u00A0"
        "2026 à\u00A0"
        "0\u00A0h\u00A0"
        "05 (heure de Paris), "
        "2\u00A0mars\u00A0"
        "2026 à\u00A0"
        "10\u00A0h\u00A0"
        "05 (heure de Paris) abababababababab\n"
    );
    const auto english = catalogue.render("a", 1, "en", model);
    EXPECT_EQ(english.subject, "1 March 2026");
    EXPECT_EQ(
        english.text,
        "2 March 2026 at 00:05 (Paris time), 2 March 2026 at 10:05 (Paris time)"
        " abababababababab\n"
    );
}

TEST_F(MailCatalogueOnDisk, RefusesAMissingFolderPartOrLanguage) {
    std::filesystem::remove(folder_ / "en" / "a.mail");
    expect_refused();
    std::filesystem::remove_all(folder_ / "en");
    expect_refused();
    std::filesystem::remove(folder_ / "layout.html");
    expect_refused();
}

TEST_F(MailCatalogueOnDisk, RefusesToSpeakALanguageWithoutItsWords) {
    std::filesystem::remove(folder_ / "en.words");
    expect_refused();
}

TEST_F(MailCatalogueOnDisk, RefusesFilesThatAreNoMail) {
    for (const char* const name :
         {"a.1.mail", "a.0.mail", "a.02.mail", "a.x.mail", "a..mail", "b.txt"}) {
        write("fr", name, "S\n\n{{x}}\n");
        write("en", name, "S\n\n{{x}}\n");
        expect_refused();
        std::filesystem::remove(folder_ / "fr" / name);
        std::filesystem::remove(folder_ / "en" / name);
    }
    for (const char* const source : {"", "S", "S\n", "S\n{{x}}\n", "\n\n{{x}}\n"}) {
        write("fr", "a.mail", source);
        expect_refused();
    }
}

TEST_F(MailCatalogueOnDisk, RefusesTagsThatDoNotEscape) {
    for (const char* const text :
         {"{{{x}}}", "{{&x}}", "{{> x}}", "{{=<% %>=}}", "{{! note }}", "{{x", "{{}}"}) {
        write("fr", "a.mail", (std::string("S\n\n{{x}} ") + text + "\n").c_str());
        expect_refused();
    }
}

TEST_F(MailCatalogueOnDisk, RefusesLanguagesThatDisagree) {
    write("fr", "a.mail", "S\n\n{{x}} {{y}}\n");
    expect_refused();  // the English one has no y
    write("fr", "a.mail", "S\n\n{{#x}}\n");
    expect_refused();
}

}  // namespace
}  // namespace contreseing::mail
