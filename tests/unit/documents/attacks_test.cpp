// The known attacks on signed PDF files, built on a file that everybody accepts.
// Source: "Processing Dangerous Paths", "Shadow Attacks" and "Breaking the Specification: PDF
// Certification" (Ruhr-Universität Bochum, 2019 to 2021).

#include "documents/pades/verify.hpp"
#include "documents/pdf/structure_check.hpp"
#include "documents/pdf/update.hpp"
#include "tests/unit/documents/fixtures.hpp"
#include "tests/unit/documents/handmade_update.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace contreseing::tests {
namespace {

using documents::pdf::Bytes;
using documents::pdf::IncrementalUpdate;
using documents::pdf::StructureProblem;
using documents::pdf::Tail;

TEST(Attacks, StartFromAFileThatIsAccepted) {
    EXPECT_TRUE(documents::pades::verify(bytes_of(signed_text()), authority().roots(), kNow).accepted());
}

TEST(Attacks, RejectsIncrementalSavingOfAnotherPageContent) {
    const std::string file = signed_text();
    const Found page = object_with(file, "/Type /Page ");
    IncrementalUpdate update(tail_of(file));
    const int content = update.alloc();
    update.put_stream(content, "", "0 0 100 100 re f");
    update.put(page.object, with(page.body, "/Contents " + std::to_string(content) + " 0 R"));
    expect_rejected(file + update.finish("x"), StructureProblem::ObjectModified);
}

TEST(Attacks, RejectsObjectsWithoutATable) {
    expect_rejected(
        signed_text() + "99 0 obj\n<</Planted true>>\nendobj\n", StructureProblem::NotEndingAtEof
    );
}

TEST(Attacks, RejectsATrailerAlone) {
    const std::string file = signed_text();
    expect_rejected(
        file + "trailer\n<</Root 3 0 R>>\nstartxref\n" + std::to_string(tail_of(file).last_xref) +
            "\n%%EOF\n",
        StructureProblem::NotEndingAtEof
    );
}

TEST(Attacks, RejectsAnAnnotationOverACertifiedPage) {
    const std::string file = signed_text();
    const Found page = object_with(file, "/Type /Page ");
    IncrementalUpdate update(tail_of(file));
    const int note = update.alloc();
    update.put(note, "<</Type/Annot/Subtype/FreeText/Rect[0 0 99 99]/Contents(faux)>>");
    update.put(
        page.object, replaced(page.body, "/Annots [", "/Annots [" + std::to_string(note) + " 0 R ")
    );
    expect_rejected(file + update.finish("x"), StructureProblem::ObjectModified);
}

TEST(Attacks, RejectsASneakySignatureField) {
    const std::string file = signed_text();
    const Found form = object_with(file, "/SigFlags 3");
    IncrementalUpdate update(tail_of(file));
    const int field = update.alloc();
    update.put(field, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Faux)/Rect[0 0 300 300]>>");
    update.put(
        form.object, replaced(form.body, "/Fields [", "/Fields [" + std::to_string(field) + " 0 R ")
    );
    expect_rejected(file + update.finish("x"), StructureProblem::FieldAdded);
}

TEST(Attacks, RejectsASignatureWithoutByteRange) {
    expect_rejected(
        replaced(signed_text(), "/ByteRange[", "/ByteRonge["), StructureProblem::ByteRangeMalformed
    );
}

TEST(Attacks, RejectsANegativeByteRange) {
    expect_rejected(
        replaced(signed_text(), "/ByteRange[0 ", "/ByteRange[-1"),
        StructureProblem::ByteRangeMalformed
    );
}

TEST(Attacks, RejectsASignatureWithoutContents) {
    expect_rejected(
        replaced(signed_text(), "/Contents<", "/Contemts<"), StructureProblem::GapNotContents
    );
}

TEST(Attacks, RejectsContentsOfZeros) {
    std::string file = signed_text();
    const std::size_t start = file.rfind("/Contents<") + 10;
    std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(start), 10'240, '0');
    expect_rejected(file, StructureProblem::ContentsNotPadded);
}

TEST(Attacks, RejectsASecondByteRangeInTheGap) {
    const std::string wrapped = ">/ByteRange[0 10 20 30]/Xontents<";
    expect_rejected(
        replaced(signed_text(), std::string(wrapped.size(), '0') + ">/M", wrapped + ">/M"),
        StructureProblem::GapNotContents
    );
}

TEST(Attacks, RejectsObjectsInTheGap) {
    const std::string planted = ">>>\nendobj\n999 0 obj\n<</A<00";
    expect_rejected(
        replaced(signed_text(), std::string(planted.size(), '0') + ">/M", planted + ">/M"),
        StructureProblem::GapNotContents
    );
}

TEST(Attacks, RejectsBytesHiddenInThePadding) {
    expect_rejected(
        replaced(signed_text(), "0000>/M", "00AB>/M"), StructureProblem::ContentsNotPadded
    );
}

TEST(Attacks, RejectsAFreedObject) {
    const std::string file = signed_text();
    const Tail tail = tail_of(file);
    const int content = object_with(file, "/Type /Page ").object;
    expect_rejected(
        file + "xref\n" + std::to_string(content) + " 1\n0000000000 00001 f\r\ntrailer\n<</Root " +
            tail.root + "/Info " + tail.info + "/Size " + std::to_string(tail.next_object) +
            "/Prev " + std::to_string(tail.last_xref) + ">>\nstartxref\n" +
            std::to_string(file.size()) + "\n%%EOF\n",
        StructureProblem::ObjectRemoved
    );
}

TEST(Attacks, RejectsAnObjectThatMovesBackIntoSignedBytes) {
    const std::string file = signed_text();
    const Tail tail = tail_of(file);
    const int page = object_with(file, "/Type /Page ").object;
    const std::string other = "\n" + std::to_string(page) + " 0 obj";
    char row[48];
    std::snprintf(row, sizeof row, "%010zu 00000 n\r\n", file.find(other));
    expect_rejected(
        file + "xref\n" + std::to_string(page) + " 1\n" + row + "trailer\n<</Root " + tail.root +
            "/Info " + tail.info + "/Size " + std::to_string(tail.next_object) + "/Prev " +
            std::to_string(tail.last_xref) + ">>\nstartxref\n" + std::to_string(file.size()) +
            "\n%%EOF\n",
        StructureProblem::ObjectOutsideRevision
    );
}

TEST(Attacks, RejectsBytesAfterTheEnd) {
    expect_rejected(signed_text() + "\n% more", StructureProblem::NotEndingAtEof);
    expect_rejected(signed_text() + "\n\n", StructureProblem::NotEndingAtEof);
}

TEST(Attacks, RejectsBytesBeforeTheHeader) {
    expect_rejected("GIF89a\n" + signed_text(), StructureProblem::HeaderNotAtStart);
}

TEST(Attacks, RejectsAnEmptyUpdateWithAWrongTable) {
    const std::string file = signed_text();
    const auto report =
        documents::pades::verify(bytes_of(file + "startxref\n12345\n%%EOF\n"), authority().roots(), kNow);
    EXPECT_FALSE(report.accepted());
    EXPECT_FALSE(report.problems.empty());
}

TEST(Attacks, RejectsAnotherAppearanceForASignedField) {
    const std::string file = signed_text();
    const Found field = object_with(file, "/T (Signataire1)");
    IncrementalUpdate update(tail_of(file));
    const int drawing = update.alloc();
    update.put_stream(
        drawing, "/Type/XObject/Subtype/Form/BBox[0 0 140 60]/Matrix[1 0 0 1 0 0]", "0 0 9 9 re f"
    );
    update.put(
        field.object,
        with(
            field.body.substr(0, field.body.find("/AP<<")),
            "/AP<</N " + std::to_string(drawing) + " 0 R>>"
        )
    );
    expect_rejected(file + update.finish("x"), StructureProblem::FieldModified);
}

TEST(Attacks, RejectsRedrawingASignaturesAppearance) {
    const std::string file = signed_text();
    const Found drawing = object_with(file, "/BBox [ 0 0 140 60 ]");
    IncrementalUpdate update(tail_of(file));
    update.put_stream(drawing.object, "/Type/XObject/Subtype/Form/BBox[0 0 140 60]", "");
    expect_rejected(file + update.finish("x"), StructureProblem::ObjectModified);
}

TEST(Attacks, RejectsTheRemovalOfASignature) {
    const std::string file = signed_text();
    const Found field = object_with(file, "/T (Signataire2)");
    expect_rejected(
        updated(file, field.object, field.body.substr(0, field.body.find("/V ")) + ">>"),
        StructureProblem::FieldModified
    );
}

TEST(Attacks, RejectsAScriptAddedToTheCatalog) {
    const std::string file = signed_text();
    const Found catalog = object_with(file, "/Type /Catalog");
    expect_rejected(
        updated(
            file, catalog.object, with(catalog.body, "/OpenAction<</S/JavaScript/JS(app.alert)>>")
        ),
        StructureProblem::CatalogModified
    );
}

TEST(Attacks, RejectsAnotherCertificationAfterwards) {
    const std::string file = signed_text();
    const Found catalog = object_with(file, "/Type /Catalog");
    expect_rejected(
        updated(file, catalog.object, replaced(catalog.body, "/DocMDP", "/UR3")),
        StructureProblem::CatalogModified
    );
}

TEST(Attacks, RejectsAnotherCatalog) {
    const std::string file = signed_text();
    const Found catalog = object_with(file, "/Type /Catalog");
    Tail tail = tail_of(file);
    const int other = tail.next_object;
    tail.root = std::to_string(other) + " 0 R";
    IncrementalUpdate update(tail);
    update.put(update.alloc(), catalog.body);
    expect_rejected(file + update.finish("x"), StructureProblem::CatalogModified);
}

TEST(Attacks, RejectsDefiningWhatSignedContentPointedAt) {
    std::vector<std::string> bodies = one_page("/AcroForm<</Fields[4 0 R]>>", "/Contents 50 0 R");
    bodies.emplace_back("<</FT/Sig/T(Cachet)>>");
    const std::string file = text_of(certified(handmade(bodies)));
    EXPECT_TRUE(documents::pades::verify(bytes_of(file), authority().roots(), kNow).accepted());
    Tail tail = tail_of(file);
    tail.next_object = 51;
    IncrementalUpdate update(tail);
    update.put_stream(50, "", "0 0 99 99 re f");
    expect_rejected(file + update.finish("x"), StructureProblem::DanglingDefined);
}

TEST(Attacks, RejectsASignatureThatGrowsItsFrame) {
    // A fourth signer whose appearance would cover the page.
    documents::pdf::IngestOptions options = three_places();
    const std::string file =
        text_of(certified(documents::pdf::prepare(fixture("convention.pdf"), options).pdf));
    std::string grown = text_of(signed_by(bytes_of(file), 2));
    const std::size_t box = grown.find("/BBox [ 0 0 140 60 ]", file.size());
    ASSERT_NE(box, std::string::npos);
    grown.replace(box, 20, "/BBox [ 0 0 9 9    ]");
    expect_rejected(grown, StructureProblem::FieldModified);
}

}  // namespace
}  // namespace contreseing::tests
