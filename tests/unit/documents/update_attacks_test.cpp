// Attacks on what comes after the first signature, each refused for its own reason. What they
// show: one reader, or all of them, draws what nobody signed.
// Source: readers' habits with generations, doubled entries and recovered objects; ISO
// 32000-1, 7.5.

#include "crypto/openssl_ptr.hpp"
#include "tests/unit/documents/fixtures.hpp"
#include "tests/unit/documents/handmade_update.hpp"

#include <array>
#include <functional>
#include <ostream>

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/x509.h>

namespace contreseing::tests {
namespace {

using documents::pdf::IncrementalUpdate;
using Problem = documents::pdf::StructureProblem;

const std::string kFalsePage = stream_body("", "1 0 0 rg 60 300 480 300 re f");

std::string number(std::size_t value) {
    return std::to_string(value);
}

/// The act sealed, and the field of the first signatory empty.
std::string sealed() {
    static const std::string made =
        text_of(certified(documents::pdf::prepare(fixture("convention.pdf"), three_places()).pdf));
    return made;
}

/// Sealed with other permissions than ours.
std::string sealed_with(const std::string& references, const std::string& field = "Cachet") {
    const std::string base =
        text_of(documents::pdf::prepare(fixture("convention.pdf"), three_places()).pdf);
    return signed_update(base, field, person(0), "/Reference[" + references + "]");
}

std::string doc_mdp(const std::string& parameters) {
    return "<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</V/1.2" + parameters + ">>>>";
}

std::string field_mdp(const std::string& parameters) {
    return "<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<</V/1.2" + parameters + ">>>>";
}

std::string catalog_with(const std::string& file, const std::string& inside) {
    const Found catalog = object_with(file, "/Type /Catalog");
    return updated(file, catalog.object, with(catalog.body, inside));
}

/// The file, its page's content replaced by one more honest-looking update.
std::string with_false_content(const std::string& file) {
    HandmadeUpdate update(file);
    update.object(page_content(file), kFalsePage);
    return update.finish();
}

/// The act with a store whose arrays are objects, and the numbers that it was given.
struct Stored {
    std::string file;
    int certificate = 0, array = 0;
};
Stored stored() {
    const std::string file = signed_text();
    const Found catalog = object_with(file, "/Type /Catalog");
    IncrementalUpdate update(tail_of(file));
    Stored out;
    out.certificate = update.alloc();
    update.put_stream(out.certificate, "", text_of(authority().seal().certificate.der()));
    out.array = update.alloc();
    update.put(out.array, "[" + reference(out.certificate) + "]");
    update.put(catalog.object, with(catalog.body, "/DSS<</Certs " + reference(out.array) + ">>"));
    out.file = file + update.finish("x");
    return out;
}

struct Attack {
    const char* name;
    Problem reason;
    std::string (*make)();
};

std::ostream& operator<<(std::ostream& out, const Attack& attack) {
    return out << attack.name;
}

class UpdateAttack : public testing::TestWithParam<Attack> {};

TEST_P(UpdateAttack, IsRefusedForItsOwnReason) {
    expect_rejected(GetParam().make(), GetParam().reason);
}

// /DSS as a way to call content validation data.
const Attack kStoreAttacks[] = {
    {"StoreNamesContent",
     Problem::NotValidationData,
     [] {
         return catalog_with(
             signed_text(), "/DSS<</Certs " + reference(page_content(signed_text())) + ">>"
         );
     }},
    {"StoreListsContent",
     Problem::NotValidationData,
     [] {
         return catalog_with(
             signed_text(), "/DSS<</Certs[" + reference(page_content(signed_text())) + "]>>"
         );
     }},
    {"ContentReplacedBehindTheStore",
     Problem::ObjectModified,
     [] {
         return with_false_content(catalog_with(
             signed_text(), "/DSS<</Certs " + reference(page_content(signed_text())) + ">>"
         ));
     }},
    {"ListedContentReplacedBehindTheStore",
     Problem::ObjectModified,
     [] {
         return with_false_content(catalog_with(
             signed_text(), "/DSS<</CRLs[" + reference(page_content(signed_text())) + "]>>"
         ));
     }},
    {"StoreNamesThePage",
     Problem::NotValidationData,
     [] {
         return catalog_with(
             signed_text(),
             "/DSS<</VRI " + reference(object_with(signed_text(), "/Type /Page ").object) + ">>"
         );
     }},
    {"StoreNamesTheForm",
     Problem::NotValidationData,
     [] {
         return catalog_with(
             signed_text(),
             "/DSS<</OCSPs " + reference(object_with(signed_text(), "/SigFlags 3").object) + ">>"
         );
     }},
    {"StoreIsThePage",
     Problem::NotValidationData,
     [] {
         return catalog_with(
             signed_text(), "/DSS " + reference(object_with(signed_text(), "/Type /Page ").object)
         );
     }},
    {"StoreUsesAnUnknownKeyForContent",
     Problem::NotValidationData,
     [] {
         return catalog_with(
             signed_text(), "/DSS<</Pages " + reference(page_content(signed_text())) + ">>"
         );
     }},
    {"StoreNamesContentUnderASignature",
     Problem::NotValidationData,
     [] {
         return catalog_with(
             signed_text(),
             "/DSS<</VRI<</" + std::string(40, 'A') + "<</Cert[" +
                 reference(page_content(signed_text())) + "]>>>>>>"
         );
     }},
    {"StoreNamesASignaturesAppearance",
     Problem::NotValidationData,
     [] {
         const int drawn = object_with(signed_text(), "/Subtype/Form/BBox").object;
         return catalog_with(signed_text(), "/DSS<</Certs[" + reference(drawn) + "]>>");
     }},
    {"StoreHoldsDrawing",
     Problem::NotValidationData,
     [] {
         const std::string file = signed_text();
         const Found catalog = object_with(file, "/Type /Catalog");
         IncrementalUpdate update(tail_of(file));
         const int drawing = update.alloc();
         update.put_stream(drawing, "", "1 0 0 rg 60 300 480 300 re f");
         update.put(
             catalog.object, with(catalog.body, "/DSS<</Certs[" + reference(drawing) + "]>>")
         );
         return file + update.finish("x");
     }},
    {"StoreHoldsACertificateWithATail",
     Problem::NotValidationData,
     [] {
         const std::string file = signed_text();
         const Found catalog = object_with(file, "/Type /Catalog");
         IncrementalUpdate update(tail_of(file));
         const int drawing = update.alloc();
         update.put_stream(
             drawing, "", text_of(authority().seal().certificate.der()) + " 0 0 9 9 re f"
         );
         update.put(
             catalog.object, with(catalog.body, "/DSS<</Certs[" + reference(drawing) + "]>>")
         );
         return file + update.finish("x");
     }},
    {"StoreCallsACertificateAList",
     Problem::NotValidationData,
     [] {
         const std::string file = signed_text();
         const Found catalog = object_with(file, "/Type /Catalog");
         IncrementalUpdate update(tail_of(file));
         const int stream = update.alloc();
         update.put_stream(stream, "", text_of(authority().seal().certificate.der()));
         update.put(catalog.object, with(catalog.body, "/DSS<</CRLs[" + reference(stream) + "]>>"));
         return file + update.finish("x");
     }},
    {"StorePointsAtNothing",
     Problem::NotValidationData,
     [] { return catalog_with(signed_text(), "/DSS<</Certs[9999 0 R]>>"); }},
    {"ExtensionsNameContent",
     Problem::CatalogModified,
     [] {
         return catalog_with(
             signed_text(), "/Extensions<</ADBE " + reference(page_content(signed_text())) + ">>"
         );
     }},
    {"StoredCertificateReplaced",
     Problem::ObjectModified,
     [] {
         const Stored with_data = stored();
         HandmadeUpdate update(with_data.file);
         update.object(
             with_data.certificate, stream_body("", text_of(authority().roots().front().der()))
         );
         return update.finish();
     }},
    {"StoredArrayBecomesADrawing",
     Problem::NotValidationData,
     [] {
         const Stored with_data = stored();
         HandmadeUpdate update(with_data.file);
         update.object(with_data.array, kFalsePage);
         return update.finish();
     }},
    {"StoredArrayLosesACertificate",
     Problem::ValidationDataShrunk,
     [] {
         const Stored with_data = stored();
         HandmadeUpdate update(with_data.file);
         update.object(with_data.array, "[]");
         return update.finish();
     }},
    {"StoreRemoved",
     Problem::ValidationDataShrunk,
     [] {
         const Stored with_data = stored();
         const Found catalog = object_with(signed_text(), "/Type /Catalog");
         return updated(with_data.file, catalog.object, catalog.body);
     }},
    {"AppearanceUsesThePartOfAStore",
     Problem::NotValidationData,
     [] {
         const std::string file = sealed();
         const Found catalog = object_with(file, "/Type /Catalog");
         const Found field = object_with(file, "/T (Signataire1)");
         IncrementalUpdate update(tail_of(file));
         const int array = update.alloc();
         const int signature = update.alloc();
         update.put(array, "[]");
         update.put(catalog.object, with(catalog.body, "/DSS<</Certs " + reference(array) + ">>"));
         update.put(field.object, with(field.body, "/V " + reference(signature)));
         update.put(signature, empty_signature("/Prop_Build<</App " + reference(array) + ">>"));
         return filled(file + update.finish("x"), person(1));
     }},
    // The base's page draws from the very array that a hidden store lets grow.
    {"StoreSharedWithThePageGrows",
     Problem::ObjectModified,
     [] {
         auto bodies =
             one_page("/AcroForm<</Fields[4 0 R]>>/DSS<</Certs 5 0 R>>", "/Contents 5 0 R");
         bodies.emplace_back("<</FT/Sig/T (Cachet) >>");
         bodies.emplace_back("[]");
         const std::string file = text_of(certified(handmade(bodies)));
         IncrementalUpdate update(tail_of(file));
         const int certificate = update.alloc();
         update.put_stream(certificate, "", text_of(authority().roots().front().der()));
         update.put(5, "[" + reference(certificate) + "]");
         return file + update.finish("x");
     }},
};

// Sections that two readers understand differently.
const Attack kSectionAttacks[] = {
    {"ContentUnderAnotherGeneration",
     Problem::GenerationNotZero,
     [] {
         HandmadeUpdate update(signed_text());
         const int content = page_content(signed_text());
         update.entry(
             static_cast<std::size_t>(content),
             update.write(number(content) + " 1 obj\n" + kFalsePage + "\nendobj\n"),
             1
         );
         return update.finish();
     }},
    {"PageUnderTheHighestGeneration",
     Problem::GenerationNotZero,
     [] {
         HandmadeUpdate update(signed_text());
         const Found page = object_with(signed_text(), "/Type /Page ");
         update.entry(
             static_cast<std::size_t>(page.object),
             update.write(number(page.object) + " 65535 obj\n" + page.body + "\nendobj\n"),
             65535
         );
         return update.finish();
     }},
    {"HeaderOfAnotherGenerationThanItsEntry",
     Problem::SectionMalformed,
     [] {
         HandmadeUpdate update(signed_text());
         const int content = page_content(signed_text());
         update.entry(
             static_cast<std::size_t>(content),
             update.write(number(content) + " 1 obj\n" + kFalsePage + "\nendobj\n")
         );
         return update.finish();
     }},
    {"GenerationInAStreamsRow",
     Problem::GenerationNotZero,
     [] {
         HandmadeUpdate update(signed_text());
         const int content = page_content(signed_text());
         const std::size_t at =
             update.write(number(content) + " 7 obj\n" + kFalsePage + "\nendobj\n");
         return update.finish_stream({{content, 1, at, 7}});
     }},
    {"ObjectStreamThatListsThePageTwice",
     Problem::ObjectCompressed,
     [] {
         HandmadeUpdate update(signed_text());
         const Found page = object_with(signed_text(), "/Type /Page ");
         const std::string index = number(page.object) + " 0 " + number(page.object) + " " +
                                   number(page.body.size() + 1) + " ";
         const int content = update.alloc();
         update.object(content, kFalsePage);
         const int holder = update.alloc();
         update.object(
             holder,
             stream_body(
                 "/Type/ObjStm/N 2/First " + number(index.size()),
                 index + with(page.body, "/Contents " + reference(content)) + " " + page.body
             )
         );
         return update.finish_stream({{page.object, 2, static_cast<std::size_t>(holder), 0}});
     }},
    {"EntryThatPointsIntoAnOlderObjectStream",
     Problem::ObjectCompressed,
     [] {
         HandmadeUpdate update(signed_text());
         return update.finish_stream({{page_content(signed_text()), 2, 3, 0}});
     }},
    {"ObjectStreamThatNoEntryUses",
     Problem::ObjectCompressed,
     [] {
         HandmadeUpdate update(signed_text());
         update.object(
             update.alloc(),
             stream_body("/Type/ObjStm/N 1/First 5/Extends 3 0 R", "12 0 <</Type/Page>>")
         );
         return update.finish();
     }},
    {"TableThatNamesTheContentTwiceGoodFirst",
     Problem::ObjectListedTwice,
     [] {
         HandmadeUpdate update(signed_text());
         const auto content = static_cast<std::size_t>(page_content(signed_text()));
         update.entry(content, signed_text().find("\n" + number(content) + " 0 obj") + 1);
         update.object(static_cast<int>(content), kFalsePage);
         return update.finish();
     }},
    {"TableThatNamesTheContentTwiceGoodLast",
     Problem::ObjectListedTwice,
     [] {
         HandmadeUpdate update(signed_text());
         const auto content = static_cast<std::size_t>(page_content(signed_text()));
         update.object(static_cast<int>(content), kFalsePage);
         update.entry(content, signed_text().find("\n" + number(content) + " 0 obj") + 1);
         return update.finish();
     }},
    {"ObjectFreedAndInUse",
     Problem::ObjectListedTwice,
     [] {
         HandmadeUpdate update(signed_text());
         const auto content = static_cast<std::size_t>(page_content(signed_text()));
         update.entry(content, 0, 1, 'f');
         update.object(static_cast<int>(content), kFalsePage);
         return update.finish();
     }},
    {"StreamThatNamesTheContentTwice",
     Problem::ObjectListedTwice,
     [] {
         HandmadeUpdate update(signed_text());
         const int content = page_content(signed_text());
         update.object(content, kFalsePage);
         return update.finish_stream(
             {{content,
               1,
               signed_text().find("\n" + number(static_cast<std::size_t>(content)) + " 0 obj") + 1,
               0}}
         );
     }},
    {"HybridSection",
     Problem::HybridSection,
     [] {
         HandmadeUpdate update(signed_text());
         const int content = page_content(signed_text());
         const std::size_t hidden = update.unlisted(content, kFalsePage);
         const std::size_t at = update.unlisted(
             update.alloc(),
             stream_body(
                 "/Type/XRef/W[1 4 2]/Index[" + number(content) + " 1]/Size 99",
                 std::string("\1\0", 2) + static_cast<char>((hidden >> 16) & 0xFF) +
                     static_cast<char>((hidden >> 8) & 0xFF) + static_cast<char>(hidden & 0xFF) +
                     std::string(2, '\0')
             )
         );
         return update.finish("/XRefStm " + number(at));
     }},
    {"PrevThatSkipsASignature",
     Problem::RevisionSkipped,
     [] {
         const std::string file = signed_text();
         const std::size_t skipped = file.rfind("/Prev ");
         const std::string former = number(std::stoul(file.substr(skipped + 6)));
         HandmadeUpdate update(file);
         update.object(update.alloc(), "<</X 1>>");
         return update.finish("/Prev " + former);
     }},
    {"PrevThatSkipsEverySignatureButTheSeal",
     Problem::SignatureUnreported,
     [] {
         const std::string file = signed_text();
         HandmadeUpdate update(file);
         update.object(update.alloc(), "<</X 1>>");
         return update.finish("/Prev " + number(tail_of(sealed()).last_xref));
     }},
    // A signatory who signs on the base: the seal and the others are in the bytes, not in the form.
    {"SignatureThatPassesTheOthersOver",
     Problem::SignatureUnreported,
     [] {
         const std::string base =
             text_of(documents::pdf::prepare(fixture("convention.pdf"), three_places()).pdf);
         const Found field = object_with(base, "/T (Signataire2)");
         HandmadeUpdate update(text_of(signed_by(bytes_of(sealed()), 1)));
         const int signature = update.alloc();
         update.object(field.object, with(field.body, "/V " + reference(signature)));
         update.object(signature, empty_signature());
         return filled(update.finish("/Prev " + number(tail_of(base).last_xref)), person(2));
     }},
    {"SecondTableInOneRevision",
     Problem::SectionRepeated,
     [] {
         HandmadeUpdate update(signed_text());
         update.unlisted(page_content(signed_text()), kFalsePage);
         update.table("/Size 99");
         return update.finish();
     }},
    {"SecondSectionThatIsAStream",
     Problem::SectionRepeated,
     [] {
         HandmadeUpdate update(signed_text());
         update.object(
             update.alloc(), stream_body("/Type/XRef/W[1 2 1]/Size 1", std::string(4, '\0'))
         );
         return update.finish();
     }},
    {"SecondTrailerBehindTheFirst",
     Problem::SectionRepeated,
     [] {
         return replaced(
             catalog_with(signed_text(), "/DSS<</Certs[]>>"),
             "startxref\n",
             "xref\n0 0\ntrailer\n<</Root 3 0 R>>\nstartxref\n"
         );
     }},
    {"ShadowObjectThatIsWrittenTwice",
     Problem::UnaccountedBytes,
     [] {
         HandmadeUpdate update(signed_text());
         update.unlisted(page_content(signed_text()), kFalsePage);
         const Found catalog = object_with(signed_text(), "/Type /Catalog");
         update.object(catalog.object, with(catalog.body, "/DSS<</Certs[]>>"));
         return update.finish();
     }},
    {"ShadowObjectBehindTheLastOne",
     Problem::UnaccountedBytes,
     [] {
         HandmadeUpdate update(signed_text());
         const Found catalog = object_with(signed_text(), "/Type /Catalog");
         update.object(catalog.object, with(catalog.body, "/DSS<</Certs[]>>"));
         update.unlisted(page_content(signed_text()), kFalsePage);
         return update.finish();
     }},
    {"HiddenCommentBetweenObjects",
     Problem::UnaccountedBytes,
     [] {
         HandmadeUpdate update(signed_text());
         update.write(
             "% " + number(static_cast<std::size_t>(page_content(signed_text()))) +
             " 0 obj <<>> endobj\n"
         );
         const Found catalog = object_with(signed_text(), "/Type /Catalog");
         update.object(catalog.object, with(catalog.body, "/DSS<</Certs[]>>"));
         return update.finish();
     }},
    {"HiddenCommentBehindTheTrailer",
     Problem::UnaccountedBytes,
     [] {
         return replaced(
             catalog_with(signed_text(), "/DSS<</Certs[]>>"), "startxref\n", "% hidden\nstartxref\n"
         );
     }},
    {"HiddenCommentInAnObject",
     Problem::SectionMalformed,
     [] { return catalog_with(signed_text(), "% hidden\n/DSS<</Certs[]>>"); }},
    {"BytesBehindAStreamsData",
     Problem::SectionMalformed,
     [] {
         HandmadeUpdate update(signed_text());
         update.object(update.alloc(), "<</Length 2>>\nstream\nab\n1 0 obj\nendstream");
         return update.finish();
     }},
    {"EntryInsideAnotherObject",
     Problem::SectionMalformed,
     [] {
         HandmadeUpdate update(signed_text());
         const std::string inner = number(static_cast<std::size_t>(page_content(signed_text()))) +
                                   " 0 obj\n<<>>\nendobj\n";
         const std::string outer = stream_body("", inner);
         const int holder = update.alloc();
         const std::size_t at = tail_of(signed_text()).size;
         update.object(holder, outer);
         update.entry(
             static_cast<std::size_t>(page_content(signed_text())),
             at + (number(static_cast<std::size_t>(holder)) + " 0 obj\n").size() + outer.find(inner)
         );
         return update.finish();
     }},
    {"EntryOfAnotherNumber",
     Problem::SectionMalformed,
     [] {
         HandmadeUpdate update(signed_text());
         update.entry(
             static_cast<std::size_t>(page_content(signed_text())),
             update.unlisted(update.alloc(), kFalsePage)
         );
         return update.finish();
     }},
    {"EntryOfNineteenBytes",
     Problem::SectionMalformed,
     [] {
         return replaced(
             catalog_with(signed_text(), "/DSS<</Certs[]>>"), " n\r\ntrailer", " n\ntrailer"
         );
     }},
    {"EntryOfSignedBytes",
     Problem::ObjectOutsideRevision,
     [] {
         HandmadeUpdate update(signed_text());
         update.entry(
             static_cast<std::size_t>(page_content(signed_text())), signed_text().find(" 0 obj") - 1
         );
         return update.finish();
     }},
    {"HeadOfTheFreeListThatNamesThePage",
     Problem::ObjectRemoved,
     [] {
         HandmadeUpdate update(signed_text());
         update.entry(0, static_cast<std::size_t>(page_content(signed_text())), 65535, 'f');
         return update.finish();
     }},
    {"ContentFreedByAStream",
     Problem::ObjectRemoved,
     [] {
         HandmadeUpdate update(signed_text());
         return update.finish_stream({{page_content(signed_text()), 0, 0, 1}});
     }},
    {"PrevThatNamesItself",
     Problem::BrokenRevisions,
     [] {
         HandmadeUpdate update(signed_text());
         return update.finish("/Prev " + number(signed_text().size()));
     }},
    {"PrevThatIsAReference",
     Problem::RangeNotAtRevisionEnd,
     [] {
         HandmadeUpdate update(signed_text());
         update.object(update.alloc(), number(tail_of(signed_text()).last_xref));
         return update.finish("/Prev " + reference(update.tail.next_object - 1));
     }},
    {"NoPrev",
     Problem::SignatureUnreported,
     [] { return replaced(catalog_with(signed_text(), "/DSS<</Certs[]>>"), "/Prev ", "/Prov "); }},
    {"SizeBelowTheContent",
     Problem::SectionMalformed,
     [] {
         HandmadeUpdate update(signed_text());
         const Found catalog = object_with(signed_text(), "/Type /Catalog");
         update.object(catalog.object, with(catalog.body, "/DSS<</Certs[]>>"));
         return update.finish("/Size " + number(static_cast<std::size_t>(catalog.object) + 1));
     }},
    {"PackedSectionOfMoreRowsThanItSays",
     Problem::SectionMalformed,
     [] {
         HandmadeUpdate update(signed_text());
         const std::size_t at = update.size();
         update.unlisted(
             update.alloc(),
             stream_body(
                 "/Type/XRef/W[1 4 2]/Index[0 1]/Size 99/Prev " + number(update.tail.last_xref) +
                     "/Root " + update.tail.root + "/Info " + update.tail.info,
                 std::string(21, '\0')
             )
         );
         update.write("startxref\n" + number(at) + "\n%%EOF\n");
         return update.take();
     }},
    {"LengthThatIsAnOlderObject",
     Problem::SectionMalformed,
     [] {
         HandmadeUpdate update(signed_text());
         update.object(update.alloc(), "<</Length 1 0 R>>\nstream\nab\nendstream");
         return update.finish();
     }},
    {"KeyDoubledInTheCatalog",
     Problem::Unreadable,
     [] { return catalog_with(signed_text(), "/DSS<</Certs[]>>/DSS<</CRLs[]>>"); }},
    {"KeyDoubledInAField",
     Problem::Unreadable,
     [] {
         const Found field = object_with(sealed(), "/T (Signataire1)");
         IncrementalUpdate update(tail_of(sealed()));
         const int signature = update.alloc();
         update.put(field.object, with(field.body, "/V 1 0 R/V " + reference(signature)));
         update.put(signature, empty_signature());
         return filled(sealed() + update.finish("x"), person(1));
     }},
    {"SizeOfNothing",
     Problem::Unreadable,
     [] {
         HandmadeUpdate update(signed_text());
         return update.finish("/Size null");
     }},
};

// Updates that are exact, and do what nobody signed for.
const Attack kChangeAttacks[] = {
    {"ContentReplaced", Problem::ObjectModified, [] { return with_false_content(signed_text()); }},
    {"ContentWrittenAgainAsItWas",
     Problem::ObjectModified,
     [] {
         const std::string file = signed_text();
         const std::string head =
             "\n" + number(static_cast<std::size_t>(page_content(file))) + " 0 obj\n";
         const std::size_t at = file.find(head) + head.size();
         HandmadeUpdate update(file);
         update.object(page_content(file), file.substr(at, file.find("\nendobj", at) - at));
         return update.finish();
     }},
    {"PageWrittenAgainAsItWas",
     Problem::RedefinedUnchanged,
     [] {
         const Found page = object_with(signed_text(), "/Type /Page ");
         return updated(signed_text(), page.object, page.body);
     }},
    {"SignedFieldWrittenAgainAsItWas",
     Problem::RedefinedUnchanged,
     [] {
         const Found field = object_with(signed_text(), "/T (Signataire3)");
         return updated(signed_text(), field.object, field.body);
     }},
    {"OrphanForLater",
     Problem::ObjectUnexplained,
     [] {
         HandmadeUpdate update(signed_text());
         update.object(update.alloc(), kFalsePage);
         return update.finish();
     }},
    {"OrphanBesideAnHonestStore",
     Problem::ObjectUnexplained,
     [] {
         HandmadeUpdate update(signed_text());
         const Found catalog = object_with(signed_text(), "/Type /Catalog");
         update.object(catalog.object, with(catalog.body, "/DSS<</Certs[]>>"));
         update.object(update.alloc(), kFalsePage);
         return update.finish();
     }},
    {"UpdateThatDoesNothing",
     Problem::UpdateWithoutPurpose,
     [] { return HandmadeUpdate(signed_text()).finish(); }},
    {"FormThatAsksForNewAppearances",
     Problem::ObjectModified,
     [] {
         const Found form = object_with(signed_text(), "/SigFlags 3");
         return updated(signed_text(), form.object, with(form.body, "/NeedAppearances true"));
     }},
    {"LayersThatHide",
     Problem::CatalogModified,
     [] { return catalog_with(signed_text(), "/OCProperties<</OCGs[]/D<</BaseState/OFF>>>>"); }},
    {"PageTurned",
     Problem::ObjectModified,
     [] {
         const Found page = object_with(signed_text(), "/Type /Page ");
         return updated(signed_text(), page.object, with(page.body, "/Rotate 90"));
     }},
    {"AnotherRoot",
     Problem::CatalogModified,
     [] {
         HandmadeUpdate update(signed_text());
         update.object(update.alloc(), object_with(signed_text(), "/Type /Catalog").body);
         update.tail.root = reference(update.tail.next_object - 1);
         return update.finish();
     }},
    {"AnotherInfo",
     Problem::MetadataModified,
     [] {
         HandmadeUpdate update(signed_text());
         update.object(update.alloc(), "<</Title(Faux)>>");
         update.tail.info = reference(update.tail.next_object - 1);
         return update.finish();
     }},
    {"EncryptionAddedLater",
     Problem::Unreadable,
     [] {
         HandmadeUpdate update(signed_text());
         return update.finish("/Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(y)/P -4>>");
     }},
    {"OtherKeysInTheTrailer",
     Problem::CatalogModified,
     [] {
         HandmadeUpdate update(signed_text());
         return update.finish("/AuthCode<</MAC 1>>");
     }},
    {"NewFieldThatShowsSomething",
     Problem::FieldAdded,
     [] {
         return replaced(renewed(signed_text(), "Autre", 40), "/Rect[0 0 0 0]", "/Rect[0 0 9 9]");
     }},
    {"NewFieldWithAScript",
     Problem::FieldAdded,
     [] {
         return replaced(
             renewed(signed_text(), "Autre", 40), "/F 132/Rect[0 0 0 0]", "/A 12 0 R           "
         );
     }},
    {"NewFieldForAPerson",
     Problem::FieldAdded,
     [] {
         return replaced(renewed(signed_text(), "Autre", 40), "/ETSI.RFC3161", "/ETSI.CAdES.x");
     }},
    {"NewFieldOfTheNameOfASignatory",
     Problem::FieldRepeated,
     [] { return renewed(signed_text(), "Signataire1", 40); }},
    {"NewFieldAndAnAnnotation",
     Problem::ObjectModified,
     [] {
         const std::string file = archived(signed_text());
         const Found form = object_with(file, "/SigFlags 3");
         const Found page = object_with(file, "/Type /Page ");
         IncrementalUpdate update(tail_of(file));
         const int field = update.alloc();
         const int token = update.alloc();
         const int note = update.alloc();
         update.put(
             form.object, replaced(form.body, "/Fields [ ", "/Fields [ " + reference(field) + " ")
         );
         update.put(
             page.object,
             replaced(
                 page.body,
                 "/Annots [ ",
                 "/Annots [ " + reference(field) + " " + reference(note) + " "
             )
         );
         update.put(
             field,
             "<</FT/Sig/T(Horodatage2)/Rect[0 0 0 0]/P " + reference(page.object) + "/V " +
                 reference(token) + ">>"
         );
         update.put(note, "<</Type/Annot/Subtype/FreeText/Rect[60 300 540 600]/Contents(faux)>>");
         update.put(token, empty_timestamp());
         return filled(file + update.finish("x"), stamp(60));
     }},
    {"FieldsReorderedByARenewal",
     Problem::ObjectModified,
     [] {
         const std::string file = renewed(signed_text(), "Horodatage2", 40);
         const Found form = object_with(signed_text(), "/SigFlags 3");
         const std::size_t at = form.body.find("/Fields [ ") + 10;
         const std::string first = form.body.substr(at, form.body.find(" R ", at) + 3 - at);
         const std::string second = form.body.substr(
             at + first.size(), form.body.find(" R ", at + first.size()) + 3 - at - first.size()
         );
         if (first.size() != second.size()) {
             throw std::runtime_error("numbers of unequal length");
         }
         return replaced(file, first + second, second + first);
     }},
    {"AnnotationWherePThreeAllowsIt",
     Problem::ObjectModified,
     [] {
         const std::string file = sealed_with(doc_mdp("/P 3"));
         const Found page = object_with(file, "/Type /Page ");
         IncrementalUpdate update(tail_of(file));
         const int note = update.alloc();
         update.put(note, "<</Type/Annot/Subtype/FreeText/Rect[60 300 540 600]/Contents(faux)>>");
         update.put(
             page.object, replaced(page.body, "/Annots [ ", "/Annots [ " + reference(note) + " ")
         );
         return file + update.finish("x");
     }},
    {"SignatureAfterPOne",
     Problem::ChangeForbidden,
     [] { return signed_update(sealed_with(doc_mdp("/P 1")), "Signataire1", person(1)); }},
    {"SignatureAfterPOneOfALock",
     Problem::ChangeForbidden,
     [] {
         std::string base =
             text_of(documents::pdf::prepare(fixture("convention.pdf"), three_places()).pdf);
         const Found field = object_with(base, "/T (Cachet)");
         IncrementalUpdate update(tail_of(base));
         update.put(field.object, with(field.body, "/Lock<</Action/Include/Fields[]/P 1>>"));
         base += update.finish("x");
         return signed_update(signed_update(base, "Cachet", person(0)), "Signataire1", person(1));
     }},
    {"PermissionsOfNoStandard",
     Problem::PermissionsMalformed,
     [] { return sealed_with(doc_mdp("/P 4")); }},
    {"PermissionsThatAreNoNumber",
     Problem::PermissionsMalformed,
     [] { return sealed_with(doc_mdp("/P/All")); }},
    {"SignatureAfterFieldMdpAll",
     Problem::FieldLocked,
     [] { return signed_update(sealed_with(field_mdp("/Action/All")), "Signataire1", person(1)); }},
    {"SignatureOfAnIncludedField",
     Problem::FieldLocked,
     [] {
         return signed_update(
             sealed_with(field_mdp("/Action/Include/Fields[(Signataire1)]")),
             "Signataire1",
             person(1)
         );
     }},
    {"SignatureOfAFieldThatIsNotExcluded",
     Problem::FieldLocked,
     [] {
         return signed_update(
             sealed_with(field_mdp("/Action/Exclude/Fields[(Signataire2)]")),
             "Signataire1",
             person(1)
         );
     }},
    {"SignatureAfterALockThatCannotBeRead",
     Problem::FieldLocked,
     [] {
         return signed_update(sealed_with(field_mdp("/Action/Some")), "Signataire1", person(1));
     }},
    {"SignatureAfterALockInTheField",
     Problem::FieldLocked,
     [] {
         std::string base =
             text_of(documents::pdf::prepare(fixture("convention.pdf"), three_places()).pdf);
         const Found field = object_with(base, "/T (Cachet)");
         IncrementalUpdate update(tail_of(base));
         update.put(field.object, with(field.body, "/Lock<</Action/All>>"));
         base += update.finish("x");
         return signed_update(signed_update(base, "Cachet", person(0)), "Signataire1", person(1));
     }},
    {"AppearanceUnderTheMouse",
     Problem::FieldModified,
     [] {
         const std::string file = sealed();
         const Found field = object_with(file, "/T (Signataire1)");
         IncrementalUpdate update(tail_of(file));
         const int signature = update.alloc();
         const int drawing = update.alloc();
         update.put_stream(
             drawing, "/Subtype/Form/BBox[0 0 140 60]/Matrix[1 0 0 1 0 0]", "0 0 9 9 re f"
         );
         update.put(
             field.object,
             with(
                 replaced(field.body, "/AP << ", "/AP << /R " + reference(drawing) + " "),
                 "/V " + reference(signature)
             )
         );
         update.put(signature, empty_signature());
         return filled(file + update.finish("x"), person(1));
     }},
    {"FieldThatNamesAnOlderSignature",
     Problem::FieldModified,
     [] {
         const std::string file = text_of(signed_by(bytes_of(sealed()), 1));
         const Found field = object_with(file, "/T (Signataire2)");
         const int other = object_with(file, "/Type/Sig/").object;
         return updated(file, field.object, with(field.body, "/V " + reference(other)));
     }},
    {"FieldSignedWithoutASignature",
     Problem::FieldModified,
     [] {
         const std::string file = text_of(signed_by(bytes_of(sealed()), 1));
         const Found field = object_with(file, "/T (Signataire2)");
         IncrementalUpdate update(tail_of(file));
         const int value = update.alloc();
         update.put(value, "<</Type/Sig>>");
         update.put(field.object, with(field.body, "/V " + reference(value)));
         return file + update.finish("x");
     }},
};

/// `field` filled by `value`, drawn by a stream of `dictionary`, which may lack what readers need.
std::string filled_and_drawn(
    const std::string& file,
    const std::string& field,
    const std::string& value,
    const std::string& dictionary,
    const MakeCms& make
) {
    const Found found = object_with(file, "/T (" + field + ")");
    IncrementalUpdate update(tail_of(file));
    const int signature = update.alloc();
    const int drawing = update.alloc();
    const std::string look = "/AP << /N " + reference(drawing) + " >>";
    const std::size_t at = found.body.find("/AP << ");
    update.put_stream(
        drawing, "/Type/XObject/Subtype/Form" + dictionary, "1 0 0 rg 0 0 600 800 re f"
    );
    update.put(
        found.object,
        with(
            at == std::string::npos
                ? with(found.body, look)
                : std::string(found.body).replace(at, found.body.find(">>", at) + 2 - at, look),
            "/V " + reference(signature)
        )
    );
    update.put(signature, value);
    return filled(file + update.finish("x"), make);
}

/// A renewed time-stamp whose field has more in it.
std::string renewal_with(const std::string& in_field, const std::string& of_drawing) {
    const std::string file = signed_text();
    const Found form = object_with(file, "/SigFlags 3");
    const Found page = object_with(file, "/Type /Page ");
    IncrementalUpdate update(tail_of(file));
    const int field = update.alloc();
    const int token = update.alloc();
    const int drawing = update.alloc();
    const std::string first = reference(field) + " ";
    update.put(form.object, replaced(form.body, "/Fields [ ", "/Fields [ " + first));
    update.put(page.object, replaced(page.body, "/Annots [ ", "/Annots [ " + first));
    update.put_stream(
        drawing, "/Type/XObject/Subtype/Form" + of_drawing, "1 0 0 rg 0 0 600 800 re f"
    );
    update.put(
        field,
        "<</FT/Sig/T(Horodatage2)/Type/Annot/Subtype/Widget/F 132/P " + reference(page.object) +
            "/AP<</N " + reference(drawing) + ">>/V " + reference(token) + in_field + ">>"
    );
    update.put(token, empty_timestamp());
    return filled(file + update.finish("x"), stamp(60));
}

/// The field of the first signatory signed, and changed by `change`.
std::string signed_and_changed(const std::function<std::string(std::string)>& change) {
    const Found field = object_with(sealed(), "/T (Signataire1)");
    IncrementalUpdate update(tail_of(sealed()));
    const int signature = update.alloc();
    update.put(field.object, with(change(field.body), "/V " + reference(signature)));
    update.put(signature, empty_signature());
    return filled(sealed() + update.finish("x"), person(1));
}

std::string catalog_again(HandmadeUpdate update) {
    const Found catalog = object_with(signed_text(), "/Type /Catalog");
    update.object(catalog.object, catalog.body);
    return update.finish();
}

/// A certificate that anybody can make, with an object of a PDF in its name.
std::string certificate_with(const std::string& name) {
    const crypto::KeyPtr key(EVP_EC_gen("P-256"));
    const crypto::X509Ptr certificate(X509_new());
    X509_NAME_add_entry_by_txt(
        X509_get_subject_name(certificate.get()),
        "description",
        MBSTRING_UTF8,
        reinterpret_cast<const unsigned char*>(name.data()),
        static_cast<int>(name.size()),
        -1,
        0
    );
    X509_set_pubkey(certificate.get(), key.get());
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    return text_of(crypto::Certificate::share(certificate.get()).der());
}

std::string hidden_page() {
    return "\n" + number(static_cast<std::size_t>(page_content(signed_text()))) + " 0 obj\n" +
           kFalsePage + "\nendobj\n";
}

std::string info_with(const std::string& from, const std::string& to) {
    const Found info = object_with(signed_text(), "/Producer ");
    return updated(
        signed_text(),
        info.object,
        from.empty() ? with(info.body, to) : replaced(info.body, from, to)
    );
}

// What looks like one of the allowed changes.
const Attack kDisguises[] = {
    // MuPDF draws an appearance without a rectangle over the whole page, PDFium one without /BBox.
    {"RenewalWithoutARectangleThatDraws",
     Problem::FieldAdded,
     [] { return renewal_with("", "/BBox[0 0 600 800]"); }},
    {"RenewalWithoutAFrameThatDraws",
     Problem::FieldAdded,
     [] { return renewal_with("/Rect[0 0 0 0]", ""); }},
    {"RenewalOfAWrongRectangle",
     Problem::FieldAdded,
     [] { return renewal_with("/Rect[0 0 0]", "/BBox[0 0 600 800]"); }},
    {"TimestampThatDrawsOverThePage",
     Problem::FieldModified,
     [] {
         return filled_and_drawn(signed_text(), "Horodatage", empty_timestamp(), "", stamp(30));
     }},
    {"TimestampThatPosesAsASignatory",
     Problem::FieldModified,
     [] {
         return filled_and_drawn(
             sealed(),
             "Signataire1",
             empty_timestamp(),
             "/BBox[0 0 140 60]/Matrix[1 0 0 1 0 0]",
             stamp(30)
         );
     }},
    {"TimestampInThePlaceOfASignatory",
     Problem::FieldModified,
     [] {
         const Found field = object_with(sealed(), "/T (Signataire1)");
         IncrementalUpdate update(tail_of(sealed()));
         const int token = update.alloc();
         update.put(field.object, with(field.body, "/V " + reference(token)));
         update.put(token, empty_timestamp());
         return filled(sealed() + update.finish("x"), stamp(30));
     }},
    {"OneSignatureForTwoSignatories",
     Problem::SignatureShared,
     [] {
         IncrementalUpdate update(tail_of(sealed()));
         const int signature = update.alloc();
         for (const char* name : {"/T (Signataire1)", "/T (Signataire2)"}) {
             const Found field = object_with(sealed(), name);
             update.put(field.object, with(field.body, "/V " + reference(signature)));
         }
         update.put(signature, empty_signature());
         return filled(sealed() + update.finish("x"), person(1));
     }},
    {"SignatureThatDrawsWithoutAFrame",
     Problem::FieldModified,
     [] { return filled_and_drawn(sealed(), "Signataire1", empty_signature(), "", person(1)); }},
    {"SignatureThatDrawsInAFieldNobodyDrew",
     Problem::FieldModified,
     [] {
         auto bodies = one_page("/AcroForm<</Fields[4 0 R 5 0 R]>>", "/Annots[5 0 R]");
         bodies.emplace_back("<</FT/Sig/T (Cachet) >>");
         bodies.emplace_back(
             "<</FT/Sig/Type/Annot/Subtype/Widget/Rect[9 9 99 99]/T (Signataire1) >>"
         );
         return filled_and_drawn(
             text_of(certified(handmade(bodies))), "Signataire1", empty_signature(), "", person(1)
         );
     }},
    {"SignatureDrawnByAnotherFile",
     Problem::ObjectOutsideRevision,
     [] {
         return filled_and_drawn(
             sealed(),
             "Signataire1",
             empty_signature(),
             "/BBox[0 0 140 60]/Matrix[1 0 0 1 0 0]/F(http://exemple.fr/dessin)",
             person(1)
         );
     }},
    {"SignatureOfSeveralStates",
     Problem::FieldModified,
     [] {
         return signed_and_changed([](const std::string& body) { return with(body, "/AS/Oui"); });
     }},
    {"SignatureUnderAnotherCaption",
     Problem::FieldModified,
     [] {
         return signed_and_changed([](const std::string& body) {
             return with(body, "/MK<</CA(Bon pour accord)>>");
         });
     }},
    {"SignatureThatMovesItsField",
     Problem::FieldModified,
     [] {
         return signed_and_changed([](const std::string& body) {
             return replaced(body, "/Rect [ ", "/Rect [ 1");
         });
     }},
    // What only a reader that repairs files would find, inside what is there for another reason.
    {"ObjectHiddenInACertificate",
     Problem::UnaccountedBytes,
     [] {
         const Found catalog = object_with(signed_text(), "/Type /Catalog");
         IncrementalUpdate update(tail_of(signed_text()));
         const int certificate = update.alloc();
         update.put_stream(certificate, "", certificate_with(hidden_page()));
         update.put(
             catalog.object, with(catalog.body, "/DSS<</Certs[" + reference(certificate) + "]>>")
         );
         return signed_text() + update.finish("x");
     }},
    {"ObjectHiddenInAReason",
     Problem::UnaccountedBytes,
     [] {
         return signed_update(sealed(), "Signataire1", person(1), "/Reason(" + hidden_page() + ")");
     }},
    // What may be written again, and is not all that is written.
    {"CatalogWrittenAgainAndNothingElse",
     Problem::UpdateWithoutPurpose,
     [] { return catalog_again(HandmadeUpdate(signed_text())); }},
    {"CatalogWrittenAgainBesideAnOrphan",
     Problem::ObjectUnexplained,
     [] {
         HandmadeUpdate update(signed_text());
         update.object(update.alloc(), kFalsePage);
         return catalog_again(std::move(update));
     }},
    {"CatalogWrittenAgainBesideAFalsePage",
     Problem::ObjectModified,
     [] {
         HandmadeUpdate update(signed_text());
         update.object(page_content(signed_text()), kFalsePage);
         return catalog_again(std::move(update));
     }},
    {"CatalogWrittenAgainAsAStream",
     Problem::Unreadable,
     [] {
         const Found catalog = object_with(signed_text(), "/Type /Catalog");
         return updated(
             signed_text(),
             catalog.object,
             stream_body(catalog.body.substr(2, catalog.body.size() - 4), "")
         );
     }},
    {"InfoOfAnotherTitle",
     Problem::MetadataModified,
     [] { return info_with("", "/Title(Un autre acte)"); }},
    {"InfoWhoseProducerIsContent",
     Problem::MetadataModified,
     [] { return info_with("", "/ModDate " + reference(page_content(signed_text()))); }},
    {"InfoWrittenAgainAndNothingElse",
     Problem::UpdateWithoutPurpose,
     [] { return info_with("", "/ModDate(D:20260312100000Z)"); }},
    {"PagesLabelled",
     Problem::CatalogModified,
     [] { return catalog_with(signed_text(), "/PageLabels<</Nums[0<</P(Annexe )>>]>>"); }},
    {"ReaderToldWhatToShow",
     Problem::CatalogModified,
     [] { return catalog_with(signed_text(), "/ViewerPreferences<</HideWindowUI true>>"); }},
    {"FileAttachedLater",
     Problem::CatalogModified,
     [] { return catalog_with(signed_text(), "/AF[<</Type/Filespec/F(faux.pdf)>>]"); }},
    // /W without types: every row is an object in use.
    {"ContentByASectionWithoutTypes",
     Problem::ObjectModified,
     [] {
         HandmadeUpdate update(signed_text());
         const int content = page_content(signed_text());
         const std::size_t at = update.unlisted(content, kFalsePage);
         const int self = update.alloc();
         const std::size_t section = update.size();
         std::string rows;
         for (const std::size_t offset : {at, section}) {
             for (unsigned shift = 32; shift > 0; shift -= 8) {
                 rows += static_cast<char>((offset >> (shift - 8)) & 0xFFU);
             }
         }
         update.unlisted(
             self,
             stream_body(
                 "/Type/XRef/W[0 4 0]/Index[" + number(static_cast<std::size_t>(content)) + " 1 " +
                     number(static_cast<std::size_t>(self)) + " 1]/Size " +
                     number(static_cast<std::size_t>(update.tail.next_object)) + "/Prev " +
                     number(update.tail.last_xref) + "/Root " + update.tail.root + "/Info " +
                     update.tail.info,
                 rows
             )
         );
         update.write("startxref\n" + number(section) + "\n%%EOF\n");
         return update.take();
     }},
};

std::string name_of(const testing::TestParamInfo<Attack>& one) {
    return one.param.name;
}

INSTANTIATE_TEST_SUITE_P(Store, UpdateAttack, testing::ValuesIn(kStoreAttacks), name_of);
INSTANTIATE_TEST_SUITE_P(Section, UpdateAttack, testing::ValuesIn(kSectionAttacks), name_of);
INSTANTIATE_TEST_SUITE_P(Disguise, UpdateAttack, testing::ValuesIn(kDisguises), name_of);
INSTANTIATE_TEST_SUITE_P(Change, UpdateAttack, testing::ValuesIn(kChangeAttacks), name_of);

}  // namespace
}  // namespace contreseing::tests
