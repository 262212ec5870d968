#include "documents/pictures/compare.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <memory>
#include <optional>
#include <poppler/Error.h>
#include <poppler/GlobalParams.h>
#include <poppler/PDFDoc.h>
#include <poppler/SplashOutputDev.h>
#include <poppler/Stream.h>
#include <poppler/splash/SplashBitmap.h>
#include <set>
#include <string_view>

namespace contreseing::documents::pictures {
namespace {

/// Letters of a printed page are four pixels high: enough to see one go, at some 10 ms a page.
constexpr double kCoarse = 48;
/// A second look, at what differs: there a letter is much more than the edge of a surface, which
/// rounded coordinates may move by a pixel.
constexpr double kFine = 144;
constexpr double kMostPixels = 4'000'000;
/// Levels, of 255, by which a colour may differ, and how many pixels may differ by more.
constexpr int kTolerance = 8;
constexpr int kFewPixels = 4;
constexpr int kColours = 3;

/// Pixels from which an image is looked at by its bytes first.
constexpr std::int64_t kLargeImage = 1 << 16;
/// Bytes of images kept to be compared, for a page.
constexpr std::size_t kMostKept = std::size_t{64} << 20;

/// What poppler says without anything lacking: it looked for objects that a table does not lead to,
/// or does not count, or draws with another font.
constexpr std::string_view kHarmless[] = {
    "xref num ",
    "No valid XRef size in trailer",
    "May not be a PDF file",
    "Invalid Font Weight",
    "Mismatch between font type",
    "Couldn't find a font for",
};

/// Where the first complaint goes; poppler's callback carries nothing of its caller's.
thread_local std::string* complaint_of_older = nullptr;

void hear(ErrorCategory /*category*/, Goffset /*position*/, const char* words) {
    const std::string_view said(words);
    const bool harmless =
        std::any_of(std::begin(kHarmless), std::end(kHarmless), [&](std::string_view known) {
            return said.starts_with(known);
        });
    if (complaint_of_older != nullptr && complaint_of_older->empty() && !harmless) {
        *complaint_of_older = said;
    }
}

/// As long as it lives, what poppler complains of is kept.
class Listening {
public:
    explicit Listening(std::string& into) { complaint_of_older = &into; }
    ~Listening() { complaint_of_older = nullptr; }
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;
};

void start_poppler() {
    if (!globalParams) {
        globalParams = std::make_unique<GlobalParams>();
        setErrorCallback(hear);
    }
}

/// Names, numbers and lists of them as text that is the same for the same value only; nullopt for
/// what holds more, such as a stream.
std::optional<std::string> text_of(const Object& value, int depth = 0) {
    constexpr int kDeepest = 4;
    if (depth > kDeepest) {
        return std::nullopt;
    }
    switch (value.getType()) {
        case objNull:
            return "null";
        case objBool:
            return value.getBool() ? "true" : "false";
        case objInt:
            return std::to_string(value.getInt());
        case objName:
            return '/' + std::string(value.getName());
        case objArray: {
            std::string text = "[";
            for (int i = 0; i < value.arrayGetLength(); ++i) {
                const auto item = text_of(value.arrayGet(i), depth + 1);
                if (!item) {
                    return std::nullopt;
                }
                text += ' ' + *item;
            }
            return text + ']';
        }
        case objDict: {
            // Whoever writes a dictionary again puts its keys into another order.
            std::set<std::string> entries;
            for (int i = 0; i < value.dictGetLength(); ++i) {
                const auto item = text_of(value.dictGetVal(i), depth + 1);
                if (!item) {
                    return std::nullopt;
                }
                entries.insert('/' + std::string(value.dictGetKey(i)) + ' ' + *item);
            }
            std::string text = "<<";
            for (const auto& entry : entries) {
                text += entry + ' ';
            }
            return text + ">>";
        }
        default:
            return std::nullopt;
    }
}

enum class Images { Drawn, ByTheirBytes };
enum class Decoding { Skipped, Heard };

/// Draws pages. Where images go by their bytes, a large one is kept as it lies in the file, with
/// all that says how it is decoded and where it goes, and a small one is drawn in its place with
/// its colours, clip and blending: of two pages with equal pictures and equal `images`, the whole
/// pictures are equal.
class Artist : public SplashOutputDev {
public:
    explicit Artist(PDFDoc& document, SplashColor& paper)
        : SplashOutputDev(splashModeRGB8, 4, false, paper) {
        setFontAntialias(true);
        setVectorAntialias(true);
        setFreeTypeHinting(false, false);
        startDoc(&document);
    }

    void begin(Images images, Decoding decoding) {
        by_their_bytes_ = images == Images::ByTheirBytes;
        heard_ = decoding == Decoding::Heard;
        kept_ = 0;
        kept_images_.clear();
    }
    std::vector<std::string> take_images() { return std::move(kept_images_); }

    void drawImage(
        GfxState* state,
        Object* ref,
        Stream* data,
        int width,
        int height,
        GfxImageColorMap* colours,
        bool interpolate,
        const int* masked,
        bool in_line
    ) override {
        const bool large = std::int64_t{width} * height >= kLargeImage;
        if (!by_their_bytes_ || !large || masked != nullptr || in_line ||
            !keep(
                *state,
                *data,
                *colours,
                std::to_string(width) + ' ' + std::to_string(height) +
                    (interpolate ? " smooth" : " plain")
            )) {
            SplashOutputDev::drawImage(
                state, ref, data, width, height, colours, interpolate, masked, in_line
            );
            return;
        }
        if (heard_) {
            data->reset();
            std::array<unsigned char, 4096> some{};
            while (data->doGetChars(static_cast<int>(some.size()), some.data()) > 0) {
            }
            data->close();
        }
        static const auto kSamples = [] {
            // Of 16 bits at most.
            std::array<char, std::size_t{kSide} * kSide * gfxColorMaxComps * 2> samples{};
            for (std::size_t i = 0; i < samples.size(); ++i) {
                samples[i] = static_cast<char>(i * 89);
            }
            return samples;
        }();
        MemStream small(kSamples.data(), 0, static_cast<Goffset>(kSamples.size()), Object(objNull));
        SplashOutputDev::drawImage(
            state, ref, &small, kSide, kSide, colours, interpolate, nullptr, false
        );
    }

private:
    static constexpr int kSide = 8;

    bool keep(const GfxState& state, Stream& data, GfxImageColorMap& colours, std::string image) {
        for (const char* key : {"Filter", "F", "DecodeParms", "DP"}) {
            const auto text = text_of(data.getDict()->lookup(key));
            if (!text) {
                return false;
            }
            image += ' ' + *text;
        }
        // All the levels of one colourant, or samples of several.
        const int most = (1 << std::min(colours.getBits(), 8)) - 1;
        std::array<unsigned char, gfxColorMaxComps> sample{};
        for (int i = 0; i < 256; ++i) {
            for (int j = 0; j < colours.getNumPixelComps(); ++j) {
                sample[static_cast<std::size_t>(j)] =
                    static_cast<unsigned char>((i * (1 + 56 * j)) & most);
            }
            GfxRGB rgb{};
            colours.getRGB(sample.data(), &rgb);
            image += ' ' + std::to_string(rgb.r) + ' ' + std::to_string(rgb.g) + ' ' +
                     std::to_string(rgb.b);
        }
        const double* const matrix = state.getCTM();
        for (int i = 0; i < 6; ++i) {
            std::array<char, sizeof(double)> bytes{};
            std::memcpy(bytes.data(), &matrix[i], bytes.size());
            image.append(bytes.data(), bytes.size());
        }
        Stream& raw = *data.getUndecodedStream();
        raw.reset();
        raw.fillString(image);
        raw.close();
        // Where a length was guessed, the end of the line before `endstream` came along; encoded
        // data know their end.
        if (data.getKind() != raw.getKind()) {
            image.erase(image.find_last_not_of("\r\n") + 1);
        }
        if (kept_ + image.size() > kMostKept) {
            return false;
        }
        kept_ += image.size();
        kept_images_.push_back(std::move(image));
        return true;
    }

    bool by_their_bytes_ = false;
    bool heard_ = false;
    std::size_t kept_ = 0;
    std::vector<std::string> kept_images_;
};

struct Picture {
    std::unique_ptr<SplashBitmap> pixels;  ///< null: nothing could be drawn
    std::vector<std::string> images;       ///< of which only a sign was drawn

    [[nodiscard]] int width() const { return pixels->getWidth(); }
    [[nodiscard]] int height() const { return pixels->getHeight(); }
    [[nodiscard]] const unsigned char* row(int y) const {
        return pixels->getDataPtr() + std::ptrdiff_t{y} * pixels->getRowSize();
    }
};

/// An open document, and who draws it: fonts are read once for all its pages.
class Drawn {
public:
    explicit Drawn(ByteView pdf)
        : document_(
              new MemStream(
                  reinterpret_cast<const char*>(pdf.data()),
                  0,
                  static_cast<Goffset>(pdf.size()),
                  Object(objNull)
              ),
              GooString(),
              GooString()
          ) {
        if (document_.isOk()) {
            artist_.emplace(document_, paper_);
        }
    }

    [[nodiscard]] bool readable() const { return artist_.has_value(); }
    [[nodiscard]] int pages() { return document_.getNumPages(); }

    Picture draw(
        int number,
        double dots_per_inch,
        Images images = Images::Drawn,
        Decoding decoding = Decoding::Skipped
    ) {
        if (number > document_.getNumPages() || document_.getPage(number) == nullptr) {
            return {};
        }
        const double inches = std::abs(document_.getPageCropWidth(number) / 72) *
                              std::abs(document_.getPageCropHeight(number) / 72);
        const double density =
            std::min(dots_per_inch, std::sqrt(kMostPixels / std::max(inches, 1e-6)));
        artist_->begin(images, decoding);
        document_.displayPage(&*artist_, number, density, density, 0, false, true, false);
        Picture picture{
            std::unique_ptr<SplashBitmap>(artist_->takeBitmap()), artist_->take_images()};
        if (picture.pixels && picture.pixels->getDataPtr() == nullptr) {
            picture.pixels.reset();
        }
        return picture;
    }

private:
    SplashColor paper_ = {255, 255, 255};
    PDFDoc document_;
    std::optional<Artist> artist_;
};

int colour(const Picture& picture, int x, int y, int which) {
    return picture.row(y)[x * kColours + which];
}

bool same_pixel(const Picture& a, const Picture& b, int x, int y) {
    for (int which = 0; which < kColours; ++which) {
        if (std::abs(colour(a, x, y, which) - colour(b, x, y, which)) > kTolerance) {
            return false;
        }
    }
    return true;
}

/// True when each colour of the pixel lies between those around it in the other picture.
bool among_neighbours(const Picture& picture, const Picture& other, int x, int y) {
    for (int which = 0; which < kColours; ++which) {
        int least = 255;
        int most = 0;
        for (int j = std::max(0, y - 1); j <= std::min(other.height() - 1, y + 1); ++j) {
            for (int i = std::max(0, x - 1); i <= std::min(other.width() - 1, x + 1); ++i) {
                least = std::min(least, colour(other, i, j, which));
                most = std::max(most, colour(other, i, j, which));
            }
        }
        const int own = colour(picture, x, y, which);
        if (own < least - kTolerance || own > most + kTolerance) {
            return false;
        }
    }
    return true;
}

enum class Edges { Exact, MayMove };

bool same(const Picture& a, const Picture& b, Edges edges) {
    if (!a.pixels || !b.pixels) {
        return !a.pixels && !b.pixels;
    }
    if (a.width() != b.width() || a.height() != b.height() || a.images != b.images) {
        return false;
    }
    int different = 0;
    for (int y = 0; y < a.height() && different <= kFewPixels; ++y) {
        const std::size_t bytes = static_cast<std::size_t>(a.width()) * kColours;
        if (std::memcmp(a.row(y), b.row(y), bytes) == 0) {
            continue;
        }
        for (int x = 0; x < a.width(); ++x) {
            const bool equal = same_pixel(a, b, x, y) ||
                               (edges == Edges::MayMove && among_neighbours(a, b, x, y) &&
                                among_neighbours(b, a, x, y));
            different += equal ? 0 : 1;
        }
    }
    return different <= kFewPixels;
}

}  // namespace

Comparison compare(ByteView before, ByteView after, const std::vector<int>& pages, Source source) {
    start_poppler();
    Comparison result;
    const auto listening = [&](const auto& job) {
        const Listening heard(result.complaint);
        return job();
    };
    const auto older = listening([&] {
        auto opened = std::make_unique<Drawn>(before);
        // Asking how many there are is what has the pages looked for.
        result.pages_before = opened->readable() ? opened->pages() : 0;
        return opened;
    });
    const auto newer = std::make_unique<Drawn>(after);
    if (!older->readable() || !newer->readable()) {
        return result;
    }
    result.readable = true;
    result.pages_after = newer->pages();
    const auto decoding = source == Source::Doubtful ? Decoding::Heard : Decoding::Skipped;
    for (const int number : pages) {
        const auto of_older = [&](Images images) {
            return listening([&] { return older->draw(number, kCoarse, images, decoding); });
        };
        if (!same(
                of_older(Images::ByTheirBytes),
                newer->draw(number, kCoarse, Images::ByTheirBytes),
                Edges::Exact
            ) &&
            !same(of_older(Images::Drawn), newer->draw(number, kCoarse), Edges::Exact) &&
            !same(older->draw(number, kFine), newer->draw(number, kFine), Edges::MayMove)) {
            result.changed.push_back(number);
        }
    }
    return result;
}

void warm_up() {
    static constexpr std::string_view kPage =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]/Contents 4 0 R/Resources<</Font"
        "<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
        "4 0 obj<</Length 33>>stream\nBT /F 12 Tf 9 9 Td (Essai) Tj ET  \nendstream endobj\n"
        "trailer<</Root 1 0 R/Size 5>>\n%%EOF\n";
    start_poppler();
    Drawn document({reinterpret_cast<const std::uint8_t*>(kPage.data()), kPage.size()});
    if (document.readable()) {
        (void)document.draw(1, kCoarse);
    }
}

}  // namespace contreseing::documents::pictures
