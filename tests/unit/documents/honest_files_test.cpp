// Files that honest programs make after a first signature: each is accepted.

#include "tests/unit/documents/fixtures.hpp"
#include "tests/unit/documents/foreign_proofs.hpp"
#include "tests/unit/documents/handmade_update.hpp"

#include <filesystem>
#include <fstream>
#include <ostream>
#include <zlib.h>

#include <gtest/gtest.h>
#include <openssl/evp.h>

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

/// What another tool makes of `file`: `{}` is where it lies, `OUT` where its work goes.
documents::pdf::Bytes made_by(const documents::pdf::Bytes& file, std::string tool) {
    const std::string out = std::filesystem::temp_directory_path() /
                            ("ctrg-honest-" + std::to_string(::getpid()) + ".pdf");
    if (const std::size_t at = tool.find("OUT"); at != std::string::npos) {
        tool.replace(at, 3, out);
    } else {
        tool += " {} " + out;
    }
    const Ran ran = run_on(file, tool);
    EXPECT_EQ(ran.status, 0) << ran.output;
    std::ifstream made(out, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(made), {}};
    std::filesystem::remove(out);
    return bytes_of(bytes);
}

/// What another tool makes of a prepared file, before the seal.
std::string whole_after(const std::string& tool) {
    return whole(made_by(prepared(), tool));
}

/// Sealed, signed, stored and archived, as every act that is kept.
std::string archived_whole(const documents::pdf::Bytes& base) {
    return archived(with_store(whole(base)));
}

std::string archived_whole_of(const std::string& name) {
    auto options = three_places();
    for (auto& place : options.places) {
        place.rect.y = 300;  // Inside a turned page too.
    }
    return archived_whole(documents::pdf::prepare(fixture(name), options).pdf);
}

/// What `prepare` makes of a text that another tool wrote.
std::string archived_from(const std::string& tool) {
    return archived_whole(
        documents::pdf::prepare(made_by(fixture("convention.pdf"), tool), three_places()).pdf
    );
}

/// A base of our own making with one place, and what others write into it.
std::string signed_by_hand(
    const std::string& in_catalog,
    const std::string& content,
    const std::string& header = "%PDF-1.7\n"
) {
    auto bodies = one_page(
        "/AcroForm<</Fields[4 0 R 5 0 R 6 0 R]/SigFlags 3>>" + in_catalog,
        "/Contents 7 0 R/Annots[4 0 R 5 0 R 6 0 R]"
    );
    const std::string field = "<</FT/Sig/Type/Annot/Subtype/Widget/F 132/P 3 0 R/Rect";
    bodies.push_back(field + "[0 0 0 0]/T (Cachet) >>");
    bodies.push_back(field + "[60 60 200 120]/T (Signataire1) >>");
    bodies.push_back(field + "[0 0 0 0]/T (Horodatage) >>");
    bodies.push_back(stream_body("", content));
    std::string base = text_of(handmade(bodies));
    base.replace(0, 9, header);
    return signed_update(text_of(certified(bytes_of(base))), "Signataire1", person(1));
}

std::string sealed_with(const std::string& references) {
    return signed_update(
        text_of(prepared()), "Cachet", person(0), "/Reference[" + references + "]"
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

/// Proofs as pyHanko adds them: it writes again, in another spelling, what it does not change.
std::string by_pyhanko(const std::string& file, bool with_data) {
    const auto spread = [](std::string body) {
        for (std::size_t at = body.find(" /"); at != std::string::npos; at = body.find(" /", at)) {
            body[at] = '\n';
        }
        return body;
    };
    const Found catalog = object_with(file, "/Type /Catalog");
    const Found form = object_with(file, "/SigFlags 3");
    const Found info = object_with(file, "/Producer ");
    HandmadeUpdate update(file);
    std::string data;
    if (with_data) {
        const int certificate = update.alloc();
        update.object(certificate, stream_body("", text_of(authority().roots().front().der())));
        data = "/DSS<</Certs[" + reference(certificate) + "]>>";
    }
    update.object(catalog.object, spread(with(catalog.body, data)));
    update.object(form.object, spread(form.body));
    update.object(info.object, with(info.body, "/ModDate (D:20260312103000Z) "));
    const Found field = object_with(file, "/T (Horodatage)");
    const int token = update.alloc();
    update.object(field.object, with(field.body, "/V " + reference(token)));
    update.object(token, empty_timestamp());
    return filled(update.finish(), stamp(30));
}

/// A store whose dictionary holds `inside`: `@cert` and `@token` are objects of their own.
std::string with_parts(const std::string& file, std::string inside, bool as_stream = false) {
    HandmadeUpdate update(file);
    const auto part = [&](const std::string& mark, const std::string& data) {
        if (inside.find(mark) == std::string::npos) {
            return;
        }
        const int object = update.alloc();
        update.object(object, stream_body("", data));
        for (std::size_t at = inside.find(mark); at != std::string::npos; at = inside.find(mark)) {
            inside.replace(at, mark.size(), reference(object));
        }
    };
    part("@cert", text_of(authority().roots().front().der()));
    part("@token", text_of(authority().timestamps().stamp({}, at(20))));
    const Found catalog = object_with(file, "/Type /Catalog");
    update.object(catalog.object, with(catalog.body, "/DSS<<" + inside + ">>"));
    return as_stream ? update.finish_stream({}) : update.finish();
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
    {"StoreWithCertificatesOnly", [] { return with_parts(signed_text(), "/Certs[@cert]"); }},
    {"StoreWithItsType",
     [] { return with_parts(signed_text(), "/Type/DSS/Certs[@cert]/CRLs[]/OCSPs[]"); }},
    {"StoreBySignature",
     [] {
         return with_parts(
             signed_text(), "/Certs[@cert]/VRI<</" + std::string(40, 'A') + "<</Cert[@cert]>>>>"
         );
     }},
    {"StoreBySignatureWithTypeAndTime",
     [] {
         return with_parts(
             signed_text(),
             "/VRI<</" + std::string(40, '0') + "<</Type/VRI/TU(D:20260312100000Z)/Cert[@cert]>>>>"
         );
     }},
    {"StoreBySignatureWithAToken",
     [] {
         return with_parts(signed_text(), "/VRI<</" + std::string(40, 'f') + "<</TS @token>>>>");
     }},
    {"StoreOfTwoSignatures",
     [] {
         return with_parts(
             signed_text(),
             "/VRI<</" + std::string(40, 'A') + "<</Cert[@cert]>>/" + std::string(40, 'B') +
                 "<</Cert[@cert]/CRL[]/OCSP[]>>>>"
         );
     }},
    {"StoreInAStreamSection", [] { return with_parts(signed_text(), "/Certs[@cert]", true); }},
    {"StoreInAStreamSectionArchived",
     [] { return archived(with_parts(signed_text(), "/Certs[@cert]")); }},
    {"StoreBySignatureArchived",
     [] {
         return archived(with_parts(
             signed_text(),
             "/Certs[@cert]/VRI<</" + std::string(40, '9') +
                 "<</Cert[@cert]/TU(D:20260312100000Z)>>>>"
         ));
     }},
    {"StoreWhileOneSignatureIsThere",
     [] {
         return text_of(signed_by(
             signed_by(
                 bytes_of(with_parts(text_of(signed_by(certified(prepared()), 1)), "/Certs[@cert]")
                 ),
                 2
             ),
             3
         ));
     }},
    {"StoreBeforeAnySignature",
     [] {
         return text_of(signed_by(
             signed_by(signed_by(bytes_of(with_store(text_of(certified(prepared())))), 1), 2), 3
         ));
     }},
    {"StoreBetweenAllSignatures",
     [] {
         return [] {
             auto tip = text_of(certified(prepared()));
             for (const int slot : {1, 2, 3}) {
                 tip = with_store(text_of(signed_by(bytes_of(tip), slot)));
             }
             return tip;
         }();
     }},
    {"StoreByPdfBoxArchived", [] { return archived(by_pdfbox(signed_text(), false)); }},
    {"ByPyHanko", [] { return by_pyhanko(signed_text(), false); }},
    {"ByPyHankoWithData", [] { return by_pyhanko(signed_text(), true); }},
    {"ByPyHankoAndRenewed",
     [] { return renewed(by_pyhanko(signed_text(), true), "Horodatage2", 60); }},
    {"RenewedFourTimes",
     [] {
         return renewed(
             renewed(renewed(renewed(archived(signed_text()), "H2", 60), "H3", 90), "H4", 120),
             "H5",
             150
         );
     }},
    {"RenewedTwiceWithData",
     [] {
         return renewed(
             with_store(renewed(with_store(archived(signed_text())), "H2", 60)), "H3", 90
         );
     }},
    {"RenewedAfterABaseInAStream",
     [] { return renewed(archived(with_parts(signed_text(), "/Certs[@cert]")), "H2", 60); }},
    {"TextThatIsAccessible", [] { return archived_whole_of("convention-ua.pdf"); }},
    {"TextWithObjectStreams", [] { return archived_whole_of("object-streams.pdf"); }},
    {"TextThatIsLinearized", [] { return archived_whole_of("linearized.pdf"); }},
    {"TextThatIsTurned", [] { return archived_whole_of("rotated.pdf"); }},
    {"TextOfAnEmptyPassword", [] { return archived_whole_of("encrypted-empty.pdf"); }},
    {"TextQdf", [] { return archived_from("qpdf --qdf"); }},
    {"TextUncompressed", [] { return archived_from("qpdf --stream-data=uncompress"); }},
    {"TextRecompressed",
     [] { return archived_from("qpdf --recompress-flate --compression-level=9"); }},
    {"TextNormalised", [] { return archived_from("qpdf --normalize-content=y"); }},
    {"TextLinearizedByQpdf", [] { return archived_from("qpdf --linearize"); }},
    {"TextInObjectStreams", [] { return archived_from("qpdf --object-streams=generate"); }},
    {"TextOfVersion14", [] { return archived_from("qpdf --force-version=1.4"); }},
    {"TextOfVersion15", [] { return archived_from("qpdf --force-version=1.5"); }},
    {"TextOfVersion16", [] { return archived_from("qpdf --force-version=1.6"); }},
    {"TextOfVersion20", [] { return archived_from("qpdf --force-version=2.0"); }},
    {"TextCoalesced", [] { return archived_from("qpdf --coalesce-contents"); }},
    {"TextWithBreaksBeforeEndstream",
     [] { return archived_from("qpdf --newline-before-endstream"); }},
    {"TextCleanedByMuPdf", [] { return archived_from("mutool clean"); }},
    {"TextGarbageCollectedByMuPdf", [] { return archived_from("mutool clean -gggg"); }},
    {"TextDecompressedByMuPdf", [] { return archived_from("mutool clean -d"); }},
    {"TextCompressedByMuPdf", [] { return archived_from("mutool clean -z -f -i"); }},
    {"TextInAsciiByMuPdf", [] { return archived_from("mutool clean -d -a"); }},
    {"TextSanitisedByMuPdf", [] { return archived_from("mutool clean -s"); }},
    {"TextMergedByMuPdf", [] { return archived_from("mutool merge -o OUT {}"); }},
    {"TextConvertedByMuPdf", [] { return archived_from("mutool convert -F pdf -o OUT {}"); }},
    {"TextDrawnByCairo", [] { return archived_from("pdftocairo -pdf"); }},
    {"BaseQdf", [] { return whole_after("qpdf --qdf"); }},
    {"BaseUncompressed", [] { return whole_after("qpdf --stream-data=uncompress"); }},
    {"BaseOfVersion14", [] { return whole_after("qpdf --force-version=1.4"); }},
    {"BaseOfVersion15", [] { return whole_after("qpdf --force-version=1.5"); }},
    {"BaseOfVersion16", [] { return whole_after("qpdf --force-version=1.6"); }},
    {"BaseOfVersion20", [] { return whole_after("qpdf --force-version=2.0"); }},
    {"BaseWithBreaksBeforeEndstream",
     [] { return whole_after("qpdf --newline-before-endstream"); }},
    {"BaseCleanedByMuPdf", [] { return whole_after("mutool clean"); }},
    {"BaseGarbageCollectedByMuPdf", [] { return whole_after("mutool clean -gggg"); }},
    {"BaseCompressedByMuPdf", [] { return whole_after("mutool clean -z -f -i"); }},
    {"BaseInAsciiByMuPdf", [] { return whole_after("mutool clean -d -a"); }},
    {"BaseInObjectStreamsAndQdf",
     [] { return whole_after("qpdf --object-streams=generate --stream-data=uncompress"); }},
    {"ByHand", [] { return archived(with_store(signed_by_hand("", "0 0 9 9 re f"))); }},
    {"ByHandWithoutAStore", [] { return signed_by_hand("", "0 0 9 9 re f"); }},
    {"ByHandWithCarriageReturns",
     [] { return signed_by_hand("\r\n/Lang\r\n(fr)\r\n", "0 0 9 9 re\r\nf\r\n"); }},
    {"ByHandWithCommentsInTheBase",
     [] { return signed_by_hand("% said once\n/Lang(fr)", "% said again\n0 0 9 9 re f"); }},
    {"ByHandOfVersion14", [] { return signed_by_hand("", "0 0 9 9 re f", "%PDF-1.4\n"); }},
    {"ByHandOfVersion20", [] { return signed_by_hand("", "0 0 9 9 re f", "%PDF-2.0\n"); }},
    {"ByHandOfAVersionInTheCatalog",
     [] { return signed_by_hand("/Version/2.0", "0 0 9 9 re f", "%PDF-1.4\n"); }},
    {"ByHandAndBig",
     [] {
         return archived(with_store(signed_by_hand("", std::string(std::size_t{4} << 20U, ' '))));
     }},
    {"ByHandThatSpeaksOfObjects",
     [] {
         return signed_by_hand(
             "/Lang(12 0 objets)", "% 12 0 obj\nBT (xref trailer startxref) Tj ET"
         );
     }},
    {"ByHandAndRenewed",
     [] {
         return archived(with_parts(signed_by_hand("/Lang(fr)", "0 0 9 9 re f"), "/Certs[@cert]"));
     }},
    {"ReasonPlaceAndContact",
     [] {
         return signed_update(
             signed_update(
                 signed_update(
                     text_of(certified(prepared())),
                     "Signataire1",
                     person(1),
                     "/Reason(Bon pour accord)/Location(Saint-OEuvre)"
                 ),
                 "Signataire2",
                 person(2),
                 "/ContactInfo(mairie@exemple.fr)"
             ),
             "Signataire3",
             person(3),
             "/Prop_Build<</App<</Name/Outil>>>>"
         );
     }},
    {"SignedInAnotherOrder",
     [] { return text_of(signed_by(signed_by(signed_by(certified(prepared()), 3), 1), 2)); }},
    {"PermissionTwoArchived",
     [] { return archived(all_sign(sealed_with(transform("DocMDP", "/P 2")))); }},
    {"PermissionThreeArchivedAndRenewed",
     [] {
         return renewed(
             archived(with_store(all_sign(sealed_with(transform("DocMDP", "/P 3"))))), "H2", 60
         );
     }},
    {"BaseWithoutALastEndOfLine",
     [] { return whole(bytes_of(replaced(text_of(prepared()), "%%EOF\n", "%%EOF"))); }},
};

INSTANTIATE_TEST_SUITE_P(
    Files,
    HonestFile,
    testing::ValuesIn(kHonest),
    [](const testing::TestParamInfo<Honest>& one) { return one.param.name; }
);

struct Proof {
    const char* name;
    OutsideKey key;
    const EVP_MD* (*digest)();
    const EVP_MD* (*imprint)();
    bool archive;  ///< an archive time-stamp; or else one in a signature
};

std::ostream& operator<<(std::ostream& out, const Proof& proof) {
    return out << proof.name;
}

class OutsideProof : public testing::TestWithParam<Proof> {};

TEST_P(OutsideProof, IsAccepted) {
    const Proof& proof = GetParam();
    documents::pdf::IngestOptions options = three_places();
    options.places.resize(1);
    const std::string sealed =
        text_of(certified(documents::pdf::prepare(fixture("convention.pdf"), options).pdf));
    const std::string file =
        proof.archive
            ? archived(
                  signed_update(sealed, "Signataire1", person(1)),
                  [&](auto covered) {
                      return outside_token(
                          covered, proof.imprint(), proof.digest(), at(30), proof.key
                      );
                  }
              )
            : signed_update(
                  sealed, "Signataire1", person_with(1, proof.digest(), proof.imprint(), proof.key)
              );
    auto roots = authority().roots();
    roots.push_back(outside_root(proof.key));
    const auto report = documents::pades::verify(bytes_of(file), roots, kNow);
    EXPECT_TRUE(report.accepted()) << plain_text(report);
}

const Proof kProofs[] = {
    {"Rsa3072", OutsideKey::Rsa3072, EVP_sha256, EVP_sha256, false},
    {"Rsa4096OverLongImprints", OutsideKey::Rsa4096, EVP_sha512, EVP_sha512, false},
    {"P256", OutsideKey::P256, EVP_sha256, EVP_sha256, false},
    {"P256OverLongImprints", OutsideKey::P256, EVP_sha256, EVP_sha512, false},
    {"P384", OutsideKey::P384, EVP_sha384, EVP_sha384, false},
    {"P521", OutsideKey::P521, EVP_sha512, EVP_sha512, false},
    {"ArchiveByRsa2048", OutsideKey::Rsa2048, EVP_sha256, EVP_sha256, true},
    {"ArchiveByRsa3072", OutsideKey::Rsa3072, EVP_sha384, EVP_sha512, true},
    {"ArchiveByRsa4096", OutsideKey::Rsa4096, EVP_sha512, EVP_sha384, true},
    {"ArchiveByP256", OutsideKey::P256, EVP_sha256, EVP_sha256, true},
    {"ArchiveByP384", OutsideKey::P384, EVP_sha384, EVP_sha384, true},
    {"ArchiveByP521", OutsideKey::P521, EVP_sha512, EVP_sha512, true},
};

INSTANTIATE_TEST_SUITE_P(
    Files,
    OutsideProof,
    testing::ValuesIn(kProofs),
    [](const testing::TestParamInfo<Proof>& one) { return one.param.name; }
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
        person(0),
        "/Reference[" + transform("DocMDP", "/P 1") + transform("FieldMDP", "/Action/All") + "]"
    );
    const auto report = judged(renewed(archived(with_store(sealed)), "Horodatage2", 60));
    EXPECT_TRUE(report.accepted()) << plain_text(report);
}

}  // namespace
}  // namespace contreseing::tests
