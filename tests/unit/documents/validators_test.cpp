// What the validators that people have say about our files.

#include "tests/unit/documents/fixtures.hpp"

#include <gtest/gtest.h>

namespace contreseing::tests {
namespace {

using documents::pdf::Bytes;

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

void expect_valid(const Bytes& file, std::size_t signatures) {
    const Ran poppler = run_on(file, "pdfsig -nocert {}");
    EXPECT_EQ(count(poppler.output, "Signature is Valid."), signatures) << poppler.output;
    EXPECT_EQ(count(poppler.output, "Total document signed"), 1U) << poppler.output;
    const Ran mupdf = run_on(file, "mutool sign -v {}");
    EXPECT_EQ(
        count(mupdf.output, "The signature is valid but there have been edits since signing.") +
            count(mupdf.output, "The document is unchanged since signing."),
        signatures
    ) << mupdf.output;
    const Ran qpdf = run_on(file, "qpdf --check {}");
    EXPECT_EQ(qpdf.status, 0) << qpdf.output;
    EXPECT_EQ(count(qpdf.output, "WARNING"), 0U) << qpdf.output;
}

Bytes sealed_and_signed(const std::string& name) {
    documents::pdf::IngestOptions options = three_places();
    for (auto& place : options.places) {
        place.rect.y = 300;  // Inside a turned page too.
    }
    Bytes tip = certified(documents::pdf::prepare(fixture(name), options).pdf);
    for (const int slot : {3, 1, 2}) {
        tip = signed_by(tip, slot);
    }
    return tip;
}

class Validators : public testing::TestWithParam<const char*> {};

TEST_P(Validators, AcceptTheSealAndThreeSigners) {
    expect_valid(sealed_and_signed(GetParam()), 4);
}

INSTANTIATE_TEST_SUITE_P(
    Inputs,
    Validators,
    testing::Values(
        "convention.pdf",
        "convention-ua.pdf",
        "object-streams.pdf",
        "linearized.pdf",
        "rotated.pdf",
        "encrypted-empty.pdf"
    )
);

TEST(Validators, ReadTheWordsOfAnAppearance) {
    const Ran ran = run_on(signed_convention(), "pdftotext -f 2 -l 2 {} -");
    EXPECT_NE(ran.output.find("Prénom Nom 2"), std::string::npos) << ran.output;
    EXPECT_NE(ran.output.find("Maire de Saint-Œuvre"), std::string::npos) << ran.output;
    EXPECT_NE(ran.output.find("Signé électroniquement"), std::string::npos) << ran.output;
}

TEST(Validators, SeeEveryFontEmbedded) {
    const Ran ran = run_on(signed_convention(), "pdffonts {}");
    EXPECT_NE(ran.output.find("CTRGAA+ContreseingSans"), std::string::npos) << ran.output;
    EXPECT_EQ(ran.output.find(" no  "), std::string::npos) << ran.output;
}

/// Where the word stands on the page as it is shown, from `pdftotext -bbox`.
TEST(Validators, SeeTheSignatureUprightAtItsPlaceOnATurnedPage) {
    documents::pdf::IngestOptions options = three_places();
    options.places = {{.slot = 1, .page = 1, .rect = {100, 50, 200, 80}}};
    const Bytes tip = certified(documents::pdf::prepare(fixture("rotated.pdf"), options).pdf);
    const Ran ran = run_on(signed_by(tip, 1), "pdftotext -f 1 -l 1 -bbox {} -");
    const std::size_t line = ran.output.find(">Prénom</word>");
    ASSERT_NE(line, std::string::npos) << ran.output;
    const std::size_t x_at = ran.output.rfind("xMin=\"", line) + 6;
    const std::size_t y_at = ran.output.rfind("yMax=\"", line) + 6;
    EXPECT_NEAR(std::stod(ran.output.substr(x_at)), 102, 3) << ran.output;
    // From the top of a page that is 595 points high when turned: 595 - 50 - 80 = 465 is the box's.
    EXPECT_NEAR(std::stod(ran.output.substr(y_at)), 480, 8) << ran.output;
}

}  // namespace
}  // namespace contreseing::tests
