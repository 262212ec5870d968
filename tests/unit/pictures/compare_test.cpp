// Pages with large images, which are compared by their bytes: whatever says how an image is
// decoded, coloured or placed makes another picture.

#include "documents/pictures/compare.hpp"

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
    std::string more;                  ///< objects from 7
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
    const std::vector<std::string> objects = {
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 600]/Contents 4 0 R/Resources<</XObject"
        "<</A 5 0 R/B 6 0 R>>>>>>",
        stream("", page.content),
        image(page.first),
        image(page.second),
        page.more.empty() ? "null" : page.more};
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
        page.more = stream(
            "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray",
            "\x40"
        );
    });
    expect_changed("of other colours", [](Page& page) {
        page.first.dictionary =
            "/Width 300/Height 300/BitsPerComponent 8/ColorSpace[/Indexed/DeviceRGB 255 7 0 R]";
        page.more = stream("", std::string(768, '\xb0'));
    });
    expect_changed("under another filter", [](Page& page) {
        page.first.dictionary += "/Filter/ASCIIHexDecode";
    });
    // The same bytes, cut into other rows.
    expect_changed("of another width", [](Page& page) {
        page.second.dictionary = "/Width 600/Height 150/BitsPerComponent 8/ColorSpace/DeviceGray";
    });
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
