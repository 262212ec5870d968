#include "documents/pdf/font.hpp"

#include "documents/pdf/error.hpp"

#include <cstdio>
#include <hb-ot.h>
#include <hb-subset.h>
#include <memory>
#include <vector>

namespace contreseing::documents::pdf {
namespace {

struct Range {
    char32_t first, last;
};

/// Latin whole (Vietnamese too), Greek, Cyrillic, typographic punctuation and a few signs found in
/// names of organisations: all that `workflows/domain/drawable.cpp` lets into a signature.
constexpr Range kCovered[] = {
    {0x0020, 0x007E}, {0x00A0, 0x00AC}, {0x00AE, 0x02AF}, {0x02B9, 0x02C1}, {0x02C6, 0x02C9},
    {0x02D8, 0x02DD}, {0x0384, 0x03FF}, {0x0400, 0x0482}, {0x048A, 0x0525}, {0x1E00, 0x1EFB},
    {0x2010, 0x2015}, {0x2018, 0x201E}, {0x2020, 0x2022}, {0x2026, 0x2026}, {0x202F, 0x2030},
    {0x2032, 0x2033}, {0x2039, 0x203A}, {0x20AC, 0x20AC}, {0x2116, 0x2116}, {0x2122, 0x2122},
    {0x2212, 0x2212}, {0xFFFD, 0xFFFD},
};
/// Past it a CIDToGIDMap would be 128 kB long before compression.
constexpr char32_t kLastCode = 0x2212;

/// Our own key in the font: code and width, two bytes each, big-endian, by code. The /W array says
/// the same, but reading it costs a quarter of a signature's time.
constexpr const char* kWidthTable = "/CtrgWidths";

template <auto destroy>
struct Destroy {
    template <class T>
    void operator()(T* object) const noexcept {
        destroy(object);
    }
};
using Blob = std::unique_ptr<hb_blob_t, Destroy<hb_blob_destroy>>;
using Face = std::unique_ptr<hb_face_t, Destroy<hb_face_destroy>>;
using Font = std::unique_ptr<hb_font_t, Destroy<hb_font_destroy>>;
using SubsetInput = std::unique_ptr<hb_subset_input_t, Destroy<hb_subset_input_destroy>>;

Face subset(const std::string& path) {
    const Blob file(hb_blob_create_from_file_or_fail(path.c_str()));
    if (!file) {
        throw Error(ErrorKind::BadFont, "cannot read " + path);
    }
    const Face whole(hb_face_create(file.get(), 0));
    if (hb_face_get_glyph_count(whole.get()) == 0) {
        throw Error(ErrorKind::BadFont, "no glyphs in " + path);
    }
    const SubsetInput input(hb_subset_input_create_or_fail());
    if (!input) {
        throw Error(ErrorKind::BadFont, "out of memory");
    }
    for (const Range& range : kCovered) {
        hb_set_add_range(hb_subset_input_unicode_set(input.get()), range.first, range.last);
    }
    hb_subset_input_set_flags(input.get(), HB_SUBSET_FLAGS_NO_HINTING);
    hb_set_t* dropped = hb_subset_input_set(input.get(), HB_SUBSET_SETS_DROP_TABLE_TAG);
    for (const char* tag :
         {"GSUB", "GPOS", "GDEF", "kern", "FFTM", "name", "OS/2", "post", "gasp"}) {
        hb_set_add(dropped, hb_tag_from_string(tag, 4));
    }
    Face face(hb_subset_or_fail(whole.get(), input.get()));
    if (!face) {
        throw Error(ErrorKind::BadFont, "cannot subset " + path);
    }
    return face;
}

std::string to_unicode_map() {
    std::string out =
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
        "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n";
    // A range may not cross the last byte of the code.
    constexpr unsigned kRows = (kLastCode >> 8U) + 1;
    out += std::to_string(kRows) + " beginbfrange\n";
    for (unsigned high = 0; high < kRows; ++high) {
        char line[32];
        const int length =
            std::snprintf(line, sizeof line, "<%02X00><%02XFF><%02X00>\n", high, high, high);
        out.append(line, static_cast<std::size_t>(length));
    }
    return out + "endbfrange\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

struct Glyphs {
    std::string map;     ///< CIDToGIDMap
    std::string widths;  ///< /W array
    std::string table;   ///< for `kWidthTable`
};

Glyphs measure(hb_face_t* face) {
    const Font font(hb_font_create(face));
    hb_font_set_scale(font.get(), 1000, 1000);
    Glyphs glyphs;
    glyphs.map.assign((kLastCode + 1) * 2, '\0');
    glyphs.widths = "[";
    for (const Range& range : kCovered) {
        bool open = false;
        for (char32_t code = range.first; code <= range.last && code <= kLastCode; ++code) {
            hb_codepoint_t glyph = 0;
            const bool drawn = hb_font_get_nominal_glyph(font.get(), code, &glyph) != 0;
            if (drawn) {
                glyphs.map[code * 2] = static_cast<char>(glyph >> 8U);
                glyphs.map[code * 2 + 1] = static_cast<char>(glyph & 0xFFU);
                const int width = hb_font_get_glyph_h_advance(font.get(), glyph);
                glyphs.widths += open ? " " : std::to_string(code) + "[";
                glyphs.widths += std::to_string(width);
                for (const int value : {static_cast<int>(code), width}) {
                    glyphs.table += static_cast<char>(value >> 8);
                    glyphs.table += static_cast<char>(value & 0xFF);
                }
            } else if (open) {
                glyphs.widths += "]";
            }
            open = drawn;
        }
        glyphs.widths += open ? "]" : "";
    }
    glyphs.widths += "]";
    return glyphs;
}

std::string descriptor(hb_face_t* face, const std::string& name) {
    const Font font(hb_font_create(face));
    hb_font_set_scale(font.get(), 1000, 1000);
    hb_font_extents_t extents = {};
    hb_font_get_h_extents(font.get(), &extents);
    return "<</Type/FontDescriptor/FontName/" + name +
           "/Flags 32/ItalicAngle 0/StemV 80/CapHeight 729/FontBBox[-1000 " +
           std::to_string(extents.descender) + " 2000 " + std::to_string(extents.ascender) +
           "]/Ascent " + std::to_string(extents.ascender) + "/Descent " +
           std::to_string(extents.descender) + ">>";
}

}  // namespace

QPDFObjectHandle embed_font(QPDF& pdf, const std::string& path) {
    const Face face = subset(path);
    const Blob data(hb_face_reference_blob(face.get()));
    unsigned length = 0;
    const char* bytes = hb_blob_get_data(data.get(), &length);
    const Glyphs glyphs = measure(face.get());
    const std::string name = "CTRGAA+ContreseingSans";

    QPDFObjectHandle file = pdf.newStream(std::string(bytes, length));
    file.getDict().replaceKey("/Length1", QPDFObjectHandle::newInteger(length));
    QPDFObjectHandle description =
        pdf.makeIndirectObject(QPDFObjectHandle::parse(descriptor(face.get(), name)));
    description.replaceKey("/FontFile2", file);
    QPDFObjectHandle descendant = pdf.makeIndirectObject(QPDFObjectHandle::parse(
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/" + name +
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 600/W" +
        glyphs.widths + ">>"
    ));
    descendant.replaceKey("/FontDescriptor", description);
    descendant.replaceKey("/CIDToGIDMap", pdf.newStream(glyphs.map));
    QPDFObjectHandle font = pdf.makeIndirectObject(QPDFObjectHandle::parse(
        "<</Type/Font/Subtype/Type0/BaseFont/" + name + "/Encoding/Identity-H>>"
    ));
    font.replaceKey(
        "/DescendantFonts", QPDFObjectHandle::newArray(std::vector<QPDFObjectHandle>{descendant})
    );
    font.replaceKey(kWidthTable, QPDFObjectHandle::newString(glyphs.table));
    font.replaceKey("/ToUnicode", pdf.newStream(to_unicode_map()));
    return font;
}

Widths read_widths(QPDFObjectHandle font) {
    Widths widths;
    QPDFObjectHandle table = font.getKeyIfDict(kWidthTable);
    const std::string rows = table.isString() ? table.getStringValue() : std::string();
    const auto pair = [&rows](std::size_t at) {
        return static_cast<unsigned char>(rows[at]) << 8 | static_cast<unsigned char>(rows[at + 1]);
    };
    for (std::size_t at = 0; at + 4 <= rows.size(); at += 4) {
        widths.emplace_hint(widths.end(), static_cast<char32_t>(pair(at)), pair(at + 2));
    }
    return widths;
}

}  // namespace contreseing::documents::pdf
