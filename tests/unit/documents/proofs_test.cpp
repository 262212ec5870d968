// What the verifier says of signatures, and no more than it checked.

#include "documents/pades/verify.hpp"
#include "documents/pdf/structure_check.hpp"
#include "tests/unit/documents/fixtures.hpp"
#include "tests/unit/documents/foreign_proofs.hpp"
#include "tests/unit/documents/handmade_update.hpp"

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>
#include <openssl/evp.h>

namespace contreseing::tests {
namespace {

using documents::pades::Conclusion;
using documents::pades::Indication;
using documents::pades::Report;
using documents::pades::SubIndication;

std::string sealed(int places = 3) {
    auto options = three_places();
    options.places.resize(static_cast<std::size_t>(places));
    return text_of(certified(documents::pdf::prepare(fixture("convention.pdf"), options).pdf));
}

Report judged_with_outside(const std::string& file) {
    auto roots = authority().roots();
    roots.push_back(outside_root());
    return documents::pades::verify(bytes_of(file), roots, kNow);
}

TEST(Proofs, AcceptLongerDigestsAndOutsideTimestamps) {
    const EVP_MD* const all[] = {EVP_sha256(), EVP_sha384(), EVP_sha512()};
    for (const EVP_MD* digest : all) {
        for (const EVP_MD* imprint : all) {
            const std::string file =
                signed_update(sealed(1), "Signataire1", person_with(1, digest, imprint));
            const Report report = judged_with_outside(file);
            EXPECT_EQ(report.conclusion(), Conclusion::Accepted)
                << EVP_MD_get0_name(digest) << " " << EVP_MD_get0_name(imprint) << "\n"
                << plain_text(report);
            EXPECT_EQ(report.signatures.back().stamped_at, at(1));
        }
    }
}

TEST(Proofs, RefuseShorterDigests) {
    const std::string file =
        signed_update(sealed(1), "Signataire1", person_with(1, EVP_sha1(), EVP_sha256()));
    EXPECT_NE(judged_with_outside(file).conclusion(), Conclusion::Accepted);
    const std::string stamped =
        signed_update(sealed(1), "Signataire1", person_with(1, EVP_sha256(), EVP_sha1()));
    EXPECT_NE(judged_with_outside(stamped).conclusion(), Conclusion::Accepted);
}

TEST(Proofs, AcceptAnOutsideArchiveTimestampOverALongerDigest) {
    const Found field = object_with(signed_text(), "/T (Horodatage)");
    documents::pdf::IncrementalUpdate update(tail_of(signed_text()));
    const int token = update.alloc();
    update.put(field.object, with(field.body, "/V " + reference(token)));
    update.put(token, empty_timestamp());
    const std::string file = filled(signed_text() + update.finish("x"), [](auto covered) {
        return outside_token(covered, EVP_sha512(), EVP_sha512(), at(30));
    });
    const Report report = judged_with_outside(file);
    EXPECT_TRUE(report.accepted()) << plain_text(report);
    EXPECT_EQ(
        judged(file).signatures.back().sub_indication, SubIndication::NoCertificateChainFound
    );
    EXPECT_EQ(judged(file).conclusion(), Conclusion::Undecided);
}

TEST(Proofs, NameTheFieldsThatWaitForSomebody) {
    const Report report = judged(text_of(signed_by(bytes_of(sealed()), 1)));
    EXPECT_EQ(report.conclusion(), Conclusion::Incomplete);
    EXPECT_EQ(report.unsigned_fields, (std::vector<std::string>{"Signataire2", "Signataire3"}));
    EXPECT_NE(plain_text(report).find("unsigned: Signataire2, Signataire3\n"), std::string::npos);
    EXPECT_TRUE(plain_text(report).ends_with("\nincomplete\n")) << plain_text(report);
}

TEST(Proofs, CallASealedTextThatNobodySignedIncomplete) {
    EXPECT_EQ(judged(sealed()).conclusion(), Conclusion::Incomplete);
    EXPECT_EQ(judged(sealed(0)).conclusion(), Conclusion::Accepted);
}

TEST(Proofs, CallAnActIncompleteWhenASignatureOfItWasCutOff) {
    const Report whole = judged(signed_text());
    for (std::size_t i = 0; i + 1 < whole.signatures.size(); ++i) {
        const std::string cut = signed_text().substr(0, whole.signatures[i].covered_size);
        EXPECT_EQ(judged(cut).conclusion(), Conclusion::Incomplete) << i;
    }
}

/// Who archives an act waits for nobody; which fields are empty is still said.
TEST(Proofs, AcceptAnArchivedActWithEmptyFieldsAndNameThem) {
    const Report report = judged(archived(text_of(signed_by(bytes_of(sealed()), 1))));
    EXPECT_EQ(report.conclusion(), Conclusion::Accepted) << plain_text(report);
    EXPECT_NE(plain_text(report).find("unsigned: Signataire2, Signataire3\n"), std::string::npos);
}

TEST(Proofs, SayThatAnotherRootLeadsToNoChain) {
    const auto folder =
        std::filesystem::temp_directory_path() /
        ("ctrg-other-" + std::to_string(testing::UnitTest::GetInstance()->random_seed()));
    std::filesystem::remove_all(folder);
    crypto::Authority::create(folder, "Établissement d'essai", at(-60));
    const auto roots = crypto::Authority::load(folder).roots();
    std::filesystem::remove_all(folder);
    for (const auto& wrong : {roots, crypto::TrustRoots{}}) {
        const Report report =
            documents::pades::verify(bytes_of(archived(signed_text())), wrong, kNow);
        EXPECT_EQ(report.conclusion(), Conclusion::Undecided);
        for (const auto& verdict : report.signatures) {
            EXPECT_EQ(verdict.indication, Indication::Indeterminate);
            EXPECT_EQ(verdict.sub_indication, SubIndication::NoCertificateChainFound)
                << plain_text(report);
            EXPECT_FALSE(verdict.problems.empty());
            EXPECT_FALSE(verdict.problems.front().detail.empty());
        }
    }
}

TEST(Proofs, RefuseStampsOfTheFuture) {
    const auto file = bytes_of(archived(signed_text()));
    const auto at_time = [&](crypto::Instant now) {
        return documents::pades::verify(file, authority().roots(), now);
    };
    EXPECT_EQ(at_time(at(30)).conclusion(), Conclusion::Accepted);
    EXPECT_EQ(at_time(at(26)).conclusion(), Conclusion::Accepted);
    const Report report = at_time(at(24));
    EXPECT_EQ(report.conclusion(), Conclusion::Failed) << plain_text(report);
    EXPECT_EQ(report.signatures.back().sub_indication, SubIndication::TimestampOrderFailure);
    EXPECT_EQ(codes(report), std::vector<std::string>{"timestamp_in_future"});
    const Report early = at_time(at(-24 * 60));
    EXPECT_TRUE(std::all_of(
        early.signatures.begin(),
        early.signatures.end(),
        [](const auto& verdict) { return !verdict.stamped_at; }
    ));
}

TEST(Proofs, SayWhichRulesWereAppliedAndWhatWasNotLookedAt) {
    const std::string said = plain_text(judged(signed_text()));
    EXPECT_NE(said.find("policy: contreseing-3\n"), std::string::npos) << said;
    EXPECT_NE(said.find("revocation: not checked\n"), std::string::npos) << said;
    EXPECT_TRUE(said.ends_with("\naccepted\n")) << said;
}

TEST(Proofs, PrintNoControlCharacterOfAFile) {
    auto bodies = one_page("/AcroForm<</Fields[4 0 R]>>");
    bodies.emplace_back("<</FT/Sig/T(\x1b[2J\nSigned: everybody)>>");
    const std::string said = plain_text(judged(text_of(handmade(bodies))));
    EXPECT_EQ(said.find('\x1b'), std::string::npos);
    EXPECT_EQ(said.find("\nSigned: everybody"), std::string::npos) << said;
}

/// Another filter between the placeholder and the drawing is a change that others do not know.
TEST(Proofs, KeepTheFilterOfThePlaceholderInTheAppearance) {
    const std::string base =
        text_of(documents::pdf::prepare(fixture("convention.pdf"), three_places()).pdf);
    const std::string placeholder = object_with(base, "/BBox [ 0 0 140 60 ]").body;
    const std::string drawn = object_with(signed_text(), "/BBox [ 0 0 140 60 ]").body;
    EXPECT_NE(placeholder.find("/Form"), std::string::npos);
    EXPECT_EQ(placeholder.find("/Filter"), std::string::npos) << placeholder;
    EXPECT_EQ(drawn.substr(0, drawn.find("stream\n")).find("/Filter"), std::string::npos);
}

}  // namespace
}  // namespace contreseing::tests
