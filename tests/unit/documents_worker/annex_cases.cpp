#include "annex_cases.hpp"

#include "tests/unit/documents/fixtures.hpp"

#include <stdexcept>

namespace contreseing::tests {
namespace {

using documents::pdf::Bytes;

std::string stream(const std::string& keys, const std::string& data) {
    return "<<" + keys + "/Length " + std::to_string(data.size()) + ">>\nstream\n" + data +
           "\nendstream";
}

const std::string kHelvetica =
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

/// Objects of a page with two lines: 4 its content, 5 its font, called `font`; `more` from 6 on.
std::vector<std::string> written(
    const std::string& in_catalog,
    const std::string& in_page,
    const std::vector<std::string>& more = {},
    const std::string& font = "/F1",
    const std::string& resources = {}
) {
    auto bodies = one_page(
        in_catalog,
        "/Contents 4 0 R/Resources<</Font<<" + font + " 5 0 R>>" + resources + ">>" + in_page
    );
    bodies.push_back(stream(
        {},
        "BT " + font +
            " 14 Tf 72 720 Td (Annexe 2 : engagements du membre) Tj 0 -24 Td "
            "(Article 3. Le membre verse 4 000 euros.) Tj ET"
    ));
    bodies.push_back(kHelvetica);
    bodies.insert(bodies.end(), more.begin(), more.end());
    return bodies;
}

/// Object 6 is the annotation, 7 its drawing: a red line over the second line of the page.
Bytes marked(const std::string& annotation, bool drawn) {
    return handmade(written(
        {},
        "/Annots[6 0 R]",
        {"<</Type/Annot/Rect[70 690 330 712]" + annotation + (drawn ? "/AP<</N 7 0 R>>" : "") +
             ">>",
         stream("/Type/XObject/Subtype/Form/BBox[0 0 260 22]", "1 0 0 RG 0 11 m 260 11 l S")}
    ));
}

const std::string kQuad = "/QuadPoints[72 710 330 710 72 692 330 692]/C[1 0 0]";

/// Object 6 is the field, 7 a drawing for it, 8 another. `form` lands in the form.
Bytes filled(
    const std::string& field, const std::string& drawing = {}, const std::string& form = {}
) {
    return handmade(written(
        "/AcroForm<</Fields[6 0 R]/DR<</Font<</Helv 5 0 R>>>>/DA(/Helv 12 Tf 0 g)" + form + ">>",
        "/Annots[6 0 R]",
        {"<</Type/Annot/Subtype/Widget/T(montant)/Rect[72 640 332 664]/DA(/Helv 12 Tf 0 g)/P 3 0 R"
         "/F 4" +
             field + ">>",
         stream(
             "/Type/XObject/Subtype/Form/BBox[0 0 260 24]/Resources<</Font<</Helv 5 0 R>>>>",
             drawing.empty() ? "/Tx BMC BT /Helv 12 Tf 2 7 Td (4 000 euros) Tj ET EMC" : drawing
         ),
         stream("/Type/XObject/Subtype/Form/BBox[0 0 260 24]", "0 0 20 20 re f")}
    ));
}

Bytes with_file(const std::string& in_catalog, const std::string& in_page = {}) {
    return handmade(written(
        in_catalog,
        in_page,
        {"<</Type/Filespec/F(devis.txt)/UF(devis.txt)/EF<</F 7 0 R>>>>",
         stream("/Type/EmbeddedFile", "4 000 euros"),
         "<</Type/Annot/Subtype/FileAttachment/FS 6 0 R/Rect[300 600 320 620]/AP<</N 9 0 R>>>>",
         stream("/Type/XObject/Subtype/Form/BBox[0 0 20 20]", "0 0 20 20 re f")}
    ));
}

Bytes edited(const std::string& from, const std::string& to) {
    std::string text = text_of(handmade(written({}, {})));
    const auto at = text.rfind(from);
    if (at == std::string::npos) {
        throw std::logic_error("nothing to edit: " + from);
    }
    return bytes_of(text.replace(at, from.size(), to));
}

/// Before: a line that shifts every offset of the table, which counts from the first byte.
Bytes shifted() {
    std::string text = text_of(handmade(written({}, {})));
    return bytes_of(text.replace(0, 9, "%PDF-1.7\n% a line that was not there\n"));
}

const std::string kSignature =
    "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 10 20 10]/Contents";

void add_marks(std::vector<AnnexCase>& cases) {
    const auto add =
        [&](const std::string& name, const std::string& keys, bool drawn, const char* answer) {
            cases.push_back({name, marked(keys, drawn), answer});
        };
    const std::string words = "/Contents(voir le courrier)";
    add("strike-out without a drawing",
        "/Subtype/StrikeOut/F 4" + kQuad,
        false,
        "would_lose strikeout 1 1");
    add("strike-out", "/Subtype/StrikeOut/F 4" + kQuad, true, "taken");
    add("strike-out with words",
        "/Subtype/StrikeOut/F 4" + words + kQuad,
        true,
        "to_confirm comment 1 1");
    add("strike-out with an empty comment", "/Subtype/StrikeOut/Contents( )" + kQuad, true, "taken"
    );
    add("strike-out, hidden", "/Subtype/StrikeOut/F 2" + kQuad, true, "to_confirm hidden 1 1");
    add("strike-out, invisible were it unknown", "/Subtype/StrikeOut/F 5" + kQuad, true, "taken");
    cases.back().mupdf = "draws nothing for it";
    add("strike-out, not printed", "/Subtype/StrikeOut/F 0" + kQuad, true, "taken");
    add("strike-out with a stray state", "/Subtype/StrikeOut/AS/On" + kQuad, true, "taken");
    add("highlight without a drawing",
        "/Subtype/Highlight" + kQuad,
        false,
        "would_lose highlight 1 1");
    add("underline without a drawing",
        "/Subtype/Underline" + kQuad,
        false,
        "would_lose highlight 1 1");
    add("note without a drawing", "/Subtype/Text" + words, false, "would_lose note 1 1");
    add("note", "/Subtype/Text" + words, true, "to_confirm comment 1 1");
    add("note with rich words only",
        "/Subtype/Text/RC(<body><p>non</p></body>)",
        true,
        "to_confirm comment 1 1");
    add("note with rich words that say nothing",
        "/Subtype/Text/RC(<body><p/></body>)",
        true,
        "taken");
    for (const char* words_in : {"<![CDATA[non]]>", "(<5000)", "<5000>", "<!--non-->", "<non"}) {
        add(std::string("note with rich words in ") + words_in,
            std::string("/Subtype/Text/RC(<body>") + words_in + "</body>)",
            true,
            "to_confirm comment 1 1");
    }
    add("note with rich words that are only marks",
        "/Subtype/Text/RC(<?xml version=\"1.0\"?><body style=\"font:12pt\"><br /> </body>)",
        true,
        "taken");
    add("ink without a drawing",
        "/Subtype/Ink/InkList[[72 700 200 690 300 710]]",
        false,
        "would_lose ink 1 1");
    add("typed text without a drawing",
        "/Subtype/FreeText/DA(/Helv 12 Tf 0 g)" + words,
        false,
        "would_lose text 1 1");
    add("typed text", "/Subtype/FreeText/DA(/Helv 12 Tf 0 g)" + words, true, "taken");
    add("frame without a drawing", "/Subtype/Square/C[1 0 0]", false, "would_lose shape 1 1");
    add("line without a drawing",
        "/Subtype/Line/L[72 700 300 700]/C[1 0 0]",
        false,
        "would_lose shape 1 1");
    add("stamp without a drawing", "/Subtype/Stamp/Name/Approved", false, "would_lose stamp 1 1");
    add("stamp on paper only", "/Subtype/Stamp/F 36", true, "would_lose paper_only 1 1");
    add("film", "/Subtype/Movie/Movie<</F(film.avi)>>", true, "to_confirm media 1 1");
    add("link", "/Subtype/Link/A<</S/URI/URI(https://exemple.fr)>>", false, "taken");
    add("popup without words", "/Subtype/Popup", false, "taken");
    add("popup with words of its own", "/Subtype/Popup" + words, false, "to_confirm comment 1 1");
    add("a kind that nobody knows", "/Subtype/Tampon/F 1", false, "taken");
}

void add_fields(std::vector<AnnexCase>& cases) {
    const auto add = [&](const char* name, const Bytes& pdf, const char* answer) {
        cases.push_back({name, pdf, answer});
    };
    const std::string value = "/FT/Tx/V(4 000 euros)";
    const std::string drawn = "/AP<</N 7 0 R>>";
    const std::string box = "/FT/Btn/AP<</N<</Yes 8 0 R>>>>";
    add("value without a drawing", filled(value), "would_lose field 1 1");
    add("value", filled(value + drawn), "taken");
    add("value with a stray state", filled(value + "/AS/Off" + drawn), "taken");
    const std::string rich = "/FT/Tx/DA(/Helv 12 Tf 0 g)/RV(<body><p>4 000 €</p></body>)";
    add("rich value without a drawing", filled(rich), "would_lose field 1 1");
    add("rich value, as characters only",
        filled("/FT/Tx/RV(<body><![CDATA[4 000]]></body>)"),
        "would_lose field 1 1");
    add("rich value", filled(rich + drawn), "taken");
    add("rich value without words", filled("/FT/Tx/RV(<?xml?><body><p> </p></body>)"), "taken");
    add("value with an empty drawing", filled(value + drawn, "/Tx BMC EMC"), "would_lose field 1 1"
    );
    add("value to be drawn by the reader",
        filled(value, {}, "/NeedAppearances true"),
        "would_lose field 1 1");
    add("value that the reader draws otherwise",
        filled(
            "/FT/Tx/V(9 000 euros)" + drawn,
            "BT /Helv 12 Tf 90 7 Td (4 000 euros) Tj ET",
            "/NeedAppearances true"
        ),
        "would_lose page_changed 1 1");
    add("lines that would run together",
        filled("/FT/Tx/Ff 4096/V(Premier\nDeuxi\350me\nTroisi\350me)"),
        "would_lose field 1 1");
    add("no value", filled("/FT/Tx", {}, "/NeedAppearances true"), "taken");
    add("password without a drawing", filled("/FT/Tx/Ff 8192/V(secret)"), "would_lose field 1 1");
    add("choice without a drawing", filled("/FT/Ch/Opt[(oui)(non)]/V(oui)"), "would_lose field 1 1"
    );
    add("hidden value", filled(value + drawn + "/F 2"), "to_confirm hidden 1 1");
    add("ticked box", filled(box + "/V/Yes/AS/Yes"), "taken");
    add("box not ticked", filled(box + "/V/Off/AS/Off"), "taken");
    add("ticked box that shows nothing", filled(box + "/V/Yes/AS/Off"), "would_lose field 1 1");
    add("ticked box without a state", filled(box + "/V/Yes"), "would_lose field 1 1");
    add("ticked box without a drawing", filled("/FT/Btn/V/Yes/AS/Yes"), "would_lose field 1 1");
    add("ticked box, single drawing", filled("/FT/Btn/V/Yes/AS/Yes/AP<</N 8 0 R>>"), "taken");
    add("button with words only",
        filled("/FT/Btn/Ff 65536/MK<</CA(Envoyer)>>"),
        "would_lose field 1 1");
    add("empty signature field", filled("/FT/Sig"), "taken");
    cases.back().mupdf = "invites to sign there";
    add("value without a place",
        handmade(written("/AcroForm<</Fields[6 0 R]>>", {}, {"<</FT/Tx/T(total)/V(4 000 euros)>>"})
        ),
        "to_confirm hidden 0 1");
    add("dynamic XFA form",
        handmade(written(
            "/NeedsRendering true/AcroForm<</Fields[]/XFA 6 0 R>>", {}, {stream({}, "<xdp:xdp/>")}
        )),
        "xfa_form");
    add("XFA form with fields", filled(value + drawn, {}, "/XFA[(template)(x)]"), "xfa_form");
}

void add_files(std::vector<AnnexCase>& cases) {
    const std::string names = "/Names<</EmbeddedFiles<</Names[(devis.txt)6 0 R]>>>>";
    cases.push_back({"attached file", with_file(names), "to_confirm attached_file 0 1"});
    cases.push_back(
        {"attached file named twice",
         with_file(names + "/AF[6 0 R]"),
         "to_confirm attached_file 0 1"}
    );
    cases.push_back(
        {"file behind a paper clip",
         with_file({}, "/Annots[8 0 R]"),
         "to_confirm attached_file 0 1"}
    );
    cases.push_back({"associated file", with_file({}, "/AF[6 0 R]"), "to_confirm attached_file 0 1"}
    );
    cases.push_back(
        {"portfolio", with_file(names + "/Collection<</Type/Collection/View/T>>"), "portfolio"}
    );
    cases.push_back(
        {"data in another file",
         handmade(
             written({}, {}, {stream("/F(//serveur/partage)", "")}, "/F1", "/XObject<</I 6 0 R>>")
         ),
         "active_content"}
    );
}

void add_names(std::vector<AnnexCase>& cases) {
    for (const char* name :
         {"/AA",
          "/JS",
          "/PS",
          "/OPI",
          "/EF",
          "/AF",
          "/XFA",
          "/A",
          "/PA",
          "/Next",
          "/Ref",
          "/F",
          "/Length",
          "/OpenAction",
          "/Launch",
          "/PieceInfo",
          "/ByteRange",
          "/Annots"}) {
        cases.push_back(
            {std::string("font named ") + name, handmade(written({}, {}, {}, name)), "taken"}
        );
    }
    const std::string red = "1 0 0 rg 72 600 90 50 re f";
    auto image = written(
        {},
        {},
        {stream("/Type/XObject/Subtype/Form/BBox[0 0 600 800]", red)},
        "/F1",
        "/XObject<</JS 6 0 R>>"
    );
    image[3] = stream({}, "/JS Do");
    cases.push_back({"drawing named /JS", handmade(image), "taken"});
    auto state = written({}, {}, {"<</ca .2>>"}, "/F1", "/ExtGState<</PS 6 0 R>>");
    state[3] = stream({}, "/PS gs " + red);
    cases.push_back({"state named /PS", handmade(state), "taken"});
    auto glyphs = written({}, {}, {stream({}, "500 0 d0 0 0 400 400 re f")});
    glyphs[4] =
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 500 500]/FontMatrix[.001 0 0 .001 0 0]/FirstChar "
        "65/LastChar 65/Widths[500]/Encoding<</Differences[65/AA]>>/CharProcs<</AA 6 0 R>>>>";
    glyphs[3] = stream({}, "BT /F1 40 Tf 72 600 Td (AAA) Tj ET");
    cases.push_back({"glyph named /AA", handmade(glyphs), "taken"});
    auto mark = written(
        {},
        "/Annots[6 0 R]",
        {"<</Type/Annot/Subtype/Stamp/Rect[72 600 162 650]/AS/AA/AP<</N<</AA 7 0 R>>>>>>",
         stream("/Type/XObject/Subtype/Form/BBox[0 0 90 50]", "1 0 0 rg 0 0 90 50 re f")}
    );
    cases.push_back({"appearance named /AA", handmade(mark), "taken"});
}

void add_signatures(std::vector<AnnexCase>& cases) {
    const std::string rights = "/Perms<</UR3 6 0 R>>/AcroForm<</Fields[]>>";
    const std::string field = "/AcroForm<</Fields[7 0 R]/SigFlags 3>>";
    const std::string signature =
        "<</FT/Sig/T(Sign)/V 6 0 R/Type/Annot/Subtype/Widget/Rect[0 0 0 0]>>";
    cases.push_back(
        {"usage rights", handmade(written(rights, {}, {kSignature + "<3082>>>"})), "taken"}
    );
    cases.push_back(
        {"signed",
         handmade(written(field, "/Annots[7 0 R]", {kSignature + "<3082>>>", signature})),
         "already_signed"}
    );
    cases.push_back(
        {"signed by the seal of usage rights",
         handmade(written(
             "/Perms<</UR3 6 0 R>>" + field, "/Annots[7 0 R]", {kSignature + "<3082>>>", signature}
         )),
         "already_signed"}
    );
    cases.push_back(
        {"made ready and never signed",
         handmade(written(field, "/Annots[7 0 R]", {kSignature + "<0000>>>", signature})),
         "taken"}
    );
    cases.push_back({"password", fixture("encrypted.pdf"), "encrypted"});
    cases.push_back({"empty password", fixture("encrypted-empty.pdf"), "taken"});
}

void add_damages(std::vector<AnnexCase>& cases) {
    const auto good = handmade(written({}, {}));
    const auto followed = [&](const std::string& tail) { return bytes_of(text_of(good) + tail); };
    const auto add = [&](const char* name, const Bytes& pdf, const char* answer) {
        cases.push_back({name, pdf, answer});
    };
    add("nothing wrong", good, "taken");
    add("size too small", edited("/Size 6", "/Size 4"), "taken");
    add("size too large", edited("/Size 6", "/Size 99"), "taken");
    add("no size", edited("/Size 6", ""), "taken");
    add("a key twice", handmade(written({}, "/Rotate 90/Rotate 90")), "taken");
    add("a page twice",
        bytes_of([&] {
            auto bodies = written({}, {});
            bodies[1] = "<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>";
            return text_of(handmade(bodies));
        }()),
        "taken");
    add("a page without its type", edited("/Type/Page/Parent", "/Tipe/Page/Parent"), "taken");
    add("pages without their type", edited("/Type/Pages", "/Tipe/Pages"), "taken");
    add("NUL bytes behind the end", followed(std::string(4096, '\0')), "taken");
    add("line ends behind the end", followed(std::string(3000, '\n')), "taken");
    add("a web page behind the end",
        followed("<html><body>" + std::string(2000, ' ') + "</body></html>"),
        "taken");
    add("a second end far behind", followed(std::string(3000, '\0') + "\n%%EOF\n"), "taken");
    add("an answer's head before", bytes_of("HTTP/1.1 200 OK\r\n\r\n" + text_of(good)), "taken");
    add("offsets that are wrong", shifted(), "taken");
    add("startxref that leads nowhere", edited("startxref\n", "startxref\n1"), "taken");
    add("no startxref", edited("startxref", "startxxxx"), "taken");
    add("the word /Encrypt in a damaged file",
        bytes_of([&] {
            auto bodies = written({}, {});
            bodies[3] = stream({}, "BT /F1 12 Tf 72 700 Td (/Encrypt) Tj ET");
            auto text = text_of(handmade(bodies));
            return text.substr(0, text.size() / 2);
        }()),
        "damaged");
    // Its content is a trailer to who repairs by searching, and the font its encryption.
    add("the word trailer in a file without startxref",
        bytes_of([&] {
            auto bodies = written({}, {});
            bodies[3] = stream(
                {}, "BT /F1 12 Tf 72 700 Td (\ntrailer\n<</Root 1 0 R/Encrypt 5 0 R>>\n) Tj ET"
            );
            const auto text = text_of(handmade(bodies));
            return text.substr(0, text.rfind("startxref"));
        }()),
        "damaged");
    add("an encryption that is none", edited("/Size 6", "/Size 6/Encrypt<<>>"), "damaged");
    add("more pages than there are", edited("/Count 1", "/Count 3"), "taken");
    add("pages that some readers do not count",
        bytes_of([&] {
            auto bodies = written({}, {}, {"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"});
            bodies[1] = "<</Type/Pages/Kids[3 0 R 6 0 R]/Count 1>>";
            return text_of(handmade(bodies));
        }()),
        "damaged");
    add("half of it", bytes_of(text_of(good).substr(0, good.size() / 2)), "damaged");
    add("a content that is not there", edited("4 0 obj", "4 0 xxx"), "damaged");
    add("a font that is not there", edited("5 0 obj", "5 0 xxx"), "damaged");
    add("a page that is not there",
        bytes_of([&] {
            auto bodies = written({}, {});
            bodies[1] = "<</Type/Pages/Kids[3 0 R 99 0 R]/Count 2>>";
            return text_of(handmade(bodies));
        }()),
        "damaged");
    add("a content that was deleted and that poppler still finds",
        bytes_of([&] {
            const std::string text = text_of(good);
            const std::size_t table = text.rfind("xref\n0 ");
            return text + "xref\n4 1\n0000000000 00001 f\r\ntrailer\n<</Root 1 0 R/Size 6/Prev " +
                   std::to_string(table) + ">>\nstartxref\n" + std::to_string(text.size()) +
                   "\n%%EOF\n";
        }()),
        "would_lose page_changed 1 1");
    add("a state that nothing uses and that is not there",
        handmade(written({}, {}, {}, "/F1", "/ExtGState<</G 99 0 R>>")),
        "taken");
    add("a content that is no reference", edited("/Contents 4 0 R", "/Contents 4 0 Q"), "damaged");
    add("not a PDF", bytes_of("PK\x03\x04"), "not_a_pdf");
}

}  // namespace

std::vector<AnnexCase> annex_cases() {
    std::vector<AnnexCase> cases;
    add_marks(cases);
    add_fields(cases);
    add_files(cases);
    add_names(cases);
    add_signatures(cases);
    add_damages(cases);
    return cases;
}

}  // namespace contreseing::tests
