#include "workflows/domain/articles.hpp"

#include "tests/unit/domain/scene.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::workflows {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = Paragraph::Kind;
using Fields = std::map<std::string, FieldValue>;

const PrintedCampus kCampus{"Campus du Gard", "sa direction", "", "Nîmes"};

std::vector<std::string> printed(const std::string& paragraph, const Fields& fields) {
    auto type = testing::adhesion();
    type.articles = {{"a", "1", "A", {paragraph}}};
    return printed_articles(type, fields, kCampus).front().paragraphs;
}

TEST(Articles, PutEachBlankInItsPlaceAndNothingElse) {
    EXPECT_THAT(
        printed("Le {campus.name}, à {campus.place} : {motive}.", {{"motive", "{college} [[x]]"}}),
        ElementsAre("Le Campus du Gard, à Nîmes : {college} [[x]].")
    );
}

TEST(Articles, LeaveOutAnOptionalStretchWhoseBlankIsEmpty) {
    const std::string text = "Un.[[ Deux {motive}.]][[ Trois {campus.name}.]]";
    EXPECT_THAT(printed(text, {}), ElementsAre("Un. Trois Campus du Gard."));
    EXPECT_THAT(printed(text, {{"motive", "x"}}), ElementsAre("Un. Deux x. Trois Campus du Gard."));
    EXPECT_THAT(printed("[[Motif : {motive} à {campus.support}]]", {{"motive", "x"}}), IsEmpty());
}

TEST(Articles, LeaveOutAParagraphOfWhichNothingIsLeft) {
    EXPECT_THAT(printed("{motive}", {}), IsEmpty());
    EXPECT_THAT(printed("# {motive}", {}), IsEmpty());
    EXPECT_THAT(printed(" {motive} ", {{"motive", "x\n\ny"}}), ElementsAre("x\n\ny"));
}

TEST(Articles, PrintEveryOptionOfAChoiceWithItsBox) {
    EXPECT_THAT(
        printed("{college}", {{"college", std::vector<std::string>{"entreprises"}}}),
        ElementsAre("[ ] Formations", "[x] Entreprises")
    );
    EXPECT_THAT(
        printed("{college}", {{"college", "formations"}}),
        ElementsAre("[x] Formations", "[ ] Entreprises")
    );
    EXPECT_THAT(
        printed("{axes}", {{"axes", std::vector<std::string>{"emploi"}}, {"axes.other", "[x] y"}}),
        ElementsAre("[ ] Formation", "[ ] Europe", "[x] Emploi", "[+] [x] y")
    );
    EXPECT_THAT(printed("{axes}", {}), ElementsAre("[ ] Formation", "[ ] Europe", "[ ] Emploi"));
}

/// A typed text cannot make a heading or a ticked box of itself.
TEST(Articles, PrintATypedTextThatLooksLikeAMarkAsText) {
    for (const std::string typed :
         {"# titre",
          "- point",
          "[x] coché",
          "[ ] non",
          "[+] autre",
          "\\ barre",
          "\\# x",
          "#x",
          "-"}) {
        for (const auto& [paragraph, kind] : std::initializer_list<std::pair<const char*, Kind>>{
                 {"{motive}", Kind::Text},
                 {"\\{motive}", Kind::Text},
                 {"- {motive}", Kind::Point},
                 {"# {motive}", Kind::Heading},
                 {"[[{motive}]]", Kind::Text}}) {
            const auto kept = printed(paragraph, {{"motive", typed}});
            ASSERT_EQ(kept.size(), 1U);
            const auto read = read_paragraph(kept.front());
            EXPECT_EQ(read.kind, kind) << paragraph << typed;
            EXPECT_EQ(read.text, typed) << paragraph;
        }
    }
}

TEST(Articles, KeepANameThatTheTypeDoesNotHaveAsItIsWritten) {
    EXPECT_THAT(printed("{king} }{", {}), ElementsAre("{king} }{"));
}

TEST(Articles, NameWhatIsWrongWithAParagraph) {
    const auto type = testing::adhesion();
    const auto faults = [&type](const char* paragraph) {
        return faults_of_paragraph(type, paragraph);
    };
    for (const char* sound :
         {"Un texte [1] entre [crochets].",
          "{motive}",
          "{college}",
          "# Titre",
          "- {campus.name}",
          "[[{motive}]][[ {campus.place}]]",
          "\\# pas un titre"}) {
        EXPECT_THAT(faults(sound), IsEmpty()) << sound;
    }
    EXPECT_THAT(
        faults("{king} et {motive.text}"),
        ElementsAre("unknown name: king", "unknown name: motive.text")
    );
    EXPECT_THAT(faults("{}"), ElementsAre("unknown name: "));
    EXPECT_THAT(
        faults("Collège : {college}"),
        ElementsAre("a choice stands alone in its paragraph: college")
    );
    EXPECT_THAT(
        faults("- {college}"), ElementsAre("a choice stands alone in its paragraph: college")
    );
    EXPECT_THAT(faults("{motive"), ElementsAre("a brace encloses a name, and nothing else"));
    EXPECT_THAT(faults("motive}"), ElementsAre("a brace encloses a name, and nothing else"));
    EXPECT_THAT(
        faults("{{motive}}"),
        ElementsAre(
            "a brace encloses a name, and nothing else", "a brace encloses a name, and nothing else"
        )
    );
    EXPECT_THAT(faults("[[ {motive}"), ElementsAre("[[ is never closed"));
    EXPECT_THAT(faults("{motive}]]"), ElementsAre("[[ and ]] come by turns"));
    EXPECT_THAT(faults("[[a [[{motive}]]"), ElementsAre("[[ and ]] come by turns"));
    EXPECT_THAT(faults("[[sans nom]]"), ElementsAre("nothing between [[ and ]] can be empty"));
}

TEST(Articles, NameTheFieldsThatTheyPrint) {
    EXPECT_THAT(
        names_printed({{"a", "", "", {"x {motive}", "{axes}"}}, {"b", "", "", {"[[{y}]]"}}}),
        ElementsAre("axes", "motive", "y")
    );
}

}  // namespace
}  // namespace contreseing::workflows
