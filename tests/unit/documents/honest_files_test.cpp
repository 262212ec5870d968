// Files that honest programs make after a first signature: each is accepted.

#include "tests/unit/documents/fixtures.hpp"
#include "tests/unit/documents/handmade_update.hpp"

#include <filesystem>
#include <fstream>
#include <ostream>
#include <zlib.h>

#include <gtest/gtest.h>

namespace contreseing::tests {
namespace {

using documents::pdf::IncrementalUpdate;

documents::pdf::Bytes prepared() {
    return documents::pdf::prepare(fixture("convention.pdf"), three_places()).pdf;
}

/// `base` sealed and signed by all three.
std::string whole(documents::pdf::Bytes base) {
    base = certified(base);
    for (const int slot : {1, 2, 3}) {
        base = signed_by(base, slot);
    }
    return text_of(base);
}

/// What another tool makes of a prepared file, before the seal.
std::string whole_after(const std::string& tool) {
    const std::string out = std::filesystem::temp_directory_path() /
                            ("ctrg-honest-" + std::to_string(::getpid()) + ".pdf");
    const Ran ran = run_on(prepared(), tool + " {} " + out);
    EXPECT_EQ(ran.status, 0) << ran.output;
    std::ifstream file(out, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    std::filesystem::remove(out);
    return whole(bytes_of(bytes));
}

std::string sealed_with(const std::string& references) {
    return signed_update(
        text_of(prepared()), "Cachet", person(9), "/Reference[" + references + "]"
    );
}

std::string all_sign(std::string file) {
    for (const int slot : {1, 2, 3}) {
        file = signed_update(file, "Signataire" + std::to_string(slot), person(slot));
    }
    return file;
}

std::string transform(const std::string& method, const std::string& parameters) {
    return "<</Type/SigRef/TransformMethod/" + method + "/TransformParams<</V/1.2" + parameters +
           ">>>>";
}

/// An update of a store as PDFBox writes it: a free head, an end of line first.
std::string by_pdfbox(const std::string& file, bool stream) {
    HandmadeUpdate update(file);
    update.write("\r\n");
    const Found catalog = object_with(file, "/Type /Catalog");
    const int certificate = update.alloc();
    update.entry(0, 0, 65535, 'f');
    update.object(certificate, stream_body("", text_of(authority().roots().front().der())));
    update.object(
        catalog.object, with(catalog.body, "/DSS<</Certs[" + reference(certificate) + "]>>")
    );
    return stream ? update.finish_stream({{0, 0, 0, 65535}}) : update.finish();
}

/// Rows of /W[1 4 2] packed as PDFBox and Acrobat do: each the difference to the one before.
std::string predicted(const std::string& rows) {
    constexpr std::size_t kWidth = 7;
    std::string differences;
    for (std::size_t at = 0; at < rows.size(); ++at) {
        if (at % kWidth == 0) {
            differences += '\2';
        }
        const int above = at < kWidth ? 0 : static_cast<unsigned char>(rows[at - kWidth]);
        differences += static_cast<char>(static_cast<unsigned char>(rows[at]) - above);
    }
    return differences;
}

/// A store named by a section that is deflated and predicted, and does not list itself.
std::string by_packed_section(const std::string& file) {
    HandmadeUpdate update(file);
    const Found catalog = object_with(file, "/Type /Catalog");
    const std::size_t at = update.unlisted(catalog.object, with(catalog.body, "/DSS<</Certs[]>>"));
    const std::size_t section = update.size();
    std::string rows("\0\0\0\0\0\xff\xff\1", 8);
    for (unsigned shift = 32; shift > 0; shift -= 8) {
        rows += static_cast<char>((at >> (shift - 8)) & 0xFFU);
    }
    rows += std::string(2, '\0');
    const std::string differences = predicted(rows);
    std::string packed(compressBound(differences.size()), '\0');
    auto length = static_cast<uLongf>(packed.size());
    compress(
        reinterpret_cast<Bytef*>(packed.data()),
        &length,
        reinterpret_cast<const Bytef*>(differences.data()),
        static_cast<uLong>(differences.size())
    );
    packed.resize(length);
    update.unlisted(
        update.alloc(),
        stream_body(
            "/Type/XRef/W[1 4 2]/Index[0 1 " + std::to_string(catalog.object) + " 1]/Size " +
                std::to_string(update.tail.next_object) + "/Prev " +
                std::to_string(update.tail.last_xref) + "/Root " + update.tail.root +
                (update.tail.info.empty() ? "" : "/Info " + update.tail.info) +
                "/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 7>>",
            packed
        )
    );
    update.write("startxref\n" + std::to_string(section) + "\n%%EOF\n");
    return update.take();
}

struct Honest {
    const char* name;
    std::string (*make)();
};

std::ostream& operator<<(std::ostream& out, const Honest& honest) {
    return out << honest.name;
}

class HonestFile : public testing::TestWithParam<Honest> {};

TEST_P(HonestFile, IsAccepted) {
    const auto report = judged(GetParam().make());
    EXPECT_TRUE(report.accepted()) << plain_text(report);
}

const Honest kHonest[] = {
    {"SealAndThreeSignatories", [] { return signed_text(); }},
    {"ValidationData", [] { return with_store(signed_text()); }},
    {"ValidationDataTwice", [] { return with_store(with_store(signed_text())); }},
    {"ValidationDataThrice", [] { return with_store(with_store(with_store(signed_text()))); }},
    {"ArchiveTimestamp", [] { return archived(signed_text()); }},
    {"ValidationDataAndArchiveTimestamp", [] { return archived(with_store(signed_text())); }},
    {"RenewedTimestamp",
     [] { return renewed(archived(with_store(signed_text())), "Horodatage2", 60); }},
    {"RenewedWithNewData",
     [] { return renewed(with_store(archived(with_store(signed_text()))), "Horodatage2", 60); }},
    {"RenewedTwice",
     [] {
         return renewed(
             with_store(renewed(archived(with_store(signed_text())), "Horodatage2", 60)),
             "Horodatage3",
             90
         );
     }},
    {"RenewedWithNewDataInOneRevision",
     [] { return renewed_with_store(archived(signed_text()), "Horodatage2", 60); }},
    {"RenewedThrice",
     [] {
         return renewed(
             renewed(renewed(archived(signed_text()), "Horodatage2", 60), "Horodatage3", 90),
             "Horodatage4",
             120
         );
     }},
    {"RenewedWithoutTheFirst", [] { return renewed(signed_text(), "Autre", 60); }},
    {"DataWhileSignaturesAreMissing",
     [] {
         std::string file = text_of(certified(prepared()));
         file = with_store(text_of(signed_by(bytes_of(file), 1)));
         return text_of(signed_by(signed_by(bytes_of(file), 2), 3));
     }},
    {"StoreInObjectsOfItsOwn",
     [] {
         const std::string file = signed_text();
         const Found catalog = object_with(file, "/Type /Catalog");
         IncrementalUpdate update(tail_of(file));
         const int certificate = update.alloc();
         const int array = update.alloc();
         const int related = update.alloc();
         const int store = update.alloc();
         update.put_stream(certificate, "", text_of(authority().roots().front().der()));
         update.put(array, "[" + reference(certificate) + "]");
         update.put(related, "<</Cert " + reference(array) + "/TU(D:20260312100000Z)>>");
         update.put(
             store,
             "<</Type/DSS/Certs " + reference(array) + "/VRI<</" + std::string(40, 'B') + " " +
                 reference(related) + ">>>>"
         );
         update.put(catalog.object, with(catalog.body, "/DSS " + reference(store)));
         return file + update.finish("x");
     }},
    {"StoreWithTheExtensionsThatNameIt",
     [] {
         const std::string file = signed_text();
         const Found catalog = object_with(file, "/Type /Catalog");
         return updated(
             file,
             catalog.object,
             with(
                 catalog.body,
                 "/DSS<</Certs[]>>/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 5>>>>"
             )
         );
     }},
    {"StoreByPdfBox", [] { return by_pdfbox(signed_text(), false); }},
    {"StoreInAStreamByPdfBox", [] { return by_pdfbox(signed_text(), true); }},
    {"StoreInAPackedSection", [] { return by_packed_section(signed_text()); }},
    {"BaseWithAnXrefStream", [] { return whole_after("qpdf --object-streams=generate"); }},
    {"BaseWithAnXrefStreamAndData",
     [] { return with_store(whole_after("qpdf --object-streams=disable --force-version=1.7")); }},
    {"LinearizedBase", [] { return whole_after("qpdf --linearize"); }},
    {"LinearizedBaseWithObjectStreams",
     [] { return whole_after("qpdf --linearize --object-streams=generate"); }},
    {"BaseOfTwoRevisions",
     [] {
         const std::string base = text_of(prepared());
         const Found page = object_with(base, "/Type /Page ");
         return whole(bytes_of(updated(base, page.object, with(page.body, "/PieceInfo<<>>"))));
     }},
    {"BaseWithUpdatesNobodyWouldAllowLater",
     [] {
         HandmadeUpdate update(text_of(prepared()));
         update.write("% a comment\n");
         update.object(update.alloc(), "<</Orphan true>>");
         return whole(bytes_of(update.finish()));
     }},
    {"PermissionTwoByOthers", [] { return all_sign(sealed_with(transform("DocMDP", "/P 2"))); }},
    {"PermissionThreeByOthers", [] { return all_sign(sealed_with(transform("DocMDP", "/P 3"))); }},
    {"PermissionByDefault", [] { return all_sign(sealed_with(transform("DocMDP", ""))); }},
    {"LockOfNoField",
     [] { return all_sign(sealed_with(transform("FieldMDP", "/Action/Include/Fields[]"))); }},
    {"LockOfAnotherField",
     [] {
         return all_sign(sealed_with(transform("FieldMDP", "/Action/Include/Fields[(Autre)]")));
     }},
    {"LockThatLeavesTheSignatories",
     [] {
         return all_sign(sealed_with(transform(
             "FieldMDP", "/Action/Exclude/Fields[(Signataire1)(Signataire2)(Signataire3)]"
         )));
     }},
    {"BaseThatEndsWithTwoBytes",
     [] { return whole(bytes_of(replaced(text_of(prepared()), "%%EOF\n", "%%EOF\r\n"))); }},
    {"BaseWithoutALastEndOfLine",
     [] { return whole(bytes_of(replaced(text_of(prepared()), "%%EOF\n", "%%EOF"))); }},
};

INSTANTIATE_TEST_SUITE_P(
    Files,
    HonestFile,
    testing::ValuesIn(kHonest),
    [](const testing::TestParamInfo<Honest>& one) { return one.param.name; }
);

TEST(HonestFiles, TwentySignatories) {
    documents::pdf::IngestOptions options;
    options.font_path = kFont;
    for (int slot = 1; slot <= 20; ++slot) {
        options.places.push_back({.slot = slot, .page = 2, .rect = {60, 20 + 30.0 * slot, 140, 28}}
        );
    }
    auto tip = certified(documents::pdf::prepare(fixture("convention.pdf"), options).pdf);
    for (int slot = 1; slot <= 20; ++slot) {
        tip = signed_by(tip, slot);
    }
    const auto report = judged(archived(with_store(text_of(tip))));
    EXPECT_TRUE(report.accepted()) << plain_text(report);
    EXPECT_EQ(report.signatures.size(), 22U);
    EXPECT_EQ(report.revisions, 24U);
}

/// ISO 32000-2, table 257: proofs that are added change nothing, even where nothing may change.
TEST(HonestFiles, ProofsAfterASealThatForbidsChanges) {
    documents::pdf::IngestOptions options;
    options.font_path = kFont;
    const std::string base =
        text_of(documents::pdf::prepare(fixture("convention.pdf"), options).pdf);
    const std::string sealed = signed_update(
        base,
        "Cachet",
        person(9),
        "/Reference[" + transform("DocMDP", "/P 1") + transform("FieldMDP", "/Action/All") + "]"
    );
    const auto report = judged(renewed(archived(with_store(sealed)), "Horodatage2", 60));
    EXPECT_TRUE(report.accepted()) << plain_text(report);
}

}  // namespace
}  // namespace contreseing::tests
