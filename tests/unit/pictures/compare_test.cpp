// Pages with large images, which are compared by their bytes: whatever says how an image is
// decoded, coloured or placed makes another picture.

#include "documents/pictures/compare.hpp"

#include <algorithm>
#include <string>
#include <vector>
#include <zlib.h>

#include <gtest/gtest.h>

namespace contreseing::tests {
namespace {

using documents::pictures::Comparison;
using documents::pictures::Source;

constexpr int kSide = 300;

struct Image {
    std::string dictionary = "/Width 300/Height 300/BitsPerComponent 8/ColorSpace/DeviceGray";
    std::string data;
};

struct Page {
    Image first, second;
    std::string content = "q 200 0 0 200 20 20 cm /A Do Q q 200 0 0 200 20 300 cm /B Do Q";
    std::string start = "%PDF-1.7\n";  ///< more than nine bytes: no offset is right any more
    std::string resources;             ///< besides the images
    std::vector<std::string> more;     ///< objects from 7
};

/// Darker on the left; those of other levels differ everywhere.
std::string rows(int from) {
    std::string data;
    for (int i = 0; i < kSide * kSide; ++i) {
        data += static_cast<char>(from + (i % kSide < kSide / 2 ? 0 : 40));
    }
    return data;
}

std::string deflated(const std::string& bytes) {
    std::string out(compressBound(bytes.size()), '\0');
    auto length = static_cast<uLongf>(out.size());
    EXPECT_EQ(
        compress(
            reinterpret_cast<Bytef*>(out.data()),
            &length,
            reinterpret_cast<const Bytef*>(bytes.data()),
            static_cast<uLong>(bytes.size())
        ),
        Z_OK
    );
    out.resize(length);
    return out;
}

std::string stream(const std::string& dictionary, const std::string& data) {
    return "<<" + dictionary + "/Length " + std::to_string(data.size()) + ">>stream\n" + data +
           "\nendstream";
}

std::string file_of(const Page& page) {
    const auto image = [](const Image& of) {
        return stream("/Type/XObject/Subtype/Image" + of.dictionary, of.data);
    };
    std::vector<std::string> objects = {
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 600]/Contents 4 0 R/Resources<</XObject"
        "<</A 5 0 R/B 6 0 R>>" +
            page.resources + ">>>>",
        stream("", page.content),
        image(page.first),
        image(page.second)};
    objects.insert(objects.end(), page.more.begin(), page.more.end());
    std::string file = "%PDF-1.7\n";
    std::vector<std::size_t> offsets;
    for (const auto& object : objects) {
        offsets.push_back(file.size());
        file += std::to_string(offsets.size()) + " 0 obj\n" + object + "\nendobj\n";
    }
    const auto table = file.size();
    file += "xref\n0 " + std::to_string(offsets.size() + 1) + "\n0000000000 65535 f \n";
    for (const auto offset : offsets) {
        const auto digits = std::to_string(offset);
        file += std::string(10 - digits.size(), '0');
        file += digits + " 00000 n \n";
    }
    file += "trailer\n<</Root 1 0 R/Size " + std::to_string(offsets.size() + 1) +
            ">>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
    return page.start + file.substr(9);
}

documents::pictures::ByteView view(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Comparison compared(const Page& before, const Page& after, Source source = Source::Sound) {
    const auto older = file_of(before);
    const auto newer = file_of(after);
    auto found = documents::pictures::compare(view(older), view(newer), {1}, source);
    EXPECT_TRUE(found.readable);
    return found;
}

Page plain() {
    Page page;
    page.first.data = rows(10);
    page.second.data = rows(200);
    return page;
}

Page packed() {
    Page page = plain();
    for (auto* image : {&page.first, &page.second}) {
        image->data = deflated(image->data);
        image->dictionary += "/Filter/FlateDecode";
    }
    return page;
}

TEST(PicturesOfImages, AreTheSameWhereNothingChanged) {
    for (const auto& page : {plain(), packed()}) {
        const auto found = compared(page, page);
        EXPECT_TRUE(found.changed.empty());
        EXPECT_EQ(found.complaint, "");
    }
}

TEST(PicturesOfImages, DifferWhereAnImageDoes) {
    const auto expect_changed = [](const char* what, const auto& change) {
        SCOPED_TRACE(what);
        Page page = plain();
        change(page);
        EXPECT_EQ(compared(plain(), page).changed, std::vector<int>{1});
        EXPECT_EQ(compared(page, plain()).changed, std::vector<int>{1});
    };
    expect_changed("bytes", [](Page& page) { page.first.data = rows(90); });
    expect_changed("a corner", [](Page& page) {
        for (int y = 0; y < 20; ++y) {
            page.first.data.replace(static_cast<std::size_t>(y * kSide), 20, 20, '\xff');
        }
    });
    expect_changed("exchanged", [](Page& page) { std::swap(page.first, page.second); });
    expect_changed("drawn in each other's place", [](Page& page) {
        page.content = "q 200 0 0 200 20 20 cm /B Do Q q 200 0 0 200 20 300 cm /A Do Q";
    });
    expect_changed("moved", [](Page& page) {
        page.content = "q 200 0 0 200 20 20 cm /A Do Q q 200 0 0 200 60 300 cm /B Do Q";
    });
    expect_changed("clipped", [](Page& page) {
        page.content = "20 20 100 400 re W n " + page.content;
    });
    expect_changed("covered", [](Page& page) { page.content += " 30 30 80 80 re f"; });
    expect_changed("gone", [](Page& page) { page.content = "q 200 0 0 200 20 20 cm /A Do Q"; });
    expect_changed("inverted", [](Page& page) { page.first.dictionary += "/Decode[1 0]"; });
    expect_changed("a mask", [](Page& page) { page.first.dictionary += "/ImageMask true"; });
    expect_changed("masked by colour", [](Page& page) { page.first.dictionary += "/Mask[10 13]"; });
    expect_changed("masked softly", [](Page& page) {
        page.first.dictionary += "/SMask 7 0 R";
        page.more = {stream(
            "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray",
            "\x40"
        )};
    });
    expect_changed("of other colours", [](Page& page) {
        page.first.dictionary =
            "/Width 300/Height 300/BitsPerComponent 8/ColorSpace[/Indexed/DeviceRGB 255 7 0 R]";
        page.more = {stream("", std::string(768, '\xb0'))};
    });
    expect_changed("under another filter", [](Page& page) {
        page.first.dictionary += "/Filter/ASCIIHexDecode";
    });
    expect_changed("of calibrated colours", [](Page& page) {
        page.first.dictionary =
            "/Width 300/Height 100/BitsPerComponent 8/ColorSpace"
            "[/CalRGB<</WhitePoint[.95 1 1.09]/Gamma[1.8 1.8 1.8]>>]";
    });
    // The same bytes, cut into other rows.
    expect_changed("of another width", [](Page& page) {
        page.second.dictionary = "/Width 600/Height 150/BitsPerComponent 8/ColorSpace/DeviceGray";
    });
}

/// One page without what is in the other: a mark lost, or one that came.
void expect_seen(const char* what, const Page& with, const Page& without) {
    SCOPED_TRACE(what);
    EXPECT_TRUE(compared(with, with).changed.empty());
    EXPECT_TRUE(compared(without, without).changed.empty());
    EXPECT_EQ(compared(with, without).changed, std::vector<int>{1});
    EXPECT_EQ(compared(without, with).changed, std::vector<int>{1});
}

TEST(PicturesOfImages, HideNoMarkOverOrUnderThem) {
    const auto expect_mark_seen = [](const char* what, const Page& page, const std::string& mark) {
        Page with = page;
        with.content += mark;
        expect_seen(what, with, page);
    };
    Page scan;
    scan.first.dictionary = "/Width 1240/Height 1754/BitsPerComponent 1/ColorSpace/DeviceGray";
    scan.first.data = std::string(std::size_t{155} * 1754, '\xff');
    scan.content = "q 300 0 0 600 0 0 cm /A Do Q";
    for (const char* grey : {" 0 g", " 0.5 g"}) {
        for (int y = 10; y < 600; y += 110) {
            expect_mark_seen(
                "on a scan", scan, grey + (" 100 " + std::to_string(y)) + " 60 20 re f"
            );
        }
    }
    scan.first.data.assign(scan.first.data.size(), '\0');
    expect_mark_seen("white on black", scan, " 1 g 100 560 60 20 re f");
    Page pale = plain();
    pale.resources = "/ExtGState<</M<</BM/Multiply>>/L<</BM/SoftLight>>>>";
    // What it leaves of black and white it takes from the grey between.
    expect_mark_seen("a soft light", pale, " /L gs 0 g 30 310 60 60 re f");
    expect_mark_seen("a highlight", pale, " /M gs 1 1 0 rg 22 478 20 20 re f");
    std::swap(pale.first, pale.second);
    pale.content = "q /M gs 200 0 0 200 20 300 cm /A Do Q";
    Page under = pale;
    under.content = "0 g 22 478 20 20 re f " + pale.content;
    expect_seen("under a picture that is multiplied", under, pale);
}

TEST(PicturesOfImages, HideNoMarkAsSoftMasks) {
    Page page;
    page.first.data = rows(200);
    page.resources = "/ExtGState<</S<</SMask<</S/Luminosity/G 7 0 R>>>>>>";
    page.more = {stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 300 600]/Group<</S/Transparency/CS/DeviceGray>>"
        "/Resources<</XObject<</A 5 0 R>>>>",
        "q 200 0 0 200 20 300 cm /A Do Q"
    )};
    page.content = "/S gs 0 g";
    Page with = page;
    with.content += " 22 478 20 20 re f";
    expect_seen("soft mask", with, page);
    // A mask of what is neither black nor white.
    page.resources = "/ExtGState<</S<</SMask<</S/Luminosity/G 7 0 R/TR 8 0 R>>>>>>";
    page.more.push_back(
        stream("/FunctionType 4/Domain[0 1]/Range[0 1]", "{dup .1 gt exch .9 lt and {1}{0} ifelse}")
    );
    with = page;
    with.content += " 22 478 20 20 re f";
    expect_seen("soft mask of greys", with, page);
}

TEST(PicturesOfImages, HideNoMarkThatATransferFunctionTurns) {
    // White over black and white stays white, over the grey between it becomes black.
    Page turned = plain();
    turned.resources = "/ExtGState<</T<</TR 7 0 R/ca .5>>>>";
    turned.more = {stream(
        "/FunctionType 4/Domain[0 1]/Range[0 1]", "{dup .85 gt exch .93 lt and {0}{1} ifelse}"
    )};
    Page white = turned;
    turned.content += " /T gs 1 g 30 310 60 60 re f";
    white.content += " 1 g 30 310 60 60 re f";
    expect_seen("transfer function", turned, white);
}

TEST(PicturesOfImages, AreSeenWhereTheyLieOverEachOther) {
    const std::string lower = "q 200 0 0 200 20 20 cm /A Do Q ";
    const std::string elsewhere = "q 200 0 0 200 20 300 cm /A Do Q ";
    const std::string upper = "200 0 0 200 20 20 cm /B Do Q";
    for (const auto& under : {lower, lower + elsewhere}) {
        Page whole = plain();
        whole.content = under + "q " + upper;
        Page half = plain();
        half.content = under + "q 20 20 100 200 re W n " + upper;
        expect_seen("clipped", whole, half);
    }
}

TEST(PicturesOfImages, AreSeenInGlyphs) {
    // Poppler draws a glyph with colours (d0) each time, and no image in one without (d1).
    Page dark = plain();
    dark.resources =
        "/Font<</G<</Type/Font/Subtype/Type3/FontBBox[0 0 100 100]"
        "/FontMatrix[.01 0 0 .01 0 0]/FirstChar 97/LastChar 97/Widths[100]"
        "/Encoding<</Differences[97/a]>>/CharProcs<</a 7 0 R>>"
        "/Resources<</XObject<</A 5 0 R>>>>>>>>";
    dark.more = {stream("", "100 0 d0 100 0 0 100 0 0 cm /A Do")};
    dark.content = "BT /G 40 Tf 50 400 Td (aaa) Tj ET";
    Page light = dark;
    light.first.data = rows(200);
    expect_seen("glyph", dark, light);
}

TEST(PicturesOfImages, AreSeenInPatterns) {
    Page page = plain();
    page.first.data =
        std::string(kSide * kSide / 2, '\x20') + std::string(kSide * kSide / 2, '\xd0');
    page.resources = "/Pattern<</P 7 0 R>>";
    page.content = "/Pattern cs /P scn 50 50 200 500 re f";
    const auto tile = [](const char* matrix) {
        return stream(
            "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 100 100]/XStep 100"
            "/YStep 100/Resources<</XObject<</A 5 0 R>>>>/Matrix" +
                std::string(matrix),
            "q 100 0 0 100 0 0 cm /A Do Q"
        );
    };
    Page moved = page;
    page.more = {tile("[1 0 0 1 0 0]")};
    moved.more = {tile("[1 0 0 1 0 50]")};
    expect_seen("pattern", page, moved);
}

TEST(PicturesOfImages, DifferByInksThatFewSamplesShow) {
    const auto page = [](const std::string& ink) {
        Page one;
        one.first.dictionary =
            "/Width 300/Height 300/BitsPerComponent 8"
            "/ColorSpace[/DeviceN[/P/Q]/DeviceGray 7 0 R]";
        for (int i = 0; i < kSide * kSide; ++i) {
            one.first.data += "\x0a\xc8";
        }
        one.content = "q 200 0 0 200 20 20 cm /A Do Q";
        one.more = {stream("/FunctionType 4/Domain[0 1 0 1]/Range[0 1]", ink)};
        return one;
    };
    expect_seen(
        "one colour of 65 536",
        page("{exch .0392 sub abs .002 lt exch .7843 sub abs .002 lt and {0}{.5} ifelse}"),
        page("{pop pop .5}")
    );
}

TEST(PicturesOfImages, DifferByHowTheyAreDecoded) {
    // Rows that say how they follow from the one before; without the parameters, other samples.
    Page before = plain();
    std::string predicted;
    for (int y = 0; y < kSide; ++y) {
        predicted += '\x02' + std::string(kSide, '\x01');
    }
    before.first.data = deflated(predicted);
    before.first.dictionary +=
        "/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 300/Colors 1>>";
    EXPECT_TRUE(compared(before, before).changed.empty());
    Page after = before;
    after.first.dictionary =
        plain().first.dictionary + "/Filter/FlateDecode/DecodeParms<</Predictor 1>>";
    EXPECT_EQ(compared(before, after).changed, std::vector<int>{1});
}

TEST(PicturesOfImages, AreNotDecodedWhereTheirBytesAreEqual) {
    // What a decoder would say of such data shows whether it read them.
    Page page = packed();
    page.first.data[2] = '\x07';
    EXPECT_EQ(compared(page, page).complaint, "");
    EXPECT_TRUE(compared(page, page).changed.empty());
    // Where tables had to be guessed, data may be damaged too: they are read, and heard.
    EXPECT_NE(compared(page, page, Source::Doubtful).complaint, "");
}

TEST(PicturesOfImages, AreReadNoFurtherThanTheyAreDrawn) {
    Page page = plain();
    std::string noise;
    for (std::uint32_t i = 0, seed = 1; i < 200'000; ++i) {
        seed = seed * 1'103'515'245 + 12'345;
        noise += static_cast<char>((seed >> 16U) % 10);
    }
    page.first.data = deflated(page.first.data + noise);
    std::fill(page.first.data.end() - 2'000, page.first.data.end(), '\xff');
    page.first.dictionary += "/Filter/FlateDecode";
    EXPECT_EQ(compared(page, page, Source::Doubtful).complaint, "");
}

TEST(PicturesOfImages, AreNotDecodedWhereKeysAreInAnotherOrder) {
    const auto page = [](const std::string& parameters) {
        Page one = packed();
        one.first.data[2] = '\x07';
        one.first.dictionary += "/DecodeParms<<" + parameters + ">>";
        return one;
    };
    const auto found =
        compared(page("/Predictor 15/Columns 300"), page("/Columns 300/Predictor 15"));
    EXPECT_EQ(found.complaint, "");
    EXPECT_TRUE(found.changed.empty());
}

TEST(PicturesOfImages, DifferByACalibration) {
    const auto page = [](const std::string& calibration) {
        Page one = plain();
        one.first.dictionary =
            "/Width 300/Height 100/BitsPerComponent 8/ColorSpace"
            "[/CalRGB<</WhitePoint[.95 1 1.09]/Gamma[" +
            calibration + "]>>]";
        return one;
    };
    expect_seen("gamma", page("1 1 1"), page("1 1 .45"));
}

TEST(PicturesOfImages, AreFoundEqualInAFileWhoseOffsetsAreWrong) {
    Page moved = packed();
    moved.start += "% later\n";
    const auto found = compared(moved, packed(), Source::Doubtful);
    EXPECT_TRUE(found.changed.empty());
    EXPECT_EQ(found.complaint, "");
}

TEST(Pictures, HearComplaintsAboutThePageTree) {
    const std::string good = file_of(plain());
    std::string lone = good;
    // The catalog names the page itself.
    lone.replace(lone.find("/Pages 2 0 R"), 12, "/Pages 3 0 R");
    const auto found = documents::pictures::compare(view(lone), view(good), {1}, Source::Doubtful);
    EXPECT_TRUE(found.readable);
    EXPECT_NE(found.complaint, "");
}

}  // namespace
}  // namespace contreseing::tests
