#include "documents/pades/verify.hpp"

#include "documents/pdf/signature_field.hpp"
#include "tests/unit/documents/fixtures.hpp"

#include <gtest/gtest.h>

namespace contreseing::tests {
namespace {

using documents::pades::Indication;
using documents::pades::Report;
using documents::pades::SignatureRole;
using documents::pades::SubIndication;
using documents::pdf::Bytes;

TEST(Verify, NamesEachSignerAndTheTimeThatIsProved) {
    const Report report = documents::pades::verify(signed_convention(), authority().roots(), kNow);
    EXPECT_TRUE(report.accepted()) << plain_text(report);
    ASSERT_EQ(report.signatures.size(), 4U);
    EXPECT_EQ(report.revisions, 5U);
    EXPECT_EQ(report.signatures[0].field, "Cachet");
    EXPECT_EQ(report.signatures[0].role, SignatureRole::Certification);
    EXPECT_EQ(report.signatures[2].field, "Signataire2");
    EXPECT_EQ(report.signatures[2].role, SignatureRole::Approval);
    EXPECT_EQ(report.signatures[2].signer.common_name, "Prénom Nom 2");
    EXPECT_EQ(report.signatures[2].signer.title, "Maire");
    EXPECT_EQ(report.signatures[2].claimed_time, "D:20260312090200Z");
    EXPECT_EQ(report.signatures[2].stamped_at, at(2));
    EXPECT_TRUE(report.signatures[2].covers_whole_revision);
    EXPECT_EQ(report.signatures[3].covered_size, signed_convention().size());
}

TEST(Verify, DoubtsAnotherAuthoritysSignatures) {
    const Report report = documents::pades::verify(signed_convention(), {}, kNow);
    ASSERT_EQ(report.signatures.size(), 4U);
    EXPECT_FALSE(report.accepted());
    EXPECT_EQ(report.signatures[1].indication, Indication::Indeterminate);
    EXPECT_NE(report.signatures[1].sub_indication, SubIndication::None);
}

TEST(Verify, FailsOnlyTheHashOfWhatABitFlipTouches) {
    Bytes file = signed_convention();
    const std::size_t place = text_of(file).find("/Lang");
    ASSERT_NE(place, std::string::npos);
    file[place + 8] ^= 1;
    const Report report = documents::pades::verify(file, authority().roots(), kNow);
    ASSERT_EQ(report.signatures.size(), 4U);
    for (const auto& verdict : report.signatures) {
        EXPECT_EQ(verdict.indication, Indication::TotalFailed);
        EXPECT_EQ(verdict.sub_indication, SubIndication::HashFailure) << plain_text(report);
    }
}

TEST(Verify, SaysSoWhenThereIsNoSignature) {
    const Report report =
        documents::pades::verify(fixture("convention.pdf"), authority().roots(), kNow);
    EXPECT_TRUE(report.signatures.empty());
    EXPECT_TRUE(report.problems.empty());
    EXPECT_FALSE(report.accepted());
}

/// The signed convention with a document time-stamp over everything.
Bytes archived() {
    Bytes file = signed_convention();
    documents::pdf::SignatureOptions options;
    options.kind = documents::pdf::SignatureKind::DocumentTimestamp;
    options.reserve = 4096;
    auto prepared =
        documents::pdf::prepare_signature(file, documents::pdf::kTimestampField, options);
    const auto digest =
        crypto::Sha256().update(file).update(prepared.before()).update(prepared.after()).finish();
    const Bytes appended =
        std::move(prepared).embed(authority().timestamps().stamp(digest, at(30)));
    file.insert(file.end(), appended.begin(), appended.end());
    return file;
}

TEST(Verify, AcceptsADocumentTimestampAfterTheSignatures) {
    const Report report = documents::pades::verify(archived(), authority().roots(), kNow);
    EXPECT_TRUE(report.accepted()) << plain_text(report);
    ASSERT_EQ(report.signatures.size(), 5U);
    EXPECT_EQ(report.signatures[4].role, SignatureRole::DocumentTimestamp);
    EXPECT_EQ(report.signatures[4].stamped_at, at(30));
}

TEST(Verify, FailsADocumentTimestampOverOtherBytes) {
    Bytes file = archived();
    const std::size_t name = text_of(file).rfind("ETSI.RFC3161");
    file[name - 40] ^= 1;
    EXPECT_FALSE(documents::pades::verify(file, authority().roots(), kNow).accepted());
}

TEST(Verify, NeverThrowsWhateverTheLengthOfAFile) {
    const Bytes& whole = signed_convention();
    for (std::size_t size = 0; size < whole.size(); size += 1999) {
        const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_FALSE(documents::pades::verify(cut, authority().roots(), kNow).accepted()) << size;
    }
}

TEST(Verify, NeverAcceptsAFileWithOneByteChanged) {
    const Bytes& whole = signed_convention();
    for (std::size_t place = 0; place < whole.size(); place += 1493) {
        Bytes file = whole;
        file[place] ^= 0x01;
        const Report report = documents::pades::verify(file, authority().roots(), kNow);
        EXPECT_FALSE(report.accepted()) << "byte " << place << "\n" << plain_text(report);
    }
}

}  // namespace
}  // namespace contreseing::tests
