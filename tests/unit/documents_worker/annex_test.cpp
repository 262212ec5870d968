// What cleaning an annex keeps, refuses and asks about, judged by a reader that the product does
// not use (MuPDF).

#include "annex_cases.hpp"
#include "documents/worker/client.hpp"
#include "tests/unit/documents/fixtures.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <gtest/gtest.h>

namespace contreseing::documents::worker {
namespace {

using namespace std::chrono_literals;
using tests::run_on;

Client& client() {
    static Client made([] {
        Client::Options options;
        options.program = CONTRESEING_WORKER;
        options.pictures = CONTRESEING_PICTURES;
        options.time_out = 5min;
        options.patience = 5min;
        return options;
    }());
    return made;
}

std::string named(const std::vector<Loss>& losses) {
    std::string text;
    for (const auto& loss : losses) {
        text +=
            ' ' + loss.kind + ' ' + std::to_string(loss.page) + ' ' + std::to_string(loss.count);
    }
    return text;
}

std::string answer_to(const std::variant<Cleaned, Problem>& result) {
    if (const auto* problem = std::get_if<Problem>(&result)) {
        return std::string(code(problem->failure)) + named(problem->losses);
    }
    const auto& losses = std::get<Cleaned>(result).losses;
    return losses.empty() ? "taken" : "to_confirm" + named(losses);
}

/// Pixels that differ clearly, as MuPDF draws all pages at 36 dots an inch.
int different_pixels(const Bytes& before, const Bytes& after) {
    constexpr int kClearly = 48;
    const char* command = "(mutool draw -q -F pgm -r 36 -o - {} 2>/dev/null)";
    const auto left = run_on(before, command).output;
    const auto right = run_on(after, command).output;
    if (left.empty() || left.size() != right.size()) {
        return -1;
    }
    int different = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        const int step = static_cast<unsigned char>(left[i]) - static_cast<unsigned char>(right[i]);
        different += std::abs(step) > kClearly ? 1 : 0;
    }
    return different;
}

std::string sorted_text(const Bytes& pdf) {
    auto text = run_on(pdf, "(mutool draw -q -F txt {} 2>/dev/null)").output;
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\f'; });
    std::sort(text.begin(), text.end());
    return text;
}

TEST(Annex, GivesEachKindItsAnswer) {
    int lost_right = 0;
    int lost = 0;
    int missed = 0;
    int taken = 0;
    const auto cases = tests::annex_cases();
    for (const auto& one : cases) {
        const auto result = client().annex(one.pdf);
        const auto answer = answer_to(result);
        EXPECT_EQ(answer, one.answer) << one.name;
        const auto loses = [](const std::string& text) {
            return text.starts_with("would_lose") || text.starts_with("to_confirm");
        };
        lost += loses(answer) ? 1 : 0;
        lost_right += loses(answer) && loses(one.answer) ? 1 : 0;
        missed += loses(one.answer) && !loses(answer) ? 1 : 0;
        if (const auto* cleaned = std::get_if<Cleaned>(&result); cleaned && one.mupdf.empty()) {
            ++taken;
            EXPECT_EQ(different_pixels(one.pdf, cleaned->pdf), 0) << one.name;
            EXPECT_EQ(sorted_text(one.pdf), sorted_text(cleaned->pdf)) << one.name;
        }
    }
    std::printf(
        "%zu annexes by hand: %d losses named, %d of them rightly, %d missed; %d kept, the same "
        "for "
        "MuPDF\n",
        cases.size(),
        lost,
        lost_right,
        missed,
        taken
    );
}

TEST(Annex, LosesWhatOtherProgramsKeepBesideTheDrawing) {
    auto bodies = tests::one_page(
        {},
        "/PieceInfo<</X<</Private(secret)>>>>/Contents 4 0 R"
        "/Resources<</XObject<</X 5 0 R>>>>"
    );
    bodies.emplace_back("<</Length 5>>\nstream\n/X Do\nendstream");
    bodies.emplace_back(
        "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/PieceInfo<</Y<</Private(secret)>>>>/Length "
        "12>>\nstream\n0 0 9 9 re f\nendstream"
    );
    const auto result = client().annex(tests::handmade(bodies));
    ASSERT_EQ(answer_to(result), "taken");
    const auto text = tests::text_of(std::get<Cleaned>(result).pdf);
    EXPECT_EQ(text.find("PieceInfo"), std::string::npos);
    EXPECT_EQ(text.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace contreseing::documents::worker
