#include "crypto/cades.hpp"

#include "crypto/error.hpp"
#include "crypto/trial_identity.hpp"
#include "crypto_fixture.hpp"
#include "foreign_cms.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace contreseing::crypto {
namespace {

using testing::a_mayor;
using testing::an_instant;
using testing::ForeignCms;
using testing::read_file;
using testing::run_command;
using testing::shared_authority;
using testing::stamp_at;
using testing::TemporaryFolder;
using testing::with_unsigned_attribute;
using testing::write_file;
using namespace std::chrono_literals;

constexpr std::string_view kContent = "what is signed";
const Sha256Digest kDigest = sha256(as_bytes(kContent));

SigningIdentity a_signer() {
    return shared_authority().issue_single_use(a_mayor(), an_instant());
}

Bytes a_signature() {
    return sign_detached(kDigest, a_signer(), stamp_at(an_instant()));
}

CadesReport judged(ByteView cms, const CadesOptions& options = {}) {
    return verify_detached(cms, only_sha256(kDigest), shared_authority().roots(), options);
}

std::string seconds_text(Instant at) {
    return std::to_string(
        std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count()
    );
}

TEST(Cades, OwnSignatureIsValidAndSaysWhoAndWhen) {
    const CadesReport report = judged(a_signature());
    EXPECT_TRUE(report.valid()) << report.detail;
    EXPECT_TRUE(report.warnings.empty());
    EXPECT_EQ(report.subject, (SubjectName{"Zoé Œuvrard", "Maire", "Commune d'Exemple-lès-Bains"}));
    EXPECT_EQ(report.signed_at(), an_instant());
    EXPECT_EQ(report.serial_hex.size(), 32U);
    EXPECT_EQ(report.signer->serial_hex(), report.serial_hex);
    EXPECT_TRUE(report.detail.empty()) << report.detail;
}

TEST(Cades, SealIsValidToo) {
    const auto& seal = shared_authority().seal();
    const CadesReport report = judged(sign_detached(kDigest, seal, stamp_at(an_instant())));
    EXPECT_TRUE(report.valid()) << report.detail;
    EXPECT_EQ(report.subject.organisation, "Université de l'Exemple");
}

TEST(Cades, TrialIdentityIsItsOwnRootAndNobodyElses) {
    const SigningIdentity trial = trial_identity(an_instant());
    const Bytes cms = sign_detached(kDigest, trial);
    const CadesOptions at_once{TimestampPolicy::Optional, an_instant()};
    EXPECT_TRUE(verify_detached(cms, only_sha256(kDigest), {trial.certificate}, at_once).valid());
    EXPECT_EQ(judged(cms, at_once).problems, std::vector{CadesProblem::UntrustedChain});
}

TEST(Cades, FitsTheRoomReservedForIt) {
    std::string wide;
    for (int i = 0; i < 64; ++i) {
        wide += "🖋";
    }
    const auto signer = shared_authority().issue_single_use({wide, wide, wide}, an_instant());
    EXPECT_LT(sign_detached(kDigest, signer, stamp_at(an_instant())).size(), kCmsReservedBytes);
}

TEST(Cades, IsAcceptedByTheOpensslCommandLineAtItsTime) {
    const TemporaryFolder folder;
    write_file(folder.path() / "s.der", a_signature());
    write_file(folder.path() / "content", as_bytes(kContent));
    write_file(folder.path() / "other", as_bytes("what is not signed"));
    write_file(folder.path() / "root.pem", as_bytes(shared_authority().root_certificate_pem()));
    const std::string verify =
        "cd " + folder.path().string() +
        " && openssl cms -verify -cades -binary -inform DER -in s.der -CAfile root.pem "
        "-out out -attime ";
    const auto good = run_command(verify + seconds_text(an_instant()) + " -content content");
    EXPECT_EQ(good.status, 0);
    EXPECT_NE(good.output.find("CAdES Verification successful"), std::string::npos) << good.output;
    EXPECT_NE(run_command(verify + seconds_text(an_instant()) + " -content other").status, 0);
    const auto late = run_command(verify + seconds_text(an_instant() + 2h) + " -content content");
    EXPECT_NE(late.output.find("certificate has expired"), std::string::npos) << late.output;
}

TEST(Cades, HasExactlyTheAttributesOfThePadesProfile) {
    const TemporaryFolder folder;
    write_file(folder.path() / "s.der", a_signature());
    const std::string text = run_command(
                                 "openssl cms -cmsout -print -noout -inform DER -in " +
                                 (folder.path() / "s.der").string()
    )
                                 .output;
    const auto signed_at = text.find("signedAttrs:");
    const auto unsigned_at = text.find("unsignedAttrs:");
    ASSERT_NE(signed_at, std::string::npos) << text;
    ASSERT_NE(unsigned_at, std::string::npos) << text;
    const std::string signed_part = text.substr(signed_at, unsigned_at - signed_at);
    int attributes = 0;
    for (auto at = signed_part.find("object:"); at != std::string::npos;
         at = signed_part.find("object:", at + 1)) {
        ++attributes;
    }
    EXPECT_EQ(attributes, 3) << signed_part;
    for (const char* name : {"contentType", "messageDigest", "id-smime-aa-signingCertificateV2"}) {
        EXPECT_NE(signed_part.find(name), std::string::npos) << name;
    }
    EXPECT_EQ(signed_part.find("signingTime"), std::string::npos);
    EXPECT_NE(text.find("id-smime-aa-timeStampToken", unsigned_at), std::string::npos);
}

TEST(Cades, StaysValidAfterTheSingleUseCertificateEnded) {
    // Nothing here is judged at the time of the test: the certificate lived one hour in 2026.
    EXPECT_TRUE(judged(a_signature()).valid());
    EXPECT_TRUE(
        judged(a_signature(), {.validation_time = an_instant() + std::chrono::years(9)}).valid()
    );
}

TEST(Cades, ProvesNothingOnceTheTimestampsChainEnded) {
    const CadesReport report =
        judged(a_signature(), {.validation_time = an_instant() + std::chrono::years(11)});
    EXPECT_TRUE(report.has(CadesProblem::TimestampInvalid));
    EXPECT_FALSE(report.signed_at());
}

TEST(Cades, StampedAfterTheCertificateEndedIsRefused) {
    const CadesReport report =
        judged(sign_detached(kDigest, a_signer(), stamp_at(an_instant() + 2h)));
    EXPECT_EQ(report.problems, std::vector{CadesProblem::CertificateNotValidAtTime});
    const CadesReport early =
        judged(sign_detached(kDigest, a_signer(), stamp_at(an_instant() - 6min)));
    EXPECT_EQ(early.problems, std::vector{CadesProblem::CertificateNotValidAtTime});
}

TEST(Cades, WithoutTimestampIsRefusedUnlessOptionalAndJudgedAtAGivenTime) {
    const Bytes bare = sign_detached(kDigest, a_signer());
    EXPECT_EQ(judged(bare).problems, std::vector{CadesProblem::TimestampMissing});
    EXPECT_TRUE(judged(bare, {TimestampPolicy::Optional, {}}).has(CadesProblem::TimestampMissing));
    EXPECT_TRUE(judged(bare, {TimestampPolicy::Optional, an_instant()}).valid());
    EXPECT_EQ(
        judged(bare, {TimestampPolicy::Optional, an_instant() + 2h}).problems,
        std::vector{CadesProblem::CertificateNotValidAtTime}
    );
}

TEST(Cades, OverOtherBytesIsRefused) {
    const CadesReport report =
        verify_detached(a_signature(), only_sha256(sha256(as_bytes("other"))), shared_authority().roots());
    EXPECT_EQ(report.problems, std::vector{CadesProblem::WrongMessageDigest});
}

TEST(Cades, UnderAnotherRootIsRefused) {
    const TemporaryFolder folder;
    Authority::create(folder.path() / "other", "Autre", an_instant() - 1h);
    const Authority other = Authority::load(folder.path() / "other");
    const Bytes foreign = sign_detached(
        kDigest, other.issue_single_use(a_mayor(), an_instant()), stamp_at(an_instant())
    );
    EXPECT_EQ(judged(foreign).problems, std::vector{CadesProblem::UntrustedChain});
    EXPECT_TRUE(verify_detached(a_signature(), only_sha256(kDigest), {}).has(CadesProblem::TimestampInvalid));
}

TEST(Cades, WithATimestampOfAnotherSignatureIsRefused) {
    const auto wrong = [](ByteView) {
        return shared_authority().timestamps().stamp(sha256(as_bytes("other")), an_instant());
    };
    const CadesReport report = judged(sign_detached(kDigest, a_signer(), wrong));
    EXPECT_EQ(report.problems, std::vector{CadesProblem::TimestampInvalid});
    EXPECT_EQ(report.timestamp->problems, std::vector{TimestampProblem::WrongImprint});
}

TEST(Cades, PassesOnTheFailureOfItsTimestampSource) {
    const auto failing = [](ByteView) -> Bytes { throw std::runtime_error("no answer"); };
    EXPECT_THROW(sign_detached(kDigest, a_signer(), failing), std::runtime_error);
}

TEST(Cades, RefusesToSignWithAKeyThatIsNotTheCertificates) {
    SigningIdentity mixed = a_signer();
    mixed.key = PrivateKey::generate();
    EXPECT_THROW(sign_detached(kDigest, mixed), Error);
}

TEST(Cades, ZeroPaddingIsIgnoredAnythingElseIsNot) {
    Bytes cms = a_signature();
    cms.resize(kCmsReservedBytes, 0);
    EXPECT_TRUE(judged(cms).valid());
    cms.back() = 1;
    EXPECT_EQ(judged(cms).problems, std::vector{CadesProblem::Malformed});
}

TEST(Cades, RubbishIsMalformedAndNeverThrows) {
    for (const Bytes& bytes :
         {Bytes{}, Bytes(100, 0), Bytes(100, 0xFF), Bytes{0x30, 0x80}, Bytes{0x30, 0x84, 0xFF}}) {
        EXPECT_EQ(judged(bytes).problems, std::vector{CadesProblem::Malformed});
    }
    const Bytes cms = a_signature();
    for (std::size_t length = 0; length < cms.size(); length += 3) {
        EXPECT_TRUE(judged(ByteView(cms).first(length)).has(CadesProblem::Malformed)) << length;
    }
    const Bytes certificate = a_signer().certificate.der();
    EXPECT_EQ(judged(certificate).problems, std::vector{CadesProblem::Malformed});
}

TEST(Cades, AFlippedByteIsRefusedOrChangesNothingThatCounts) {
    const Bytes cms = a_signature();
    const CadesReport original = judged(cms);
    int accepted = 0;
    for (std::size_t i = 0; i < cms.size(); i += 3) {
        Bytes changed = cms;
        changed[i] ^= 0x01;
        const CadesReport report = judged(changed);
        if (report.valid()) {
            ++accepted;
            EXPECT_EQ(report.signer->fingerprint(), original.signer->fingerprint()) << i;
            EXPECT_EQ(report.signed_at(), original.signed_at()) << i;
        }
    }
    // Version numbers and the list of digests lie outside every signature.
    EXPECT_LT(accepted, 10);
}

TEST(Cades, NamingAnotherSignatureAlgorithmIsRefusedWhereverItStands) {
    const Bytes cms = a_signature();
    const Bytes ecdsa_sha256 = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};
    int places = 0;
    auto at = cms.begin();
    while ((at = std::search(at, cms.end(), ecdsa_sha256.begin(), ecdsa_sha256.end())) != cms.end()
    ) {
        Bytes changed = cms;
        changed[static_cast<std::size_t>(at - cms.begin()) + 9] = 0x01;  // ecdsa-with-SHA224
        EXPECT_FALSE(judged(changed).valid()) << at - cms.begin();
        ++places;
        ++at;
    }
    EXPECT_GE(places, 6);
}

TEST(Cades, ASecondTimestampOrAnUnknownAttributeIsAWarning) {
    const Bytes cms = a_signature();
    const Bytes token =
        shared_authority().timestamps().stamp(sha256(as_bytes("other")), an_instant());
    const CadesReport twice =
        judged(with_unsigned_attribute(cms, "1.2.840.113549.1.9.16.2.14", token));
    EXPECT_TRUE(twice.valid()) << twice.detail;
    EXPECT_EQ(twice.warnings, std::vector{CadesWarning::SeveralTimestamps});
    EXPECT_EQ(twice.signed_at(), an_instant());
    const CadesReport unknown = judged(with_unsigned_attribute(cms, "1.2.3.4", Bytes{0x30, 0x00}));
    EXPECT_TRUE(unknown.valid());
    EXPECT_EQ(unknown.warnings, std::vector{CadesWarning::UnknownUnsignedAttribute});
}

TEST(Cades, MadeByCmsFinalIsRefusedForItsSigningTime) {
    const Bytes cms = ForeignCms(a_signer()).content(kContent).cades().sign();
    EXPECT_TRUE(
        judged(cms, {TimestampPolicy::Optional, an_instant()}).has(CadesProblem::SigningTimePresent)
    );
    EXPECT_FALSE(judged(cms, {TimestampPolicy::Optional, an_instant()})
                     .has(CadesProblem::InvalidSignatureValue));
}

TEST(Cades, WithoutSigningCertificateAttributeIsRefused) {
    const Bytes cms = ForeignCms(a_signer()).content(kContent).sign();
    EXPECT_TRUE(judged(cms, {TimestampPolicy::Optional, an_instant()})
                    .has(CadesProblem::WrongSigningCertificate));
}

TEST(Cades, WithContentInsideIsRefused) {
    const Bytes cms = ForeignCms(a_signer()).content(kContent).cades().attached().sign();
    EXPECT_TRUE(
        judged(cms, {TimestampPolicy::Optional, an_instant()}).has(CadesProblem::ContentNotDetached)
    );
}

TEST(Cades, WithTwoSignersIsRefused) {
    const SigningIdentity second = a_signer();
    const Bytes cms = ForeignCms(a_signer()).content(kContent).cades().also(second).sign();
    EXPECT_EQ(
        judged(cms, {TimestampPolicy::Optional, an_instant()}).problems,
        std::vector{CadesProblem::NotExactlyOneSigner}
    );
}

TEST(Cades, WithoutTheSignersCertificateIsRefused) {
    const Bytes cms =
        ForeignCms(a_signer()).content(kContent).cades().without_certificates().sign();
    EXPECT_TRUE(judged(cms, {TimestampPolicy::Optional, an_instant()})
                    .has(CadesProblem::SignerCertificateMissing));
}

TEST(Cades, OverSha1IsRefused) {
    const Bytes cms = ForeignCms(a_signer()).content(kContent).sha1().sign();
    const CadesReport report = judged(cms, {TimestampPolicy::Optional, an_instant()});
    EXPECT_TRUE(report.has(CadesProblem::WeakAlgorithm));
}

TEST(Cades, ByTheKeyOfAnAuthorityOrOfItsTimestampsIsRefused) {
    const TemporaryFolder parent;
    const auto folder = parent.path() / "authority";
    Authority::create(folder, "Autre", an_instant() - 1h);
    const Authority authority = Authority::load(folder);
    for (const std::string role : {"issuing", "timestamp"}) {
        const SigningIdentity thief{
            PrivateKey::from_pem(as_text(read_file(folder / (role + ".key")))),
            Certificate::from_pem(as_text(read_file(folder / (role + ".crt")))),
            role == "issuing" ? std::vector<Certificate>{} : authority.seal().chain};
        const Bytes cms = sign_detached(kDigest, thief);
        EXPECT_EQ(
            verify_detached(
                cms, only_sha256(kDigest), authority.roots(), {TimestampPolicy::Optional, an_instant()}
            )
                .problems,
            std::vector{CadesProblem::KeyUsageForbidsSigning}
        ) << role;
    }
}

}  // namespace
}  // namespace contreseing::crypto
