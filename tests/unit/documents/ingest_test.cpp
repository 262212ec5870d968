#include "documents/pdf/ingest.hpp"

#include "documents/pdf/error.hpp"
#include "documents/pdf/structure_check.hpp"
#include "tests/unit/documents/fixtures.hpp"

#include <gtest/gtest.h>

namespace contreseing::tests {
namespace {

using documents::pdf::Bytes;
using documents::pdf::ErrorKind;
using documents::pdf::IngestOptions;

ErrorKind refusal(const Bytes& input, const IngestOptions& options = {}) {
    try {
        (void)documents::pdf::prepare(input, options);
    } catch (const documents::pdf::Error& e) {
        return e.kind();
    }
    throw std::runtime_error("nothing was refused");
}

/// The prepared document as readable text, streams expanded.
std::string prepared_text(const Bytes& input) {
    const Bytes out = documents::pdf::prepare(input, {}).pdf;
    const Ran ran = run_on(out, "qpdf --qdf --no-original-object-ids {} -");
    EXPECT_EQ(ran.status, 0) << ran.output;
    return ran.output;
}

void expect_gone(const Bytes& input, const std::string& what) {
    ASSERT_NE(text_of(input).find(what), std::string::npos) << "the input has it";
    EXPECT_EQ(prepared_text(input).find(what), std::string::npos) << what;
}

TEST(Ingest, WritesOneRevisionWithATableAndAnIdentifier) {
    for (const char* name :
         {"convention.pdf", "object-streams.pdf", "linearized.pdf", "encrypted-empty.pdf"}) {
        const auto out = documents::pdf::prepare(fixture(name), three_places());
        const std::string text = text_of(out.pdf);
        EXPECT_EQ(out.pages, 2) << name;
        EXPECT_EQ(text.find("%%EOF"), text.rfind("%%EOF")) << name;
        EXPECT_NE(text.find("\nxref\n0 "), std::string::npos) << name;
        EXPECT_NE(text.find("/ID ["), std::string::npos) << name;
        EXPECT_EQ(text.find("/ObjStm"), std::string::npos) << name;
        EXPECT_EQ(text.find("/Encrypt"), std::string::npos) << name;
        const auto report = documents::pdf::check_structure(out.pdf);
        EXPECT_EQ(report.revision_ends.size(), 1U) << name;
        EXPECT_TRUE(report.findings.empty()) << name;
    }
}

TEST(Ingest, GivesTheSameBytesForTheSameInput) {
    EXPECT_EQ(
        documents::pdf::prepare(fixture("convention.pdf"), three_places()).pdf,
        documents::pdf::prepare(fixture("convention.pdf"), three_places()).pdf
    );
}

TEST(Ingest, MakesEveryFieldThereWillEverBe) {
    const std::string text =
        text_of(documents::pdf::prepare(fixture("convention.pdf"), three_places()).pdf);
    for (const char* name :
         {"(Cachet)", "(Signataire1)", "(Signataire2)", "(Signataire3)", "(Horodatage)"}) {
        EXPECT_NE(text.find(std::string("/T ") + name), std::string::npos) << name;
    }
    EXPECT_NE(text.find("/SigFlags 3"), std::string::npos);
}

TEST(Ingest, WrapsTheXmpThatWeasyPrintLeavesBare) {
    const Bytes out = documents::pdf::prepare(fixture("convention-ua.pdf"), {}).pdf;
    const Ran ran = run_on(out, "qpdf --qdf {} -");
    EXPECT_NE(ran.output.find("<x:xmpmeta"), std::string::npos);
    EXPECT_NE(ran.output.find("</rdf:RDF></x:xmpmeta>"), std::string::npos);
}

TEST(Ingest, KeepsLinksToTheWeb) {
    EXPECT_NE(
        prepared_text(fixture("convention.pdf")).find("https://example.org/charte"),
        std::string::npos
    );
}

TEST(Ingest, RefusesWhatIsNotAPdf) {
    EXPECT_EQ(refusal({}), ErrorKind::NotAPdf);
    EXPECT_EQ(refusal(bytes_of("PK\x03\x04 a zip")), ErrorKind::NotAPdf);
    EXPECT_EQ(refusal(bytes_of("<html><body>%PDF</body></html>")), ErrorKind::NotAPdf);
}

TEST(Ingest, RefusesDamagedFilesInsteadOfGuessing) {
    Bytes file = fixture("convention.pdf");
    file.resize(file.size() / 2);
    EXPECT_EQ(refusal(file), ErrorKind::Damaged);
    EXPECT_EQ(refusal(bytes_of("%PDF-1.7\n")), ErrorKind::Damaged);
    EXPECT_EQ(refusal(handmade(one_page({}, "/Contents 99 0 R/Resources <<"))), ErrorKind::Damaged);
}

TEST(Ingest, SurvivesEveryTruncation) {
    const Bytes whole = fixture("object-streams.pdf");
    for (std::size_t size = 0; size + 8 < whole.size(); size += 211) {
        const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_THROW((void)documents::pdf::prepare(cut, {}), documents::pdf::Error) << size;
    }
}

TEST(Ingest, RefusesAFileThatNeedsAPassword) {
    EXPECT_EQ(refusal(fixture("encrypted.pdf")), ErrorKind::Encrypted);
}

TEST(Ingest, RefusesADocumentWithoutPages) {
    EXPECT_EQ(
        refusal(handmade({"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>"})),
        ErrorKind::NoPages
    );
}

TEST(Ingest, RefusesTooManyPagesOrObjects) {
    IngestOptions options;
    options.limits.pages = 1;
    EXPECT_EQ(refusal(fixture("convention.pdf"), options), ErrorKind::TooManyPages);
    options.limits = {.pages = 10, .objects = 5};
    EXPECT_EQ(refusal(fixture("convention.pdf"), options), ErrorKind::TooManyObjects);
}

TEST(Ingest, RefusesADocumentSomebodyHasSigned) {
    EXPECT_EQ(refusal(signed_convention()), ErrorKind::AlreadySigned);
    EXPECT_THROW((void)documents::pdf::clean_annex(signed_convention()), documents::pdf::Error);
}

TEST(Ingest, RemovesScriptsAndActions) {
    expect_gone(
        handmade(one_page("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>")), "JavaScript"
    );
    expect_gone(handmade(one_page("/AA<</WC<</S/Launch/F(calc)>>>>")), "Launch");
    expect_gone(handmade(one_page({}, "/AA<</O<</S/JavaScript/JS(1)>>>>")), "JavaScript");
    expect_gone(
        handmade(one_page("/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>")),
        "JavaScript"
    );
    const std::string link = "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A";
    expect_gone(handmade(one_page({}, link + "<</S/Launch/F(calc.exe)>>>>]")), "calc.exe");
    expect_gone(handmade(one_page({}, link + "<</S/URI/URI(file:///etc/passwd)>>>>]")), "passwd");
    expect_gone(
        handmade(one_page({}, link + "<</S/URI/URI(https://a.example)/Next<</S/Launch/F(x)>>>>>>]")
        ),
        "Launch"
    );
    expect_gone(
        handmade(one_page("/Outlines<</First<</Title(t)/A<</S/SubmitForm/F(http://x)>>>>>>")),
        "SubmitForm"
    );
}

TEST(Ingest, RemovesEmbeddedFilesAndXfa) {
    expect_gone(
        handmade(one_page("/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a.exe)>>]>>>>")),
        "a.exe"
    );
    expect_gone(handmade(one_page("/AcroForm<</Fields[]/XFA(evil)>>")), "evil");
    expect_gone(
        handmade(one_page(
            {}, "/Annots[<</Type/Annot/Subtype/FileAttachment/F 2/Rect[0 0 9 9]/FS<</F(b.exe)>>>>]"
        )),
        "b.exe"
    );
}

TEST(Ingest, RefusesStreamsWhoseDataLieElsewhere) {
    std::vector<std::string> bodies = one_page({}, "/Resources<</XObject<</I 4 0 R>>>>");
    bodies.emplace_back(
        "<</Type/XObject/Subtype/Image/Width 1/Height 1/F(//host/share)/Length 0>>\nstream\n"
        "\nendstream"
    );
    EXPECT_EQ(refusal(handmade(bodies)), ErrorKind::HiddenContent);
}

TEST(Ingest, DropsUnreferencedObjects) {
    std::vector<std::string> bodies = one_page();
    bodies.emplace_back("<</Planted true>>");
    expect_gone(handmade(bodies), "Planted");
}

TEST(Ingest, DrawsFormValuesIntoThePageAndRemovesTheForm) {
    std::vector<std::string> bodies = one_page("/AcroForm<</Fields[4 0 R]>>", "/Annots[4 0 R]");
    bodies.emplace_back(
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(champ)/V(Bonjour)/Rect[50 50 250 80]/AP<</N 5 0 R>>>>"
    );
    bodies.emplace_back(
        "<</Type/XObject/Subtype/Form/BBox[0 0 200 30]/Length 30>>\nstream\n0 0 9 9 re BT "
        "(Bonjour) Tj ET \nendstream"
    );
    const std::string text = prepared_text(handmade(bodies));
    EXPECT_EQ(text.find("champ"), std::string::npos);
    EXPECT_NE(text.find("0 0 9 9 re"), std::string::npos) << "its drawing is part of the page";
    EXPECT_NE(text.find(" Do"), std::string::npos);
}

TEST(Ingest, RefusesAFormThatReliesOnTheReadersDrawing) {
    std::vector<std::string> bodies = one_page(
        "/AcroForm<</Fields[4 0 R]/NeedAppearances true/DA(/Helv 12 "
        "Tf)/DR<</Font<</Helv<</Type/Font"
        "/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        "/Annots[4 0 R]"
    );
    bodies.emplace_back(
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(champ)/V(Bonjour)/DA(/Helv 12 Tf)/Rect[50 50 250 80]"
        "/AP<</N 5 0 R>>>>"
    );
    bodies.emplace_back(
        "<</Type/XObject/Subtype/Form/BBox[0 0 200 30]/Length 11>>\nstream\n/Tx BMC EMC\nendstream"
    );
    EXPECT_EQ(refusal(handmade(bodies)), ErrorKind::HiddenContent);
}

TEST(Ingest, RefusesHiddenLayersAndFlattensVisibleOnes) {
    const std::string group = "/OCProperties<</OCGs[4 0 R]/D<<";
    std::vector<std::string> hidden = one_page(group + "/OFF[4 0 R]>>>>");
    hidden.emplace_back("<</Type/OCG/Name(couche)>>");
    EXPECT_EQ(refusal(handmade(hidden)), ErrorKind::HiddenContent);
    std::vector<std::string> paper = one_page(group + ">>>>", "/PieceInfo<</X 4 0 R>>");
    paper.emplace_back("<</Type/OCG/Name(couche)/Usage<</Print<</PrintState/OFF>>>>>>");
    EXPECT_EQ(refusal(handmade(paper)), ErrorKind::HiddenContent);
    std::vector<std::string> visible = one_page(group + ">>>>");
    visible.emplace_back("<</Type/OCG/Name(couche)>>");
    expect_gone(handmade(visible), "OCProperties");
}

TEST(Ingest, SurvivesNestingTwoThousandDeep) {
    std::string deep;
    for (int i = 0; i < 2000; ++i) {
        deep += "[";
    }
    deep += std::string(2000, ']');
    EXPECT_EQ(refusal(handmade(one_page("/Deep " + deep))), ErrorKind::Damaged);

    std::vector<std::string> chain = one_page("/Chain 4 0 R");
    for (int i = 0; i < 2000; ++i) {
        chain.push_back("<</Next " + std::to_string(5 + i) + " 0 R>>");
    }
    chain.emplace_back("null");
    EXPECT_EQ(documents::pdf::prepare(handmade(chain), {}).pages, 1);

    std::vector<std::string> tree = {
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"};
    for (int i = 1; i < 2000; ++i) {
        tree.push_back(
            "<</Type/Pages/Kids[" + std::to_string(3 + i) + " 0 R]/Count 1/Parent " +
            std::to_string(1 + i) + " 0 R>>"
        );
    }
    tree.emplace_back("<</Type/Page/MediaBox[0 0 9 9]/Parent 2001 0 R>>");
    EXPECT_EQ(documents::pdf::prepare(handmade(tree), {}).pages, 1);
}

TEST(Ingest, RefusesPageTreesThatBiteTheirTail) {
    EXPECT_EQ(
        refusal(handmade({"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"})),
        ErrorKind::Damaged
    );
}

TEST(Ingest, RefusesPlacesOutsideTheirPage) {
    const auto with = [](int page, documents::pdf::Rect rect) {
        IngestOptions options;
        options.font_path = kFont;
        options.places = {{.slot = 1, .page = page, .rect = rect}};
        return refusal(fixture("convention.pdf"), options);
    };
    EXPECT_EQ(with(3, {10, 10, 100, 50}), ErrorKind::BadPlace);
    EXPECT_EQ(with(0, {10, 10, 100, 50}), ErrorKind::BadPlace);
    EXPECT_EQ(with(1, {550, 10, 100, 50}), ErrorKind::BadPlace);
    EXPECT_EQ(with(1, {10, 10, 0, 50}), ErrorKind::BadPlace);
    IngestOptions twice = three_places();
    twice.places[1].slot = 1;
    EXPECT_EQ(refusal(fixture("convention.pdf"), twice), ErrorKind::BadPlace);
}

TEST(Ingest, SaysWhenTheFontIsMissing) {
    IngestOptions options = three_places();
    options.font_path = "/nowhere.ttf";
    EXPECT_EQ(refusal(fixture("convention.pdf"), options), ErrorKind::BadFont);
}

TEST(Annex, IsCleanedAndCountedWithoutAnyField) {
    const auto out = documents::pdf::clean_annex(fixture("convention.pdf"));
    EXPECT_EQ(out.pages, 2);
    EXPECT_EQ(text_of(out.pdf).find("/AcroForm"), std::string::npos);
    EXPECT_THROW(
        (void)documents::pdf::clean_annex(fixture("encrypted.pdf")), documents::pdf::Error
    );
}

}  // namespace
}  // namespace contreseing::tests
