// What programs note of themselves in /Info, XMP and the catalog when they add a proof: accepted
// while title, author and claims stay what was signed, refused for its own reason otherwise.

#include "tests/unit/documents/fixtures.hpp"
#include "tests/unit/documents/handmade_update.hpp"

#include <ostream>

#include <gtest/gtest.h>

namespace contreseing::tests {
namespace {

using Problem = documents::pdf::StructureProblem;

/// An act whose text has XMP, sealed and signed by all three.
const std::string& act() {
    static const std::string made = [] {
        auto options = three_places();
        for (auto& place : options.places) {
            place.rect.y = 300;
        }
        auto tip = certified(documents::pdf::prepare(fixture("convention-ua.pdf"), options).pdf);
        for (const int slot : {1, 2, 3}) {
            tip = signed_by(tip, slot);
        }
        return text_of(tip);
    }();
    return made;
}

const std::string kTitle =
    "<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'><rdf:Alt>"
    "<rdf:li xml:lang='x-default'>Convention d'essai</rdf:li></rdf:Alt></dc:title>";
const std::string kClaim = "pdfuaid:part='1'";
const std::string kOwn = "pdf:Producer='pyHanko 0.38.0' xmp:ModifyDate='2026-03-12T10:30:00+00:00'";

std::string packet(const std::string& attributes, const std::string& children) {
    return "<?xpacket begin='\xEF\xBB\xBF' id='W5M0MpCehiHzreSzNTczkc9d'?>\n"
           "<x:xmpmeta xmlns:x='adobe:ns:meta/' x:xmptk='pyHanko 0.38.0'>\n"
           "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\n"
           "<rdf:Description xmlns:pdfuaid='http://www.aiim.org/pdfua/ns/id/' "
           "xmlns:pdfaid='http://www.aiim.org/pdfa/ns/id/' "
           "xmlns:pdf='http://ns.adobe.com/pdf/1.3/' xmlns:xmp='http://ns.adobe.com/xap/1.0/' "
           "xmlns:xmpMM='http://ns.adobe.com/xap/1.0/mm/' "
           "rdf:about='' " +
           attributes + ">" + children +
           "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end='r'?>";
}

const std::string kDictionary = "/Type/Metadata/Subtype/XML";

/// A proof by a program that writes catalog and metadata again.
std::string with_packet(
    const std::string& xmp,
    const std::string& dictionary = kDictionary,
    const std::string& in_catalog = {}
) {
    HandmadeUpdate update(act());
    const Found catalog = object_with(act(), "/Type /Catalog");
    update.object(catalog.object, with(catalog.body, "/DSS<</Certs[]>>" + in_catalog));
    update.object(object_with(act(), "/Type /Metadata").object, stream_body(dictionary, xmp));
    return update.finish();
}

std::string with_attributes(const std::string& attributes) {
    return with_packet(packet(attributes, kTitle));
}

std::string with_children(const std::string& children) {
    return with_packet(packet(kClaim + " " + kOwn, children));
}

std::string catalog_with(const std::string& inside) {
    const Found catalog = object_with(act(), "/Type /Catalog");
    return updated(act(), catalog.object, with(catalog.body, "/DSS<</Certs[]>>" + inside));
}

std::string with_info(const std::string& body) {
    HandmadeUpdate update(act());
    const Found catalog = object_with(act(), "/Type /Catalog");
    update.object(catalog.object, with(catalog.body, "/DSS<</Certs[]>>"));
    update.object(object_with(act(), "/Producer ").object, body);
    return update.finish();
}

/// The same in an object of its own, or with a page that uses /Info as something else.
std::string with_other_info(const std::string& body) {
    HandmadeUpdate update(act());
    const Found catalog = object_with(act(), "/Type /Catalog");
    update.object(catalog.object, with(catalog.body, "/DSS<</Certs[]>>"));
    update.object(update.alloc(), body);
    update.tail.info = reference(update.tail.next_object - 1);
    return update.finish();
}

/// A signed base whose page is drawn from its own metadata.
std::string drawn_from_metadata() {
    auto bodies = one_page("/AcroForm<</Fields[5 0 R]>>/Metadata 4 0 R", "/Contents 4 0 R");
    bodies.push_back(stream_body(kDictionary, packet(kClaim, kTitle)));
    bodies.emplace_back("<</FT/Sig/T(Cachet)>>");
    const std::string file = text_of(certified(handmade(bodies)));
    HandmadeUpdate update(file);
    update.object(1, replaced(bodies[0], "/Metadata", "/DSS<</Certs[]>>/Metadata"));
    update.object(
        4,
        stream_body(
            kDictionary, packet(kClaim + " pdf:Producer='\n1 0 0 rg 60 300 480 300 re f\n'", kTitle)
        )
    );
    return update.finish();
}

struct File {
    const char* name;
    std::string (*make)();
};

std::ostream& operator<<(std::ostream& out, const File& file) {
    return out << file.name;
}

class HonestMetadata : public testing::TestWithParam<File> {};

TEST_P(HonestMetadata, IsAccepted) {
    const auto report = judged(GetParam().make());
    EXPECT_TRUE(report.accepted()) << plain_text(report);
}

const File kHonest[] = {
    {"ByPyHanko", [] { return with_attributes(kClaim + " " + kOwn); }},
    {"ByPyHankoWithoutAnyProof",
     [] {
         HandmadeUpdate update(act());
         update.object(
             object_with(act(), "/Type /Metadata").object,
             stream_body(kDictionary, packet(kClaim + " " + kOwn, kTitle))
         );
         return update.finish();
     }},
    {"InAnotherOrderAndAsElements",
     [] {
         return with_packet(packet(
             "", kTitle + "<xmp:MetadataDate>2026</xmp:MetadataDate><pdfuaid:part>1</pdfuaid:part>"
         ));
     }},
    {"OfAnotherInstance",
     [] { return with_attributes(kClaim + " xmpMM:InstanceID='uuid:1' " + kOwn); }},
    {"WithoutAPacketAround",
     [] {
         const std::string whole = packet(kClaim, kTitle);
         const std::size_t start = whole.find("<rdf:RDF");
         return with_packet(whole.substr(start, whole.find("\n</x:xmpmeta>") - start));
     }},
    {"PaddedForEditing",
     [] {
         return with_packet(replaced(
             packet(kClaim, kTitle), "<?xpacket end", std::string(4096, ' ') + "<?xpacket end"
         ));
     }},
    {"InUtf16",
     [] {
         std::string wide = "\xFF\xFE";
         for (const char c : packet(kClaim, kTitle)) {
             wide += {c, '\0'};
         }
         return with_packet(wide);
     }},
    {"InAnObjectOfItsOwn",
     [] {
         HandmadeUpdate update(act());
         const Found catalog = object_with(act(), "/Type /Catalog");
         const Found metadata = object_with(act(), "/Type /Metadata");
         const int fresh = update.alloc();
         update.object(fresh, stream_body(kDictionary, packet(kClaim + " " + kOwn, kTitle)));
         update.object(
             catalog.object,
             with(
                 replaced(
                     catalog.body,
                     "/Metadata " + reference(metadata.object),
                     "/Metadata " + reference(fresh)
                 ),
                 "/DSS<</Certs[]>>"
             )
         );
         return update.finish();
     }},
    {"TitleInAnotherEncoding",
     [] {
         return with_info(
             "<</Title<FEFF0043006f006e00760065006e00740069006f006e0020006400270065"
             "0073007300610069>/Producer(WeasyPrint 57.2; pyHanko 0.38.0)/ModDate(D:2026)>>"
         );
     }},
    {"InfoInAnObjectOfItsOwn",
     [] { return with_other_info("<</Title(Convention d'essai)/Producer(OpenPDF)>>"); }},
    {"LaterVersion", [] { return catalog_with("/Version/2.0"); }},
};

INSTANTIATE_TEST_SUITE_P(
    Files,
    HonestMetadata,
    testing::ValuesIn(kHonest),
    [](const testing::TestParamInfo<File>& one) { return one.param.name; }
);

class MetadataAttack : public testing::TestWithParam<File> {};

TEST_P(MetadataAttack, IsRefusedForItsOwnReason) {
    expect_rejected(GetParam().make(), Problem::MetadataModified);
}

const File kAttacks[] = {
    {"AnotherTitle", [] { return with_children(replaced(kTitle, "essai", "avoir signé")); }},
    {"AnotherTitleForSomeLanguage",
     [] {
         return with_children(
             replaced(kTitle, "</rdf:Alt>", "<rdf:li xml:lang='fr'>Faux</rdf:li></rdf:Alt>")
         );
     }},
    {"TitleOfAnotherLanguage", [] { return with_children(replaced(kTitle, "x-default", "en")); }},
    {"NoTitle", [] { return with_children(""); }},
    {"TwoTitles", [] { return with_children(kTitle + kTitle); }},
    {"TitleOfAnotherThing",
     [] {
         return with_packet(
             replaced(packet(kClaim + " " + kOwn, kTitle), "rdf:about=''", "rdf:about='x'")
         );
     }},
    {"ClaimOfPdfA",
     [] { return with_attributes(kClaim + " pdfaid:part='2' pdfaid:conformance='A'"); }},
    {"AnotherClaim", [] { return with_attributes("pdfuaid:part='2'"); }},
    {"NoClaim", [] { return with_attributes(kOwn); }},
    {"AnAuthor",
     [] {
         return with_children(
             kTitle +
             "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'><rdf:Seq>"
             "<rdf:li>Faux</rdf:li></rdf:Seq></dc:creator>"
         );
     }},
    {"ProducerOfSeveralParts",
     [] {
         return with_children(
             kTitle + "<pdf:Producer><rdf:Bag><rdf:li>x</rdf:li></rdf:Bag></pdf:Producer>"
         );
     }},
    {"ProducerOfAnotherNamespace", [] { return with_attributes(kClaim + " xmp:Producer='x'"); }},
    {"EntityForTheTitle",
     [] {
         return with_packet(
             "<!DOCTYPE x [<!ENTITY t \"essai\">]>" +
             replaced(packet(kClaim, kTitle), "essai", "&t;")
         );
     }},
    {"TextOfAnotherFile",
     [] {
         return with_packet(
             "<!DOCTYPE x [<!ENTITY t SYSTEM \"file:///etc/hostname\">]>" +
             replaced(packet(kClaim, kTitle), "essai", "&t;")
         );
     }},
    {"EntitiesThatMultiply",
     [] {
         std::string type = "<!DOCTYPE x [<!ENTITY a0 \"0000000000\">";
         for (int i = 1; i < 12; ++i) {
             type += "<!ENTITY a" + std::to_string(i) + " \"";
             for (int j = 0; j < 10; ++j) {
                 type += "&a" + std::to_string(i - 1) + ";";
             }
             type += "\">";
         }
         return with_packet(type + "]>" + packet(kClaim + " pdf:Producer='&a11;'", kTitle));
     }},
    {"NestedTooDeep",
     [] {
         std::string open, close;
         for (int i = 0; i < 5000; ++i) {
             open += "<a>";
             close += "</a>";
         }
         return with_children(kTitle + open + close);
     }},
    {"MoreThanAnybodyWrites",
     [] {
         return with_packet(
             packet(kClaim + " pdf:Producer='" + std::string(70'000, 'x') + "'", kTitle)
         );
     }},
    {"DrawingInPlaceOfXml", [] { return with_packet("1 0 0 rg 60 300 480 300 re f"); }},
    {"StreamOfAnotherType",
     [] { return with_packet(packet(kClaim, kTitle), "/Type/XObject/Subtype/Form"); }},
    {"StreamThatLeadsElsewhere",
     [] { return with_packet(packet(kClaim, kTitle), kDictionary + "/Resources 3 0 R"); }},
    {"PageDrawnFromMetadata", drawn_from_metadata},
    {"CatalogThatNamesAPageAsMetadata",
     [] {
         const Found catalog = object_with(act(), "/Type /Catalog");
         const Found metadata = object_with(act(), "/Type /Metadata");
         return updated(
             act(),
             catalog.object,
             replaced(
                 catalog.body,
                 "/Metadata " + reference(metadata.object),
                 "/Metadata " + reference(page_content(act()))
             )
         );
     }},
    {"InfoOfAnotherTitle", [] { return with_info("<</Title(Faux)/Producer(WeasyPrint 57.2)>>"); }},
    {"InfoWithoutATitle", [] { return with_info("<</Producer(WeasyPrint 57.2)>>"); }},
    {"InfoWithAnAuthor",
     [] { return with_info("<</Title(Convention d'essai)/Producer(x)/Author(Faux)>>"); }},
    {"InfoInAnObjectOfItsOwnWithAnotherTitle", [] { return with_other_info("<</Title(Faux)>>"); }},
    {"InfoUsedByTheAppearanceOfASignature",
     [] {
         auto options = three_places();
         options.places.resize(2);
         const std::string file = text_of(signed_by(
             certified(documents::pdf::prepare(fixture("convention.pdf"), options).pdf), 1
         ));
         const std::string info = reference(object_with(file, "/Producer ").object);
         return signed_update(file, "Signataire2", person(2), "/Prop_Build " + info);
     }},
};

INSTANTIATE_TEST_SUITE_P(
    Files,
    MetadataAttack,
    testing::ValuesIn(kAttacks),
    [](const testing::TestParamInfo<File>& one) { return one.param.name; }
);

TEST(Metadata, AreKeptByTheCatalogAndItsVersionOnlyGrows) {
    const Found catalog = object_with(act(), "/Type /Catalog");
    const std::string metadata =
        "/Metadata " + reference(object_with(act(), "/Type /Metadata").object);
    expect_rejected(
        updated(act(), catalog.object, replaced(catalog.body, metadata, "")),
        Problem::CatalogModified
    );
    for (const char* version : {"/Version/9.9", "/Version(2.0)", "/Version 3 0 R"}) {
        expect_rejected(catalog_with(version), Problem::CatalogModified);
    }
}

}  // namespace
}  // namespace contreseing::tests
