// Every place where a later update could put what readers show or do, and every way to write a
// section that readers may take for another.

#include "tests/unit/documents/fixtures.hpp"
#include "tests/unit/documents/handmade_update.hpp"

#include <cstdio>

#include <gtest/gtest.h>

namespace contreseing::tests {
namespace {

using documents::pdf::IncrementalUpdate;
using Problem = documents::pdf::StructureProblem;

std::string sealed() {
    static const std::string made =
        text_of(certified(documents::pdf::prepare(fixture("convention.pdf"), three_places()).pdf));
    return made;
}

std::string changed(const Found& found, const std::string& inside) {
    return updated(signed_text(), found.object, with(found.body, inside));
}

void expect_each_rejected(const Found& found, std::initializer_list<const char*> insides) {
    for (const char* inside : insides) {
        SCOPED_TRACE(inside);
        expect_rejected(changed(found, inside), Problem::ObjectModified);
    }
}

TEST(LaterChange, OfTheCatalogIsRefused) {
    for (const char* inside :
         {"/OpenAction<</S/JavaScript/JS(x)>>",
          "/AA<</WC<</S/JavaScript/JS(x)>>>>",
          "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(x)>>]>>>>",
          "/Names<</EmbeddedFiles<</Names[]>>>>",
          "/AF[]",
          "/Threads[]",
          "/Collection<</View/H>>",
          "/StructTreeRoot<</K[]>>",
          "/OCProperties<</OCGs[]/D<<>>>>",
          "/Perms<</UR3 3 0 R>>",
          "/Legal<<>>",
          "/Requirements[]",
          "/URI<</Base(x)>>",
          "/Dests<<>>",
          "/Outlines<<>>",
          "/PageMode/UseAttachments",
          "/PageLayout/TwoPageLeft",
          "/PieceInfo<<>>",
          "/OutputIntents[]",
          "/SpiderInfo<<>>",
          "/Lang(en)",
          "/NeedsRendering true",
          "/Extensions 3 0 R"}) {
        SCOPED_TRACE(inside);
        const Found catalog = object_with(signed_text(), "/Type /Catalog");
        const std::string key =
            std::string(inside).substr(0, std::string(inside).find_first_of("<[( ", 1));
        if (catalog.body.find(key + " ") == std::string::npos) {
            expect_rejected(changed(catalog, inside), Problem::CatalogModified);
        }
    }
}

TEST(LaterChange, OfTheFormIsRefused) {
    const Found form = object_with(signed_text(), "/SigFlags 3");
    expect_each_rejected(
        form, {"/XFA[]", "/CO[]", "/Q 2", "/DA(/Helv 0 Tf)", "/NeedAppearances true"}
    );
    expect_rejected(
        updated(signed_text(), form.object, replaced(form.body, "/SigFlags 3", "/SigFlags 1")),
        Problem::ObjectModified
    );
}

TEST(LaterChange, OfAPageIsRefused) {
    const Found page = object_with(signed_text(), "/Type /Page ");
    expect_each_rejected(
        page,
        {"/UserUnit 2",
         "/CropBox[0 0 9 9]",
         "/AA<</O<</S/JavaScript/JS(x)>>>>",
         "/Group<</S/Transparency>>",
         "/Trans<<>>",
         "/VP[]",
         "/Metadata 3 0 R",
         "/PieceInfo<<>>",
         "/B[]",
         "/Thumb 3 0 R",
         "/AF[]",
         "/TemplateInstantiated/x"}
    );
    const std::string content = "/Contents " + reference(page_content(signed_text()));
    expect_rejected(
        updated(
            signed_text(),
            page.object,
            replaced(
                page.body, content, "/Contents[" + reference(page_content(signed_text())) + "]"
            )
        ),
        Problem::ObjectModified
    );
}

TEST(LaterChange, OfThePageTreeIsRefused) {
    const Found pages = object_with(signed_text(), "/Type /Pages");
    expect_each_rejected(
        pages, {"/Rotate 90", "/Resources<<>>", "/MediaBox[0 0 9 9]", "/CropBox[0 0 9 9]"}
    );
    expect_rejected(
        updated(signed_text(), pages.object, replaced(pages.body, "/Kids [ ", "/Kids [ 3 0 R ")),
        Problem::ObjectModified
    );
}

TEST(LaterChange, OfAnythingThatThePageIsDrawnWithIsRefused) {
    for (const char* what : {"/ToUnicode ", "/FontFile", "/Type /Font", "/FontDescriptor"}) {
        SCOPED_TRACE(what);
        const Found found = object_with(signed_text(), what);
        expect_rejected(changed(found, "/Changed true"), Problem::ObjectModified);
    }
}

/// `field` signed by its person, and changed beside that.
std::string signed_and(const std::string& inside, const std::string& from = {}) {
    const Found field = object_with(sealed(), "/T (Signataire1)");
    IncrementalUpdate update(tail_of(sealed()));
    const int signature = update.alloc();
    std::string body = with(field.body, "/V " + reference(signature));
    body = from.empty() ? with(body, inside) : replaced(body, from, inside);
    update.put(field.object, body);
    update.put(signature, empty_signature());
    return filled(sealed() + update.finish("x"), person(1));
}

TEST(LaterChange, OfAFieldBesideItsSignatureIsRefused) {
    for (const char* inside :
         {"/MK<</CA(x)>>",
          "/A<</S/JavaScript/JS(x)>>",
          "/AA<<>>",
          "/Kids[]",
          "/DV(x)",
          "/OC 3 0 R",
          "/AS/Off",
          "/Parent 3 0 R",
          "/SV<<>>",
          "/Contents(x)",
          "/BS<</W 9>>"}) {
        SCOPED_TRACE(inside);
        expect_rejected(signed_and(inside), Problem::FieldModified);
    }
    expect_rejected(signed_and("/T (Signataire9)", "/T (Signataire1)"), Problem::FieldModified);
    expect_rejected(signed_and("/F 2", "/F 132"), Problem::FieldModified);
}

TEST(LaterChange, OfTwoFieldsThatSwapTheirPlacesIsRefused) {
    const Found first = object_with(signed_text(), "/T (Signataire1)");
    const Found second = object_with(signed_text(), "/T (Signataire2)");
    IncrementalUpdate update(tail_of(signed_text()));
    update.put(first.object, replaced(first.body, "(Signataire1)", "(Signataire2)"));
    update.put(second.object, replaced(second.body, "(Signataire2)", "(Signataire1)"));
    expect_rejected(signed_text() + update.finish("x"), Problem::FieldModified);
}

/// A store in a revision of its own, so that there is a section to spoil.
std::string with_catalog(HandmadeUpdate& update) {
    const Found catalog = object_with(signed_text(), "/Type /Catalog");
    update.object(catalog.object, with(catalog.body, "/DSS<</Certs[]>>"));
    return {};
}

std::string spoilt(
    const std::string& from, const std::string& to, const std::string& trailer = {}
) {
    HandmadeUpdate update(signed_text());
    with_catalog(update);
    const std::string file = update.finish(trailer);
    return from.empty() ? file : replaced(file, from, to);
}

TEST(LaterSection, ThatReadersMayTakeForAnotherIsRefused) {
    const std::string before = std::to_string(tail_of(signed_text()).last_xref);
    expect_rejected(spoilt("", "", "/Prev -1"), Problem::BrokenRevisions);
    expect_rejected(spoilt("", "", "/Prev 99999999"), Problem::BrokenRevisions);
    expect_rejected(spoilt("", "", "/Prev " + before + ".0"), Problem::BrokenRevisions);
    expect_rejected(spoilt("%%EOF\n", "%%EOF\n%%EOF\n"), Problem::NotEndingAtEof);
    expect_rejected(spoilt("%%EOF\n", "%%EOF\nstartxref\n9\n%%EOF\n"), Problem::NotEndingAtEof);
    expect_rejected(spoilt("startxref\n", "startxref\n-"), Problem::NotEndingAtEof);
    expect_rejected(spoilt("startxref\n", "%x\nstartxref\n"), Problem::UnaccountedBytes);
    expect_rejected(spoilt("trailer\n", "trailer %x\n"), Problem::Unreadable);
    expect_rejected(spoilt("endobj\nxref\n", "endobj\nxref %\n"), Problem::Unreadable);
    expect_rejected(spoilt("endobj\nxref\n", "endobj\nxref"), Problem::Unreadable);
}

TEST(LaterChange, BehindAStoredCertificateIsRefused) {
    HandmadeUpdate update(signed_text());
    const Found catalog = object_with(signed_text(), "/Type /Catalog");
    const int certificate = update.alloc();
    const int hidden = update.alloc();
    update.object(
        certificate,
        stream_body("/Page " + reference(hidden), text_of(authority().roots().front().der()))
    );
    update.object(hidden, "<</Type/Page/Contents 3 0 R>>");
    update.object(
        catalog.object, with(catalog.body, "/DSS<</Certs[" + reference(certificate) + "]>>")
    );
    expect_rejected(update.finish(), Problem::ObjectUnexplained);
}

/// To readers that go by /Size, the object is there only once an update says so.
TEST(LaterChange, OfASizeThatHidAnObjectIsRefused) {
    auto bodies = one_page("/AcroForm<</Fields[5 0 R]>>", "/Contents 6 0 R");
    bodies.emplace_back("<<>>");
    const std::string field = "<</FT/Sig/T(Cachet)";
    bodies.push_back(field + ">>");
    bodies.push_back(stream_body("", "0 0 9 9 re f"));
    const auto act = [&](const std::string& size) {
        HandmadeUpdate update(text_of(handmade(bodies)));
        update.object(4, empty_signature());
        update.object(5, field + "/V 4 0 R>>");
        const std::string file = filled(update.finish(size), person(0));
        HandmadeUpdate later(file);
        later.tail.next_object = 7;
        later.object(1, with(bodies[0], "/DSS<</Certs[]>>"));
        return later.finish();
    };
    EXPECT_TRUE(judged(act("")).accepted());
    expect_rejected(act("/Size 6"), Problem::SectionMalformed);
}

}  // namespace
}  // namespace contreseing::tests
