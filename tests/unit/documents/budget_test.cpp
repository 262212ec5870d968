// Files made to cost more than they weigh: refused, and undecided rather than failed.

#include "documents/pdf/error.hpp"
#include "documents/pdf/ingest.hpp"
#include "tests/unit/documents/fixtures.hpp"
#include "tests/unit/documents/handmade_update.hpp"

#include <algorithm>
#include <zlib.h>

#include <gtest/gtest.h>

namespace contreseing::tests {
namespace {

using documents::pades::Conclusion;

std::string deflated(const std::string& bytes) {
    std::string out(compressBound(bytes.size()), '\0');
    auto length = static_cast<uLongf>(out.size());
    EXPECT_EQ(
        compress2(
            reinterpret_cast<Bytef*>(out.data()),
            &length,
            reinterpret_cast<const Bytef*>(bytes.data()),
            static_cast<uLong>(bytes.size()),
            9
        ),
        Z_OK
    );
    out.resize(length);
    return out;
}

/// A file whose catalog lies in an object stream of these bytes, written in an update.
std::string held_by(const std::string& dictionary, const std::string& data) {
    HandmadeUpdate update(signed_text());
    const int holder = update.alloc();
    update.object(holder, stream_body("/Type/ObjStm/N 1/First 5" + dictionary, data));
    return update.finish_stream(
        {{object_with(signed_text(), "/Type /Catalog").object,
          2,
          static_cast<std::size_t>(holder),
          0}}
    );
}

void expect_over_budget(const std::string& file) {
    const auto report = judged(file);
    EXPECT_EQ(report.conclusion(), Conclusion::Undecided) << plain_text(report);
    EXPECT_EQ(codes(report), std::vector<std::string>{"over_budget"});
}

TEST(Budget, RefusesAnObjectStreamThatInflatesTwice) {
    const std::string once = deflated(std::string(16 << 20, ' '));
    expect_over_budget(held_by("/Filter[/FlateDecode/FlateDecode]", deflated(once)));
    expect_over_budget(held_by("/Filter [ /Fl /LZW ]", deflated(once)));
}

TEST(Budget, RefusesAnObjectStreamThatInflatesTooFar) {
    expect_over_budget(held_by("/Filter/FlateDecode", deflated(std::string(65 << 20, ' '))));
}

TEST(Budget, CountsStreamsTogether) {
    const std::string half = deflated(std::string(33 << 20, ' '));
    HandmadeUpdate update(signed_text());
    for (int i = 0; i < 2; ++i) {
        update.object(
            update.alloc(), stream_body("/Type/ObjStm/N 1/First 5/Filter/FlateDecode", half)
        );
    }
    expect_over_budget(update.finish());
}

TEST(Budget, RefusesSectionsThatInflateTooFar) {
    HandmadeUpdate update(signed_text());
    update.object(
        update.alloc(),
        stream_body(
            "/Type/XRef/W[1 2 1]/Size 9/Filter/FlateDecode", deflated(std::string(65 << 20, '\0'))
        )
    );
    expect_over_budget(update.finish());
}

TEST(Budget, ReportsInFewLinesWhatIsWrongManyTimes) {
    HandmadeUpdate update(signed_text());
    for (int i = 0; i < 20'000; ++i) {
        update.object(update.alloc(), "<<>>");
    }
    const auto report = judged(update.finish());
    EXPECT_EQ(report.conclusion(), Conclusion::Failed);
    ASSERT_GE(report.problems.size(), 20'000U);
    const std::string text = plain_text(report);
    EXPECT_LT(text.size(), 64U << 10);
    const auto left_out = std::to_string(report.problems.size() - 200) + " more findings";
    EXPECT_NE(text.find(left_out), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with("NOT accepted\n"));
}

TEST(Budget, CutsLongNamesAndListsInAReport) {
    const std::string whole(299, 'a');
    documents::pades::Report report;
    report.unsigned_fields.assign(5000, whole);
    report.unsigned_fields.front() += "é, of two bytes";
    report.problems.push_back({"unreadable", std::string(1 << 20, 'c')});
    const std::string text = plain_text(report);
    EXPECT_LT(text.size(), 64U << 10);
    EXPECT_NE(text.find("unsigned: " + whole + "…, "), std::string::npos);
    EXPECT_NE(text.find(", … +4900\n"), std::string::npos);
}

TEST(Budget, HoldsForUploadsToo) {
    const std::string bomb = held_by("/Filter/FlateDecode", deflated(std::string(65 << 20, ' ')));
    try {
        static_cast<void>(documents::pdf::clean_annex(bytes_of(bomb)));
        FAIL();
    } catch (const documents::pdf::Error& error) {
        EXPECT_EQ(error.kind(), documents::pdf::ErrorKind::OverBudget);
    }
}

TEST(Budget, RefusesMoreRevisionsThanAnybodyMakes) {
    std::string file = signed_text();
    for (int i = 0; i < 260; ++i) {
        file = HandmadeUpdate(file).finish();
    }
    expect_over_budget(file);
}

TEST(Budget, RefusesRevisionsTimesObjects) {
    std::string file = signed_text();
    const std::string rows(std::size_t{60'000} * 7, '\0');
    const std::string packed = deflated(rows);
    for (int i = 0; i < 20; ++i) {
        HandmadeUpdate update(file);
        const std::size_t at = file.size();
        update.unlisted(
            update.tail.next_object++,
            stream_body(
                "/Type/XRef/W[1 4 2]/Index[0 60000]/Size 60000/Filter/FlateDecode/Prev " +
                    std::to_string(update.tail.last_xref) + "/Root " + update.tail.root,
                packed
            )
        );
        update.write("startxref\n" + std::to_string(at) + "\n%%EOF\n");
        file = update.take();
    }
    expect_over_budget(file);
}

/// What an update costs follows what it writes, and not the file that it follows.
TEST(Budget, AcceptsManySignaturesOnALargeFile) {
    auto objects = one_page("/AcroForm 4 0 R", "/Annots[ 5 0 R ]");
    std::string fields;
    for (int i = 0; i < 20; ++i) {
        fields += std::to_string(5 + i) + " 0 R ";
    }
    objects.emplace_back("<</SigFlags 3/Fields [ " + fields + "]>>");
    for (int i = 0; i < 20; ++i) {
        objects.emplace_back("<</FT/Sig/T (F" + std::to_string(i) + ")>>");
    }
    while (objects.size() < 50'000) {
        objects.emplace_back("<</A[1 2 3]/B 3 0 R>>");
    }
    std::string file = text_of(handmade(objects));
    for (int i = 0; i < 20; ++i) {
        file = signed_update(file, "F" + std::to_string(i), person(1));
    }
    const auto report = judged(file);
    EXPECT_EQ(report.conclusion(), Conclusion::Accepted) << plain_text(report).substr(0, 2000);
    EXPECT_EQ(report.signatures.size(), 20U);
}

}  // namespace
}  // namespace contreseing::tests
