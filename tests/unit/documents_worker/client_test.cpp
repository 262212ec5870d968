#include "documents/worker/client.hpp"

#include "crypto/authority.hpp"
#include "crypto/trial_identity.hpp"
#include "documents/pades/sign.hpp"
#include "documents/typeset/typesetter.hpp"
#include "sample_act.hpp"
#include "tests/support/source_dir.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <zlib.h>

#include <gtest/gtest.h>

namespace contreseing::documents::worker {
namespace {

using namespace std::chrono_literals;
using Result = std::variant<Cleaned, Problem>;

Client::Options options() {
    Client::Options options;
    options.program = CONTRESEING_WORKER;
    options.pictures = CONTRESEING_PICTURES;
    // A busy machine must not fail a test that is not about time.
    options.time_out = 5min;
    options.patience = 5min;
    return options;
}

Bytes file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    EXPECT_TRUE(in) << path;
    return {std::istreambuf_iterator<char>(in), {}};
}

Bytes fixture(const std::string& name) {
    return file(CONTRESEING_SOURCE_DIR "/tests/data/pdf/" + name);
}

Bytes bytes(std::string_view text) {
    return {text.begin(), text.end()};
}

bool contains(const Bytes& pdf, std::string_view text) {
    return std::search(pdf.begin(), pdf.end(), text.begin(), text.end()) != pdf.end();
}

std::string code_of(const Result& result) {
    const auto* problem = std::get_if<Problem>(&result);
    return problem == nullptr ? "ok" : std::string(code(problem->failure));
}

std::string detail_of(const Result& result) {
    const auto* problem = std::get_if<Problem>(&result);
    return problem == nullptr ? "" : problem->detail;
}

TEST(WorkerClient, PreparesATypesetActForEverySignature) {
    const auto markup =
        typeset::Templates(std::vector<std::filesystem::path>{CONTRESEING_SOURCE_DIR
                                                              "/documents/typeset/templates"})
            .expand(
                "act",
                tests::sample_act(
                    "adhesion",
                    [](const std::string& where) { return "Texte de " + where; }
                )
            );
    typeset::Typesetter::Options own;
    own.script = CONTRESEING_SOURCE_DIR "/documents/typeset/typesetter.py";
    own.time_out = 5min;
    const auto act = typeset::Typesetter(own).typeset(markup);
    std::vector<Place> places;
    for (const auto& place : act.places) {
        places.push_back(
            {place.slot, place.page, place.x, place.y, place.width, place.height, place.slot == 1}
        );
    }
    Client client(options());
    const auto result = client.ingest(act.pdf, places);
    ASSERT_EQ(code_of(result), "ok") << detail_of(result);
    const auto& cleaned = std::get<Cleaned>(result);
    EXPECT_EQ(cleaned.pages, act.pages);
    for (const char* field : {"Cachet", "Signataire1", "Signataire2", "Signataire3"}) {
        EXPECT_TRUE(contains(cleaned.pdf, field)) << field;
    }
    // What ingest wrote, it takes again: that is what a frozen version is checked by.
    EXPECT_EQ(code_of(client.annex(cleaned.pdf)), "ok");
}

TEST(WorkerClient, CleansAnAnnexAndAddsNoField) {
    const auto result = Client(options()).annex(fixture("convention.pdf"));
    ASSERT_EQ(code_of(result), "ok") << detail_of(result);
    EXPECT_GT(std::get<Cleaned>(result).pages, 0);
    EXPECT_FALSE(contains(std::get<Cleaned>(result).pdf, "Cachet"));
}

TEST(WorkerClient, NamesWhatIsWrongWithBadBytes) {
    Client client(options());
    EXPECT_EQ(code_of(client.annex({})), "not_a_pdf");
    EXPECT_EQ(code_of(client.annex(bytes("PK\x03\x04 a spreadsheet"))), "not_a_pdf");
    EXPECT_EQ(code_of(client.annex(fixture("encrypted.pdf"))), "encrypted");
    auto cut = fixture("convention.pdf");
    cut.resize(cut.size() / 2);
    EXPECT_EQ(code_of(client.annex(cut)), "damaged");
    EXPECT_EQ(code_of(client.annex(Bytes((std::size_t{20} << 20) + 1))), "too_large");
    EXPECT_EQ(
        code_of(client.ingest(fixture("convention.pdf"), {{1, 99, 10, 10, 100, 50, false}})),
        "bad_place"
    );
}

/// Deflated zeros, `mebibytes` of them, at a thousandth of the size.
Bytes deflated_zeros(std::uint32_t mebibytes) {
    const Bytes mebibyte(1 << 20);
    Bytes block(1 << 16);
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = const_cast<Bytef*>(mebibyte.data());
    stream.avail_in = static_cast<uInt>(mebibyte.size());
    stream.next_out = block.data();
    stream.avail_out = static_cast<uInt>(block.size());
    // Flushed whole, a block stands alone and can be repeated.
    EXPECT_EQ(deflate(&stream, Z_FULL_FLUSH), Z_OK);
    block.resize(stream.total_out);
    deflateEnd(&stream);
    Bytes out{0x78, 0xda};
    for (std::uint32_t i = 0; i < mebibytes; ++i) {
        out.insert(out.end(), block.begin(), block.end());
    }
    const Bytes last{0x03, 0x00};
    out.insert(out.end(), last.begin(), last.end());
    // Adler-32 of n zeros: a = 1, b = n.
    const auto b = static_cast<std::uint32_t>((std::uint64_t{mebibytes} << 20) % 65521);
    for (const std::uint32_t byte : {b >> 8, b & 0xff, 0U, 1U}) {
        out.push_back(static_cast<std::uint8_t>(byte));
    }
    return out;
}

/// A PDF whose cross-reference stream, which no reader can do without, inflates to 10 GB.
Bytes inflation_bomb() {
    const auto zeros = deflated_zeros(10 << 10);
    std::string head =
        "%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n";
    const auto at = head.size();
    head += "3 0 obj<</Type/XRef/W[1 2 1]/Size 4/Root 1 0 R/Filter/FlateDecode/Length " +
            std::to_string(zeros.size()) + ">>stream\n";
    Bytes pdf = bytes(head);
    pdf.insert(pdf.end(), zeros.begin(), zeros.end());
    const auto tail = bytes("\nendstream endobj\nstartxref\n" + std::to_string(at) + "\n%%EOF\n");
    pdf.insert(pdf.end(), tail.begin(), tail.end());
    return pdf;
}

TEST(WorkerClient, SurvivesTenGigabytesOfInflation) {
    const auto bomb = inflation_bomb();
    ASSERT_LT(bomb.size(), std::size_t{20} << 20);
    Client client(options());
    const auto result = client.annex(bomb);
    EXPECT_TRUE(
        code_of(result) == "too_large" || code_of(result) == "damaged" ||
        code_of(result) == "worker_timeout" || code_of(result) == "worker_crashed"
    ) << code_of(result);
    EXPECT_EQ(code_of(client.annex(fixture("convention.pdf"))), "ok");
}

TEST(WorkerClient, AnswersForEveryCorruptionOfADocument) {
    const auto good = fixture("convention.pdf");
    Client client(options());
    std::uint32_t random = 1;
    for (int i = 0; i < 40; ++i) {
        auto bad = good;
        for (int j = 0; j < 1 + i * 5; ++j) {
            random = random * 1664525 + 1013904223;
            bad[random % bad.size()] ^= static_cast<std::uint8_t>(1 + (random >> 24) % 255);
        }
        const auto code = code_of(client.annex(bad));
        EXPECT_NE(code, "worker_crashed") << i;
        EXPECT_NE(code, "worker_timeout") << i;
    }
}

TEST(WorkerClient, JudgesASignedFileAndNeedsNoFont) {
    auto own = options();
    own.font.clear();
    Client client(own);
    const auto folder =
        std::filesystem::temp_directory_path() / ("ctrg-judge-" + std::to_string(::getpid()));
    const crypto::Instant now = std::chrono::sys_days(std::chrono::year(2026) / 3 / 12);
    crypto::Authority::create(folder, "Établissement d'essai", now - 1h);
    const auto authority = crypto::Authority::load(folder);
    std::filesystem::remove_all(folder);
    const std::string root = authority.roots().front().pem();
    const auto verdict_of = [&](ByteView pdf, crypto::Instant at) {
        const auto result = client.verify(pdf, root, at);
        const auto* judged = std::get_if<Judged>(&result);
        return judged == nullptr ? "problem: " + std::get<Problem>(result).detail : judged->report;
    };
    const auto places = std::vector<Place>{{1, 1, 10, 10, 100, 50, false}};
    const auto prepared = Client(options()).ingest(fixture("convention.pdf"), places);
    ASSERT_TRUE(std::holds_alternative<Cleaned>(prepared));
    const auto stamps = pades::stamps_of(authority.timestamps(), now);
    const auto roots = authority.roots();
    auto file = pades::certify(
        std::get<Cleaned>(prepared).pdf, {authority.seal(), stamps, roots}, now, "Sceau"
    );
    EXPECT_TRUE(
        verdict_of(file, now).ends_with("unsigned: Signataire1\npolicy: contreseing-3\n"
                                        "revocation: not checked\nincomplete\n")
    ) << verdict_of(file, now);
    const auto signer = authority.issue_single_use({"Anne Exemple", {}, {}}, now);
    const auto revision = pades::sign(file, "Signataire1", {signer, stamps, roots}, now, {});
    file.insert(file.end(), revision.appended.begin(), revision.appended.end());
    EXPECT_TRUE(verdict_of(file, now).ends_with("\naccepted\n")) << verdict_of(file, now);
    EXPECT_TRUE(verdict_of(file, now - 1h).ends_with("\nNOT accepted\n"));
    file[file.size() / 2] ^= 1;
    EXPECT_TRUE(verdict_of(file, now).ends_with("\nNOT accepted\n"));
    EXPECT_TRUE(verdict_of(fixture("convention.pdf"), now).ends_with("\nNOT accepted\n"));
    EXPECT_TRUE(verdict_of(bytes("no pdf"), now).ends_with("\nNOT accepted\n"));
}

TEST(WorkerClient, GivesUpOnAVerificationThatCostsTooMuch) {
    const auto bomb = inflation_bomb();
    const auto result =
        Client(options()).verify(bomb, crypto::trial_identity({}).certificate.pem(), {});
    ASSERT_TRUE(std::holds_alternative<Judged>(result));
    EXPECT_EQ(std::get<Judged>(result).verdict, Verdict::Undecided);
    EXPECT_TRUE(std::get<Judged>(result).report.starts_with("file: over_budget: "));
}

/// A worker of the test's own: the real framing, another behaviour.
class WorkerStandIn : public testing::Test {
protected:
    Client::Options running(const std::string& body) {
        std::ofstream(path_) << "#!/usr/bin/python3 -IB\n"
                                "import sys, struct, os, time, signal\n"
                                "i, o = sys.stdin.buffer, sys.stdout.buffer\n"
                                "def take():\n"
                                "    return i.read(struct.unpack('>I', i.read(4))[0])\n"
                                "def give(b):\n"
                                "    o.write(struct.pack('>I', len(b)) + b); o.flush()\n"
                             << body;
        std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
        auto own = options();
        own.program = path_;
        return own;
    }
    void TearDown() override { std::filesystem::remove(path_); }

    const std::string path_ = "/tmp/ctrg-worker-" + std::to_string(::getpid()) + ".py";
};

TEST_F(WorkerStandIn, ThatIsKilledDiesOrAnswersNonsenseIsACrash) {
    for (const char* body :
         {"os.kill(os.getpid(), signal.SIGKILL)\n",
          "os._exit(0)\n",
          "take(); take(); os.abort()\n",
          "take(); take(); give(b'ok 1'); os._exit(0)\n",
          "take(); take(); os.write(1, b'\\xff\\xff\\xff\\xff')\n",
          "take(); take(); give(b'ok 1'); give(b'not a pdf')\n",
          "take(); take(); give(b'error no_such_code x'); give(b'')\n",
          "take(); take(); x = bytearray(4 << 30)\n"}) {
        EXPECT_EQ(code_of(Client(running(body)).annex(bytes("%PDF-1.7"))), "worker_crashed")
            << body;
    }
}

TEST_F(WorkerStandIn, PutsNoControlCharacterOnATerminal) {
    const auto result =
        Client(running("take(); take(); give(b'judged accepted'); give(b'a\\x1b[2Jb\\r\\nc')\n"))
            .verify(bytes("%PDF-1.7"), {}, {});
    ASSERT_TRUE(std::holds_alternative<Judged>(result));
    EXPECT_EQ(std::get<Judged>(result).report, "a?[2Jb?\nc");
}

TEST_F(WorkerStandIn, IsNotBelievedWhenItAnswersAnotherQuestion) {
    for (const char* body :
         {"take(); take(); give(b'ok 1'); give(b'%PDF-1.7')\n",
          "take(); take(); give(b'judged'); give(b'')\n"}) {
        const auto result = Client(running(body)).verify(bytes("%PDF-1.7"), {}, {});
        ASSERT_TRUE(std::holds_alternative<Problem>(result)) << body;
        EXPECT_EQ(std::get<Problem>(result).failure, Failure::WorkerCrashed);
    }
    EXPECT_EQ(
        code_of(Client(running("take(); take(); give(b'judged accepted'); give(b'%PDF-1.7')\n"))
                    .annex(bytes("%PDF-1.7"))),
        "worker_crashed"
    );
}

TEST_F(WorkerStandIn, ThatIsLateIsKilled) {
    auto own = running("time.sleep(600)\n");
    own.time_out = 200ms;
    const auto result = Client(own).annex(Bytes(8 << 20));
    EXPECT_EQ(code_of(result), "worker_timeout");
    EXPECT_TRUE(std::get<Problem>(result).temporary);
}

TEST_F(WorkerStandIn, ThatUsesUpItsProcessorTimeIsKilledForGood) {
    auto own = running("take(); take()\nwhile True: pass\n");
    own.limits.cpu_seconds = 1;
    const auto result = Client(own).annex(bytes("%PDF-1.7"));
    EXPECT_EQ(code_of(result), "worker_timeout");
    EXPECT_FALSE(std::get<Problem>(result).temporary);
}

TEST_F(WorkerStandIn, RunsNoMoreThanItsShareAtOnce) {
    auto own = running("take(); take(); time.sleep(600)\n");
    own.at_once = 2;
    own.time_out = 5s;
    own.patience = 200ms;
    Client client(own);
    std::atomic<int> busy = 0;
    std::atomic<int> late = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            const auto code = code_of(client.annex(bytes("%PDF-1.7")));
            busy += code == "worker_busy" ? 1 : 0;
            late += code == "worker_timeout" ? 1 : 0;
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(busy, 2);
    EXPECT_EQ(late, 2);
}

TEST(WorkerClient, SaysAtOnceWhenItsProgramOrFontIsNotThere) {
    auto no_program = options();
    no_program.program = "/nonexistent/contreseing-worker";
    EXPECT_THROW(Client{no_program}, std::system_error);
    auto no_font = options();
    no_font.font = "/nonexistent/font.ttf";
    EXPECT_THROW(Client{no_font}, std::system_error);
}

}  // namespace
}  // namespace contreseing::documents::worker
