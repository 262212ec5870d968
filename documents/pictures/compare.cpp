#include "documents/pictures/compare.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <poppler/Error.h>
#include <poppler/GfxState.h>
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
/// Bytes of images kept to be compared, for a page, and how many of them.
constexpr std::size_t kMostKept = std::size_t{64} << 20;
constexpr std::size_t kMostImages = 256;
constexpr std::size_t kMostProfile = std::size_t{4} << 20;

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

std::string bytes_of(std::initializer_list<double> numbers) {
    return {reinterpret_cast<const char*>(numbers.begin()), numbers.size() * sizeof(double)};
}

/// With its length: a name may hold whatever else stands between two.
std::string name_of(std::string_view name) {
    return '/' + std::to_string(name.size()) + ':' + std::string(name);
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
        case objReal:
            return bytes_of({value.getReal()});
        case objName:
            return name_of(value.getName());
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
                entries.insert(name_of(value.dictGetKey(i)) + ' ' + *item);
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

/// Drawn, or a surface in the place of each large one, neighbours unlike: Dark begins with black.
enum class Images { Drawn, Dark, Light };
enum class Decoding { Skipped, Heard };

/// What decides how a sample of an image becomes a colour; nullopt where that is not known whole.
std::optional<std::string> colours_of(Dict& image, GfxImageColorMap& colours) {
    if (colours.getBits() > 8) {
        return std::nullopt;
    }
    const auto mode = colours.getColorSpace()->getMode();
    std::string text = std::to_string(mode) + ' ' + std::to_string(colours.getBits());
    for (int i = 0; i < colours.getNumPixelComps(); ++i) {
        text += bytes_of({colours.getDecodeLow(i), colours.getDecodeHigh(i)});
    }
    if (mode == csDeviceRGB || mode == csDeviceCMYK) {
        return text;
    }
    // A name may stand for any space of the resources.
    const Object space = image.lookup("ColorSpace");
    if (mode == csCalRGB || mode == csLab) {
        const auto parameters = space.isArray() ? text_of(space) : std::nullopt;
        return parameters ? std::optional(text + *parameters) : std::nullopt;
    }
    if (mode == csICCBased) {
        Object profile =
            space.isArray() && space.arrayGetLength() == 2 ? space.arrayGet(1) : Object(objNull);
        if (!profile.isStream()) {
            return std::nullopt;
        }
        for (const char* key : {"N", "Range", "Alternate"}) {
            const auto parameter = text_of(profile.streamGetDict()->lookup(key));
            if (!parameter) {
                return std::nullopt;
            }
            text += ' ' + *parameter;
        }
        Stream& bytes = *profile.getStream();
        std::array<unsigned char, 4096> some{};
        std::size_t size = 0;
        bytes.reset();
        while (const int got = bytes.doGetChars(static_cast<int>(some.size()), some.data())) {
            size += static_cast<std::size_t>(got);
            if (size > kMostProfile) {
                return std::nullopt;
            }
            text.append(reinterpret_cast<const char*>(some.data()), static_cast<std::size_t>(got));
        }
        bytes.close();
        return text;
    }
    if (colours.getNumPixelComps() != 1) {
        return std::nullopt;
    }
    for (int level = 0; level < 1 << colours.getBits(); ++level) {
        const auto sample = static_cast<unsigned char>(level);
        GfxRGB rgb{};
        colours.getRGB(&sample, &rgb);
        text +=
            ' ' + std::to_string(rgb.r) + ' ' + std::to_string(rgb.g) + ' ' + std::to_string(rgb.b);
    }
    return text;
}

/// Draws pages. Where images are Dark or Light, a large one is kept as it lies in the file, with
/// all that says how it is decoded and where it goes, and a surface of one colour is drawn in its
/// place. While `affine`, what is seen at a place is c + s·v, c and s whatever the image there, v
/// its colour: of two pages with equal images, equal pictures both Dark and Light prove c and s
/// equal, hence the whole pictures. What may see an image otherwise (blending, soft masks, transfer
/// functions, images over each other) makes the page not affine; the tiles of a pattern, drawn
/// once and used at many places, are drawn with their images.
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
        images_ = images;
        heard_ = decoding == Decoding::Heard;
        affine_ = true;
        in_tile_ = 0;
        kept_ = 0;
        kept_images_.clear();
        places_.clear();
    }
    std::vector<std::string> take_images() { return std::move(kept_images_); }
    [[nodiscard]] bool affine() const { return affine_; }

    void updateBlendMode(GfxState* state) override {
        affine_ = affine_ && state->getBlendMode() == gfxBlendNormal;
        SplashOutputDev::updateBlendMode(state);
    }
    void updateTransfer(GfxState* state) override {
        affine_ = affine_ && state->getTransfer()[0] == nullptr;
        SplashOutputDev::updateTransfer(state);
    }
    void setSoftMask(
        GfxState* state, const double* box, bool alpha, Function* transfer, GfxColor* backdrop
    ) override {
        affine_ = false;
        SplashOutputDev::setSoftMask(state, box, alpha, transfer, backdrop);
    }
    bool tilingPatternFill(
        GfxState* state,
        Gfx* gfx,
        Catalog* catalog,
        GfxTilingPattern* pattern,
        const double* matrix,
        int x0,
        int y0,
        int x1,
        int y1,
        double x_step,
        double y_step
    ) override {
        ++in_tile_;
        const bool done = SplashOutputDev::tilingPatternFill(
            state, gfx, catalog, pattern, matrix, x0, y0, x1, y1, x_step, y_step
        );
        --in_tile_;
        return done;
    }
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
        if (images_ == Images::Drawn || in_tile_ != 0 || !affine_ || !large || masked != nullptr ||
            in_line ||
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
            hear_samples(*data, width, height, *colours);
        }
        const bool black = (images_ == Images::Dark) == (kept_images_.size() % 2 == 1);
        std::array<char, std::size_t{kSide} * kSide * kColours> samples{};
        samples.fill(static_cast<char>(black ? 0 : 255));
        MemStream surface(samples.data(), 0, static_cast<Goffset>(samples.size()), Object(objNull));
        Object as_they_are(objNull);
        GfxImageColorMap rgb(8, &as_they_are, new GfxDeviceRGBColorSpace());
        SplashOutputDev::drawImage(state, ref, &surface, kSide, kSide, &rgb, false, nullptr, false);
    }

private:
    static constexpr int kSide = 8;

    struct Place {
        double left, right, bottom, top;
    };

    static Place place_of(const GfxState& state) {
        const double* const m = state.getCTM();
        return {
            m[4] + std::min(m[0], 0.0) + std::min(m[2], 0.0),
            m[4] + std::max(m[0], 0.0) + std::max(m[2], 0.0),
            m[5] + std::min(m[1], 0.0) + std::min(m[3], 0.0),
            m[5] + std::max(m[1], 0.0) + std::max(m[3], 0.0)};
    }

    /// No more of the data than a drawing reads.
    static void hear_samples(Stream& data, int width, int height, GfxImageColorMap& colours) {
        const auto row =
            (std::int64_t{width} * colours.getNumPixelComps() * colours.getBits() + 7) / 8;
        std::array<unsigned char, 4096> some{};
        data.reset();
        for (auto left = row * height; left > 0;) {
            const auto most = std::min(left, static_cast<std::int64_t>(some.size()));
            const int got = data.doGetChars(static_cast<int>(most), some.data());
            if (got <= 0) {
                break;
            }
            left -= got;
        }
        data.close();
    }

    bool keep(const GfxState& state, Stream& data, GfxImageColorMap& colours, std::string image) {
        const Place place = place_of(state);
        // Narrower, it shares its pixels with more than one neighbour.
        constexpr double kNarrow = 2;
        if (!(place.right - place.left >= kNarrow && place.top - place.bottom >= kNarrow) ||
            kept_images_.size() == kMostImages) {
            return false;
        }
        for (const char* key : {"Filter", "F", "DecodeParms", "DP"}) {
            const auto text = text_of(data.getDict()->lookup(key));
            if (!text) {
                return false;
            }
            image += ' ' + *text;
        }
        const auto space = colours_of(*data.getDict(), colours);
        if (!space) {
            return false;
        }
        const double* const m = state.getCTM();
        image += *space + name_of(state.getRenderingIntent()) +
                 bytes_of({m[0], m[1], m[2], m[3], m[4], m[5]});
        Stream& raw = *data.getUndecodedStream();
        raw.reset();
        raw.fillString(image);
        raw.close();
        // Where a length was guessed, the end of the line before `endstream` came along; these two
        // know their end.
        if (data.getKind() == strFlate || data.getKind() == strDCT) {
            for (const char* end : {"\r\n", "\n", "\r"}) {
                if (image.ends_with(end)) {
                    image.erase(image.size() - std::strlen(end));
                    break;
                }
            }
        }
        if (kept_ + image.size() > kMostKept) {
            return false;
        }
        // Those of one picture cut into strips share a row of pixels at most.
        affine_ = std::none_of(places_.begin(), places_.end(), [&](const Place& other) {
            return std::min(place.right, other.right) - std::max(place.left, other.left) > 1 &&
                   std::min(place.top, other.top) - std::max(place.bottom, other.bottom) > 1;
        });
        places_.push_back(place);
        kept_ += image.size();
        kept_images_.push_back(std::move(image));
        return true;
    }

    Images images_ = Images::Drawn;
    bool heard_ = false;
    bool affine_ = true;
    int in_tile_ = 0;
    std::size_t kept_ = 0;
    std::vector<std::string> kept_images_;
    std::vector<Place> places_;
};

struct Picture {
    std::unique_ptr<SplashBitmap> pixels;  ///< null: nothing could be drawn
    std::vector<std::string> images;       ///< in whose place a surface was drawn
    bool affine = true;                    ///< in the colours of these images

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

    /// The bytes of an encrypted image say nothing without its key.
    [[nodiscard]] bool plain() { return !document_.isEncrypted(); }
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
            std::unique_ptr<SplashBitmap>(artist_->takeBitmap()),
            artist_->take_images(),
            artist_->affine()};
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
    const auto of_older = [&](int number, Images images, Decoding how) {
        return listening([&] { return older->draw(number, kCoarse, images, how); });
    };
    // What is affine in the colour of an image, and equal at both its ends, is equal between them.
    const auto same_for_any_images = [&](int number) {
        for (const auto images : {Images::Dark, Images::Light}) {
            const auto old_picture =
                of_older(number, images, images == Images::Dark ? decoding : Decoding::Skipped);
            const auto new_picture = newer->draw(number, kCoarse, images);
            if (!same(old_picture, new_picture, Edges::Exact)) {
                return false;
            }
            if (old_picture.images.empty()) {
                return true;
            }
            if (!old_picture.affine || !new_picture.affine) {
                return false;
            }
        }
        return true;
    };
    const bool plain = older->plain() && newer->plain();
    for (const int number : pages) {
        if (!(plain && same_for_any_images(number)) &&
            !same(
                of_older(number, Images::Drawn, Decoding::Skipped),
                newer->draw(number, kCoarse),
                Edges::Exact
            ) &&
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
