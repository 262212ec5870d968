#include "documents/typeset/typesetter.hpp"

#include "documents/typeset/error.hpp"
#include "sample_act.hpp"
#include "tests/support/source_dir.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>
#include <set>
#include <string_view>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

namespace contreseing::documents::typeset {
namespace {

using namespace std::chrono_literals;

// A4 in points.
constexpr double kWidth = 595.28;
constexpr double kHeight = 841.89;
constexpr double kPointsPerMillimetre = 72 / 25.4;

Typesetter::Options options() {
    Typesetter::Options options;
    options.script = CONTRESEING_SOURCE_DIR "/documents/typeset/typesetter.py";
    // A busy machine must not fail a test that is not about time.
    options.time_out = 5min;
    options.patience = 5min;
    return options;
}

/// One warm process for the tests that do not harm it.
Typesetter& warm() {
    static Typesetter typesetter(options());
    return typesetter;
}

Markup act(const std::string& key, const tests::Fill& fill, bool draft = false) {
    const std::vector<std::filesystem::path> shipped{CONTRESEING_SOURCE_DIR
                                                     "/documents/typeset/templates"};
    return Templates(shipped).expand("act", tests::sample_act(key, fill, draft));
}

std::string ordinary(const std::string& where) {
    if (where == "reference") {
        return "ADH-2026-001";
    }
    if (where == "place") {
        return "Bagnols-sur-Cèze";
    }
    if (where == "title" || where == "annexes.title") {
        return "";
    }
    return "Texte de " + where;
}

Markup page(const std::string& body) {
    return {
        "<!DOCTYPE html><html lang=fr><head><title>t</title></head><body>" + body +
            "</body></html>",
        "@page{size:A4;margin:20mm}.signature-place{width:75mm;height:32mm}"};
}

ErrorKind refusal(Typesetter& typesetter, const Markup& markup) {
    try {
        (void)typesetter.typeset(markup);
    } catch (const Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "typeset";
    return ErrorKind::NoSuchTemplate;
}

bool contains(const Typeset& typeset, std::string_view text) {
    const std::string_view bytes(
        reinterpret_cast<const char*>(typeset.pdf.data()), typeset.pdf.size()
    );
    return bytes.find(text) != bytes.npos;
}

class Act : public testing::TestWithParam<const char*> {};

TEST_P(Act, HasEverySignaturePlaceWholeOnItsPage) {
    const auto typeset = warm().typeset(act(GetParam(), ordinary));
    EXPECT_GE(typeset.pages, 2);
    const auto slots = tests::type_file(GetParam()).at("slots");
    ASSERT_EQ(typeset.places.size(), slots.size());
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const auto& place = typeset.places[i];
        EXPECT_EQ(place.slot, static_cast<int>(i) + 1);
        EXPECT_GE(place.page, 1);
        EXPECT_LE(place.page, typeset.pages);
        EXPECT_GT(place.x, 0);
        EXPECT_GT(place.y, 0);
        EXPECT_LT(place.x + place.width, kWidth);
        EXPECT_LT(place.y + place.height, kHeight);
        const double width = slots[i].value("stamp", false) ? 110 : 75;
        EXPECT_NEAR(place.width, width * kPointsPerMillimetre, 0.1);
        EXPECT_NEAR(place.height, 32 * kPointsPerMillimetre, 0.1);
    }
}

TEST_P(Act, PrintsItsTextItsBoxesItsAnnexesAndItsFooter) {
    const auto typeset = warm().typeset(act(GetParam(), ordinary));
    const auto text = tests::text_of_pdf(typeset.pdf);
    for (const char* expected :
         {"Texte de parties.name",
          "Texte de visas",
          "Article 1",
          "Article 3",
          "☒",
          "☐",
          "Texte de slots.name",
          "Documents annexés",
          "ADH-2026-001 · version 2",
          "Fait par voie électronique, à la date de la dernière signature, à Bagnols-sur-Cèze."}) {
        EXPECT_NE(text.find(expected), std::string::npos) << expected;
    }
    EXPECT_NE(text.find(std::string(64, 'a')), std::string::npos) << "digest on one line";
    // pdftotext drops the narrow blanks of "1 / 4".
    EXPECT_NE(text.find("1/" + std::to_string(typeset.pages)), std::string::npos);
    EXPECT_EQ(text.find("PROJET"), std::string::npos);
}

// What is printed is what the act records: the checklist has the missing term acknowledged.
TEST_P(Act, PrintsTheTermThatItsTypeRecords) {
    const auto term = tests::type_file(GetParam()).at("term");
    const auto html = act(GetParam(), ordinary).html;
    const bool unspecified = term.at("kind") == "unspecified";
    EXPECT_EQ(html.find("Sa durée n’est pas stipulée") != std::string::npos, unspecified);
    EXPECT_EQ(html.find("une durée de cinq ans") != std::string::npos, !unspecified);
    if (!unspecified) {
        EXPECT_EQ(term.at("years"), 5);
    }
}

TEST_P(Act, AgreesWithWhoeverSigns) {
    const auto html = act(GetParam(), ordinary).html;
    EXPECT_NE(html.find("représentation assurée par Texte de"), std::string::npos);
    for (const char* gendered : {"représenté", "(e)", "le directeur", "la directrice"}) {
        EXPECT_EQ(html.find(gendered), std::string::npos) << gendered;
    }
}

TEST_P(Act, IsATaggedFrenchPdfWithoutAnythingActive) {
    const auto typeset = warm().typeset(act(GetParam(), ordinary));
    const auto about = tests::tool_on_pdf("pdfinfo", typeset.pdf);
    EXPECT_NE(about.find("Tagged:          yes"), std::string::npos) << about;
    EXPECT_NE(about.find("JavaScript:      no"), std::string::npos);
    EXPECT_NE(about.find("Title:           Convention de partenariat"), std::string::npos);
    EXPECT_TRUE(contains(typeset, "/Lang (fr)"));
    EXPECT_NE(
        tests::tool_on_pdf("qpdf --check", typeset.pdf).find("No syntax or stream encoding errors"),
        std::string::npos
    );
}

TEST_P(Act, SaysOnEveryPageThatItIsADraft) {
    const auto typeset = warm().typeset(act(GetParam(), ordinary, true));
    const auto text = tests::text_of_pdf(typeset.pdf);
    int pages = 0;
    for (auto at = text.find("PROJET, ne vaut"); at != text.npos;
         at = text.find("PROJET, ne vaut", at + 1)) {
        ++pages;
    }
    EXPECT_EQ(pages, typeset.pages);
}

// A file that holds a word found nowhere else; every way of fetching it is tried, escaped through
// each field and raw as a template could.
class Canary : public testing::Test {
protected:
    static constexpr const char* kWord = "CANARICONTRESEING";

    void SetUp() override {
        std::ofstream(path_) << "body::before{content:'" << kWord << "'}" << kWord;
        std::ofstream(svg_) << "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>"
                            << kWord << "</text></svg>";
    }
    void TearDown() override {
        std::remove(path_.c_str());
        std::remove(svg_.c_str());
    }

    std::vector<std::string> canaries() const {
        const auto url = "file://" + path_;
        const auto svg = "file://" + svg_;
        return {
            "<link rel=attachment href=" + url + ">",
            "<link rel=stylesheet href=" + url + ">",
            "<a rel=attachment href=" + url + ">x</a>",
            "<style>@import url(" + url + ");</style>",
            "<style>@font-face{font-family:f;src:url(" + url + ")}p{font-family:f}</style>",
            "<style>p{background:url(" + svg + ");content:url(" + svg + ")}</style>",
            "<img src=" + svg + ">",
            "<object data=" + svg + "></object><embed src=" + svg + ">",
            "<svg width=9 height=9><image href='" + svg + "' width=9 height=9 /></svg>",
            "<svg width=9 height=9><use href='" + svg + "#a'/></svg>",
            "<svg width=9 height=9><style>@import '" + url + "';</style></svg>",
            "<base href='file:///tmp/'><img src='" + svg_.substr(5) + "'>",
            "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' "
            "width='9' height='9'><text>" +
                std::string(kWord) + "</text></svg>\">",
        };
    }

    static void expect_harmless(const Typeset& typeset) {
        EXPECT_EQ(tests::tool_on_pdf("pdfdetach -list", typeset.pdf).find("0 embedded files"), 0U);
        // Two lines of heading and nothing below.
        const auto images = tests::tool_on_pdf("pdfimages -list", typeset.pdf);
        EXPECT_EQ(std::count(images.begin(), images.end(), '\n'), 2) << images;
        EXPECT_FALSE(contains(typeset, "/EmbeddedFile"));
        EXPECT_FALSE(contains(typeset, "/JavaScript"));
    }

    const std::string path_ = "/tmp/ctrg-canary-" + std::to_string(::getpid()) + ".css";
    const std::string svg_ = "/tmp/ctrg-canary-" + std::to_string(::getpid()) + ".svg";
};

TEST_F(Canary, OfATemplateNeverReachesThePdf) {
    for (const auto& canary : canaries()) {
        const auto typeset = warm().typeset(page(canary + "<p>texte</p>"));
        expect_harmless(typeset);
        const auto text = tests::text_of_pdf(typeset.pdf);
        EXPECT_EQ(text.find(kWord), std::string::npos) << canary;
        EXPECT_NE(text.find("texte"), std::string::npos) << canary;
    }
}

TEST_F(Canary, OfAStyleSheetNeverReachesThePdf) {
    auto markup = page("<p>texte</p>");
    markup.css += "@import url(file://" + path_ + ");p{content:url(file://" + svg_ + ")}";
    markup.css = "@import 'file://" + path_ + "';" + markup.css;
    const auto typeset = warm().typeset(markup);
    expect_harmless(typeset);
    EXPECT_EQ(tests::text_of_pdf(typeset.pdf).find(kWord), std::string::npos);
}

TEST_F(Canary, OfAnyFieldIsPrintedAsTheTextItIs) {
    std::string all;
    for (const auto& canary : canaries()) {
        all += canary;
    }
    for (const char* key : {"adhesion", "partenariat"}) {
        const auto typeset = warm().typeset(act(key, [&](const std::string&) { return all; }));
        expect_harmless(typeset);
        EXPECT_EQ(typeset.places.size(), 3U);
        EXPECT_NE(tests::text_of_pdf(typeset.pdf).find("<link rel=attachment"), std::string::npos);
    }
}

TEST(Typesetter, KeepsHostileTextInsideThePage) {
    const std::string hostile =
        "=cmd|' /C calc'!A0 \xE2\x80\xAE"
        "renversé 😀 " +
        std::string(200, 'W') +
        " </div></section><div class=\"signature-place\" id=\"signature-9\">";
    const auto typeset =
        warm().typeset(act("adhesion", [&](const std::string&) { return hostile; }));
    ASSERT_EQ(typeset.places.size(), 3U);
    for (const auto& place : typeset.places) {
        EXPECT_LE(place.slot, 3);
        EXPECT_LT(place.x + place.width, kWidth);
        EXPECT_GT(place.y, 0);
    }
}

// An unbreakable word once took the whole time-out in a table cell or a margin.
TEST(Typesetter, IsNotSlowedDownByWordsThatCannotBeBroken) {
    const auto typeset = warm().typeset(act("adhesion", [](const std::string& where) {
        return std::string(where.starts_with("fields.") ? 3000 : 200, 'W');
    }));
    EXPECT_EQ(typeset.places.size(), 3U);
}

TEST(Typesetter, GivesTheSameBytesForTheSameText) {
    const auto markup = act("adhesion", ordinary);
    const auto first = warm().typeset(markup).pdf;
    Typesetter other(options());
    EXPECT_EQ(other.typeset(markup).pdf, first);
}

TEST(Typesetter, GivesEveryPlaceThatIsShownRepeatedOnesToo) {
    const std::string good = "<div class='signature-place' id='signature-1'></div>";
    const auto twice = warm().typeset(page(good + good)).places;
    ASSERT_EQ(twice.size(), 2U);
    EXPECT_EQ(twice[0].slot, 1);
    EXPECT_EQ(twice[1].slot, 1);
}

TEST(Typesetter, RefusesPlacesThatAreHiddenUnnumberedSplitOrOffThePage) {
    const std::string good = "<div class='signature-place' id='signature-1'></div>";
    EXPECT_EQ(warm().typeset(page(good)).places.size(), 1U);
    for (const std::string& bad :
         {"<style>.signature-place{height:400mm}</style>" + good,
          std::string("<div class='signature-place'></div>"),
          std::string("<div class='signature-place' id='signature-0'></div>"),
          std::string("<div class='signature-place' id='x-signature-1'></div>"),
          "<div style='display:none'>" + good + "</div>",
          "<div style='position:absolute;left:150mm'>" + good + "</div>",
          "<div style='margin-left:-40mm'>" + good + "</div>"}) {
        EXPECT_EQ(refusal(warm(), page(bad)), ErrorKind::BadDocument) << bad;
    }
    // A refusal is an answer: the process is still there and works.
    EXPECT_EQ(warm().typeset(page(good)).places.size(), 1U);
}

TEST(Typesetter, RefusesWhatIsNotUtf8) {
    EXPECT_EQ(refusal(warm(), {"<p>\xff\xfe</p>", ""}), ErrorKind::BadDocument);
}

TEST(Typesetter, RecoversWhenItsProcessIsKilledBetweenDocuments) {
    Typesetter typesetter(options());
    (void)typesetter.typeset(page("un"));
    const auto ids = typesetter.process_ids();
    ASSERT_EQ(ids.size(), 1U);
    ASSERT_EQ(::kill(ids[0], SIGKILL), 0);
    EXPECT_EQ(typesetter.typeset(page("deux")).pages, 1);
    EXPECT_NE(typesetter.process_ids(), ids);
}

/// A typesetter of the test's own: the real framing, another behaviour.
class StandIn : public testing::Test {
protected:
    Typesetter::Options running(const std::string& body) {
        std::ofstream(path_) << "import sys, struct, os, time\n"
                                "i, o = sys.stdin.buffer, sys.stdout.buffer\n"
                                "def take():\n"
                                "    head = i.read(4)\n"
                                "    if len(head) < 4: sys.exit()\n"
                                "    return i.read(struct.unpack('>I', head)[0])\n"
                                "def give(b):\n"
                                "    o.write(struct.pack('>I', len(b)) + b); o.flush()\n"
                                "n = 0\n"
                                "while True:\n"
                                "    html, css = take(), take(); n += 1\n"
                             << body;
        auto own = options();
        own.script = path_;
        return own;
    }
    void TearDown() override { std::remove(path_.c_str()); }

    const std::string path_ = "/tmp/ctrg-standin-" + std::to_string(::getpid()) + ".py";
};

TEST_F(StandIn, ThatNeverAnswersIsKilledInTimeAndReplaced) {
    auto own = running("    time.sleep(600)\n");
    own.time_out = 300ms;
    Typesetter typesetter(own);
    EXPECT_EQ(refusal(typesetter, page("")), ErrorKind::TimedOut);
    EXPECT_TRUE(typesetter.process_ids().empty());
    EXPECT_TRUE(is_temporary(ErrorKind::TimedOut));
}

TEST_F(StandIn, ThatAnswersGarbageOrDiesTwiceIsACrash) {
    const std::array bodies {
        "    os.write(1, b'garbage that is no frame')\n",
            "    give(b'ok 1'); give(b'not a pdf'); give(b'')\n",
            "    give(b'ok 0'); give(b'%PDF-1.7'); give(b'')\n",
            "    give(b'ok 1'); give(b'%PDF-1.7'); give(b'1 1 nan')\n", "    os._exit(1)\n",
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
            "    x = bytearray(3 << 30)\n",  // sanitizers leave its address space unbounded
#endif
    };
    for (const char* body : bodies) {
        Typesetter typesetter(running(body));
        EXPECT_EQ(refusal(typesetter, page("")), ErrorKind::Crashed) << body;
        EXPECT_TRUE(typesetter.process_ids().empty());
    }
}

TEST_F(StandIn, HasNoEnvironmentNoDescriptorNoNetworkAndNoFilesOfOurs) {
    std::ofstream("/tmp/ctrg-secret-" + std::to_string(::getpid())) << "secret";
    const auto secret = "/tmp/ctrg-secret-" + std::to_string(::getpid());
    ::setenv("CTRG_SECRET", "x", 1);
    Typesetter typesetter(running(
        "    said = [sorted(k for k in os.environ if k != 'LC_CTYPE')]\n"
        "    for f in range(3, 64):\n"
        "        try: os.fstat(f); said.append(f)\n"
        "        except OSError: pass\n"
        "    import socket\n"
        "    try: socket.socket(); said.append('network')\n"
        "    except OSError: pass\n"
        "    try: open('" +
        secret +
        "'); said.append('file')\n"
        "    except OSError: pass\n"
        "    try: open('/etc/passwd'); said.append('passwd')\n"
        "    except OSError: pass\n"
        "    try: os.mkdir('/tmp/ctrg-made'); said.append('folder')\n"
        "    except OSError: pass\n"
        "    give(b'error ' + repr(said).encode()); give(b''); give(b'')\n"
    ));
    try {
        (void)typesetter.typeset(page(""));
        ADD_FAILURE();
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(), "bad_document: [['LANG', 'PATH']]");
    }
    ::unsetenv("CTRG_SECRET");
    std::remove(secret.c_str());
}

TEST_F(StandIn, IsReplacedAfterItsShareOfDocuments) {
    auto own = running("    give(b'ok 1'); give(b'%PDF-1.7 ' + str(n).encode()); give(b'')\n");
    own.documents_per_process = 2;
    Typesetter typesetter(own);
    std::string counts;
    for (int i = 0; i < 5; ++i) {
        counts += static_cast<char>(typesetter.typeset(page("")).pdf.back());
    }
    EXPECT_EQ(counts, "12121");
}

TEST_F(StandIn, ServesSeveralThreadsWithAsManyProcessesAsAskedAndNoMore) {
    auto own = running("    time.sleep(0.05); give(b'ok 1'); give(b'%PDF-1.7'); give(b'')\n");
    own.processes = 2;
    Typesetter typesetter(own);
    std::vector<std::thread> threads;
    std::array<int, 8> pages{};
    for (auto& answer : pages) {
        threads.emplace_back([&] { answer = typesetter.typeset(page("")).pages; });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(pages, (std::array<int, 8>{1, 1, 1, 1, 1, 1, 1, 1}));
    EXPECT_LE(typesetter.process_ids().size(), 2U);
}

TEST_F(StandIn, ThatIsTakenMakesOthersWaitOnlySoLong) {
    auto own = running("    time.sleep(600)\n");
    own.time_out = 5s;
    own.patience = 100ms;
    Typesetter typesetter(own);
    std::thread first([&] { EXPECT_EQ(refusal(typesetter, page("")), ErrorKind::TimedOut); });
    while (typesetter.process_ids().empty()) {
        std::this_thread::yield();
    }
    EXPECT_EQ(refusal(typesetter, page("")), ErrorKind::Busy);
    first.join();
}

TEST(Typesetter, SaysWhenItCannotStart) {
    auto own = options();
    own.interpreter = "/nonexistent/python3";
    Typesetter typesetter(own);
    EXPECT_EQ(refusal(typesetter, page("")), ErrorKind::CannotStart);
}

INSTANTIATE_TEST_SUITE_P(Shipped, Act, testing::Values("adhesion", "partenariat"));

}  // namespace
}  // namespace contreseing::documents::typeset
