#include "documents/pades/sign.hpp"

#include "documents/pades/error.hpp"
#include "documents/pades/verify.hpp"
#include "documents/pdf/error.hpp"
#include "documents/pdf/structure_check.hpp"
#include "tests/unit/documents/fixtures.hpp"

#include <gtest/gtest.h>

namespace contreseing::tests {
namespace {

using documents::pades::Bytes;
using documents::pades::SignedRevision;
using documents::pdf::ErrorKind;

Bytes prepared() {
    return documents::pdf::prepare(fixture("convention.pdf"), three_places()).pdf;
}

SignedRevision sign_slot(const Bytes& tip, int slot, const std::string& name) {
    const auto identity = authority().issue_single_use({name, "Maire", "Commune"}, at());
    const auto stamps = documents::pades::stamps_of(authority().timestamps(), at());
    const auto roots = authority().roots();
    return documents::pades::sign(
        tip,
        documents::pdf::signatory_field(slot),
        {identity, stamps, roots},
        at(),
        {{{name, 1.2}, {"Maire"}, {"Signé électroniquement (signature simple)"}}}
    );
}

template <class Call>
ErrorKind refusal(const Call& call) {
    try {
        (void)call();
    } catch (const documents::pdf::Error& e) {
        return e.kind();
    }
    throw std::runtime_error("nothing was refused");
}

TEST(Sign, OnlyAppendsAndSaysTheDigestOfTheWhole) {
    Bytes whole = certified(prepared());
    const SignedRevision revision = sign_slot(whole, 1, "Claude Exemple");
    whole.insert(whole.end(), revision.appended.begin(), revision.appended.end());
    EXPECT_EQ(revision.sha256, crypto::sha256(whole));
    const auto report = documents::pades::verify(whole, authority().roots(), kNow);
    EXPECT_EQ(report.conclusion(), documents::pades::Conclusion::Incomplete) << plain_text(report);
    EXPECT_EQ(report.signatures.back().certificate_serial, revision.certificate_serial);
}

TEST(Sign, StaysUnderFourteenKilobytesPerSignature) {
    // Texts at their longest: subjects are cut at 64 characters, appearances at their box.
    const SignedRevision revision = sign_slot(certified(prepared()), 2, std::string(200, 'W'));
    EXPECT_LE(revision.appended.size(), 14'000U);
}

TEST(Sign, RewritesOnlyItsOwnFieldAmongOldObjects) {
    const Bytes tip = certified(prepared());
    const std::string appended = text_of(sign_slot(tip, 1, "Claude Exemple").appended);
    std::size_t objects = 0;
    for (std::size_t i = appended.find(" 0 obj\n"); i != std::string::npos;
         i = appended.find(" 0 obj\n", i + 1)) {
        ++objects;
    }
    EXPECT_EQ(objects, 3U) << "field, appearance, signature";
}

TEST(Sign, RefusesAFieldTwiceAndAFieldThatIsNotThere) {
    const Bytes once = signed_by(certified(prepared()), 1);
    EXPECT_EQ(refusal([&] { return sign_slot(once, 1, "X"); }), ErrorKind::FieldAlreadySigned);
    EXPECT_EQ(refusal([&] { return sign_slot(once, 9, "X"); }), ErrorKind::NoSuchField);
}

TEST(Sign, SurvivesHostileNames) {
    for (const std::string name :
         {"<script>alert(1)</script>",
          "=cmd|' /C calc'!A0",
          "A\r\nB)/OpenAction<</S/JavaScript>>",
          "\u202Ednomyar\u202C \u200F",
          "😀😀",
          "Ἀριστοτέλης Ёлкин"}) {
        Bytes whole = certified(prepared());
        const SignedRevision revision = sign_slot(whole, 1, name);
        whole.insert(whole.end(), revision.appended.begin(), revision.appended.end());
        EXPECT_EQ(
            documents::pades::verify(whole, authority().roots(), kNow).conclusion(),
            documents::pades::Conclusion::Incomplete
        ) << name;
        EXPECT_EQ(text_of(revision.appended).find("B)/OpenAction"), std::string::npos) << "escaped";
    }
}

TEST(Sign, PassesOnAFailingTimestampAndReturnsNothing) {
    const Bytes tip = certified(prepared());
    const auto identity = authority().issue_single_use({"X", "", ""}, at());
    const crypto::TimestampSource broken = [](crypto::ByteView) -> crypto::Bytes {
        throw std::runtime_error("no answer");
    };
    const auto roots = authority().roots();
    EXPECT_THROW(
        (void)documents::pades::sign(tip, "Signataire1", {identity, broken, roots}, at(), {}),
        std::runtime_error
    );
}

TEST(Sign, GivesNothingBackThatItsOwnVerifierRefuses) {
    const Bytes tip = certified(prepared());
    const auto identity = authority().issue_single_use({"X", "", ""}, at());
    const crypto::TimestampSource wrong = [](crypto::ByteView) {
        return authority().timestamps().stamp(crypto::Sha256Digest{}, at());
    };
    const auto roots = authority().roots();
    EXPECT_THROW(
        (void)documents::pades::sign(tip, "Signataire1", {identity, wrong, roots}, at(), {}),
        std::exception
    );
    const auto stamps = documents::pades::stamps_of(authority().timestamps(), at());
    const crypto::TrustRoots nobody;
    EXPECT_THROW(
        (void)documents::pades::sign(tip, "Signataire1", {identity, stamps, nobody}, at(), {}),
        documents::pades::Error
    );
}

TEST(Sign, AppendsAStreamAfterAStreamAndIsAcceptedThere) {
    // Ingest always writes a table; the writer must still hold on a file that ends in a stream.
    const Ran raw = run_on(prepared(), "qpdf --object-streams=generate {} {}.out && cat {}.out");
    ASSERT_EQ(raw.status, 0) << raw.output;
    const Bytes whole = signed_by(certified(bytes_of(raw.output)), 1);
    const auto report = documents::pades::verify(whole, authority().roots(), kNow);
    EXPECT_EQ(report.conclusion(), documents::pades::Conclusion::Incomplete) << plain_text(report);
    EXPECT_EQ(run_on(whole, "qpdf --check {}").status, 0);
}

TEST(TrialSign, AcceptsWhatIngestWroteAndRefusesOtherFiles) {
    EXPECT_NO_THROW(documents::pades::trial_sign(prepared(), {1, 2, 3}, at()));
    EXPECT_THROW(documents::pades::trial_sign(prepared(), {1, 4}, at()), documents::pdf::Error);
    EXPECT_THROW(
        documents::pades::trial_sign(fixture("convention.pdf"), {}, at()), documents::pdf::Error
    );
}

}  // namespace
}  // namespace contreseing::tests
