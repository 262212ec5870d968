#include "crypto/authority.hpp"

#include "crypto/error.hpp"
#include "crypto_fixture.hpp"

#include <set>

#include <gtest/gtest.h>

namespace contreseing::crypto {
namespace {

using testing::a_mayor;
using testing::an_instant;
using testing::run_command;
using testing::shared_authority;
using testing::TemporaryFolder;
using testing::write_file;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

class AuthorityFolder : public ::testing::Test {
protected:
    void create(std::string_view passphrase = {}) const {
        Authority::create(folder_, "Université de l'Exemple", an_instant(), passphrase);
    }
    [[nodiscard]] ErrorKind refusal_to_load(std::string_view passphrase = {}) const {
        try {
            Authority::load(folder_, passphrase);
        } catch (const Error& error) {
            return error.kind();
        }
        ADD_FAILURE() << "nothing was thrown";
        return ErrorKind::Library;
    }
    static Instant whole_second(Instant at) { return std::chrono::floor<std::chrono::seconds>(at); }

    TemporaryFolder parent_;
    fs::path folder_ = parent_.path() / "authority";
};

/// What the openssl command line prints about a certificate.
std::string described(const Certificate& certificate) {
    const TemporaryFolder folder;
    write_file(folder.path() / "c.der", certificate.der());
    const auto result = run_command(
        "openssl x509 -inform DER -noout -text -nameopt utf8,sep_multiline -in " +
        (folder.path() / "c.der").string()
    );
    EXPECT_EQ(result.status, 0);
    return result.output;
}

TEST_F(AuthorityFolder, HoldsFourCertificatesAndKeysOnlyTheOwnerReads) {
    create();
    for (const std::string role : {"root", "issuing", "seal", "timestamp"}) {
        EXPECT_EQ(
            fs::status(folder_ / (role + ".key")).permissions(),
            fs::perms::owner_read | fs::perms::owner_write
        );
        EXPECT_EQ(
            fs::status(folder_ / (role + ".crt")).permissions(),
            fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read |
                fs::perms::others_read
        );
    }
    EXPECT_EQ(fs::status(folder_).permissions(), fs::perms::owner_all);
    EXPECT_FALSE(fs::exists(folder_.string() + ".partial"));
}

TEST_F(AuthorityFolder, IsAcceptedByTheOpensslCommandLine) {
    create();
    const std::string at = std::to_string(
        std::chrono::duration_cast<std::chrono::seconds>(an_instant().time_since_epoch()).count()
    );
    const std::string verify = "cd " + folder_.string() +
                               " && openssl verify -x509_strict -attime " + at +
                               " -CAfile root.crt -untrusted issuing.crt ";
    EXPECT_NE(run_command(verify + "seal.crt").output.find("seal.crt: OK"), std::string::npos);
    const auto stamp = run_command(verify + "-purpose timestampsign timestamp.crt");
    EXPECT_NE(stamp.output.find("timestamp.crt: OK"), std::string::npos) << stamp.output;
}

TEST_F(AuthorityFolder, IsNeverOverwritten) {
    create();
    EXPECT_THROW(create(), Error);
    EXPECT_NO_THROW(Authority::load(folder_));
}

TEST_F(AuthorityFolder, MayBeAnEmptyFolderOrReplaceAHalfMadeOne) {
    fs::create_directory(folder_);
    fs::create_directory(folder_.string() + ".partial");
    write_file(folder_.string() + ".partial/root.key", as_bytes("cut short"));
    create();
    EXPECT_NO_THROW(Authority::load(folder_));
}

TEST_F(AuthorityFolder, KeysUnderAPassphraseNeedIt) {
    create("phrase de passe");
    EXPECT_NO_THROW(Authority::load(folder_, "phrase de passe"));
    EXPECT_EQ(refusal_to_load("autre"), ErrorKind::Malformed);
    EXPECT_EQ(refusal_to_load(), ErrorKind::Malformed);
}

TEST_F(AuthorityFolder, LoadsWithTheRootKeyTakenOffline) {
    create();
    fs::remove(folder_ / "root.key");
    EXPECT_NO_THROW(Authority::load(folder_));
}

TEST_F(AuthorityFolder, RefusesMissingReadableMixedUpOrDamagedFiles) {
    EXPECT_EQ(refusal_to_load(), ErrorKind::Missing);
    create();
    fs::permissions(folder_ / "seal.key", fs::perms::others_read, fs::perm_options::add);
    EXPECT_EQ(refusal_to_load(), ErrorKind::UnsafeFile);
    fs::copy_file(
        folder_ / "timestamp.key", folder_ / "seal.key", fs::copy_options::overwrite_existing
    );
    fs::permissions(folder_ / "seal.key", fs::perms::owner_read);
    EXPECT_EQ(refusal_to_load(), ErrorKind::Malformed);
    write_file(folder_ / "root.crt", as_bytes("-----BEGIN CERTIFICATE-----\nAAAA\n"));
    EXPECT_EQ(refusal_to_load(), ErrorKind::Malformed);
}

TEST_F(AuthorityFolder, RefusesAnOrganisationWithoutName) {
    EXPECT_THROW(Authority::create(folder_, " \n", an_instant()), Error);
    EXPECT_FALSE(fs::exists(folder_));
}

TEST_F(AuthorityFolder, TellsWhenItsCertificatesEnd) {
    create();
    const Authority authority = Authority::load(folder_);
    const auto status = authority.status();
    ASSERT_EQ(status.size(), 4U);
    EXPECT_EQ(status[0].role, "root");
    EXPECT_EQ(status[0].not_before, whole_second(an_instant() - 1h));
    EXPECT_EQ(status[0].not_after, whole_second(an_instant() + std::chrono::years(20)));
    EXPECT_EQ(status[1].not_after, whole_second(an_instant() + std::chrono::years(10)));
    EXPECT_EQ(authority.first_expiry(), status[2].not_after);
    EXPECT_EQ(status[2].not_after, whole_second(an_instant() + std::chrono::years(5)));
    EXPECT_EQ(authority.roots().at(0).pem(), authority.root_certificate_pem());
}

TEST(Authority, SealNamesTheOrganisation) {
    const SubjectName subject = shared_authority().seal().certificate.subject();
    EXPECT_EQ(subject.organisation, "Université de l'Exemple");
    EXPECT_EQ(subject.common_name, "Cachet : Université de l'Exemple");
}

TEST_F(AuthorityFolder, CutsALongOrganisationBetweenTwoWords) {
    Authority::create(
        folder_,
        "Lycée polyvalent d'Œuvrard, établissement support du campus des métiers",
        an_instant(),
        {}
    );
    const SubjectName subject = Authority::load(folder_, {}).seal().certificate.subject();
    EXPECT_EQ(
        subject.organisation, "Lycée polyvalent d'Œuvrard, établissement support du campus des"
    );
    EXPECT_EQ(subject.common_name, "Cachet : Lycée polyvalent d'Œuvrard, établissement support du");
}

TEST(Authority, SingleUseCertificateSaysWhoWhenAndHowLittleItIsWorth) {
    const auto identity = shared_authority().issue_single_use(a_mayor(), an_instant());
    EXPECT_EQ(
        identity.certificate.subject(),
        (SubjectName{"Zoé Œuvrard", "Maire", "Commune d'Exemple-lès-Bains"})
    );
    using std::chrono::floor;
    using std::chrono::seconds;
    EXPECT_EQ(identity.certificate.not_before(), floor<seconds>(an_instant() - 5min));
    EXPECT_EQ(identity.certificate.not_after(), floor<seconds>(an_instant() + 1h));
    EXPECT_EQ(identity.serial_hex().size(), 32U);

    const std::string text = described(identity.certificate);
    for (const char* expected :
         {"Signature Algorithm: ecdsa-with-SHA256",
          "ASN1 OID: prime256v1",
          "X509v3 Key Usage: critical\n                Non Repudiation\n",
          kSimpleSignaturePolicy,
          "0.4.0.194121.2.1",
          "Contreseing, signatures simples non qualifi"}) {
        EXPECT_NE(text.find(expected), std::string::npos) << expected << "\n" << text;
    }
    EXPECT_EQ(text.find("Authority Information Access"), std::string::npos);
}

TEST(Authority, PoliciesTellASealFromASignature) {
    EXPECT_EQ(
        shared_authority().issue_single_use(a_mayor(), an_instant()).certificate.policies(),
        std::vector<std::string>{kSimpleSignaturePolicy}
    );
    EXPECT_EQ(
        shared_authority().seal().certificate.policies(), std::vector<std::string>{kSealPolicy}
    );
    EXPECT_EQ(
        shared_authority().timestamps().certificate().policies(),
        std::vector<std::string>{kTimestampPolicy}
    );
    EXPECT_TRUE(shared_authority().roots().at(0).policies().empty());
}

TEST(Authority, EachSingleUseCertificateHasItsOwnKeyAndSerial) {
    std::set<std::string> serials;
    std::set<Bytes> keys;
    for (int i = 0; i < 50; ++i) {
        const auto identity = shared_authority().issue_single_use(a_mayor(), an_instant());
        serials.insert(identity.serial_hex());
        keys.insert(identity.key.pem());
    }
    EXPECT_EQ(serials.size(), 50U);
    EXPECT_EQ(keys.size(), 50U);
}

TEST(Authority, LongAndHostileNamesAreCutAndStayReadable) {
    std::string emoji;
    for (int i = 0; i < 200; ++i) {
        emoji += "🖋";
    }
    const auto identity = shared_authority().issue_single_use(
        {emoji, "Directrice\r\n\u202Egénérale <script>", std::string(200, 'x')}, an_instant()
    );
    const SubjectName subject = Certificate::from_der(identity.certificate.der()).subject();
    EXPECT_EQ(subject.common_name, emoji.substr(0, 64 * 4));
    EXPECT_EQ(subject.title, "Directrice générale <script>");
    EXPECT_EQ(subject.organisation, std::string(64, 'x'));
}

TEST(Authority, OfficeAndOrganisationMayBeEmptyTheNameMayNot) {
    const auto identity = shared_authority().issue_single_use({"A", "", ""}, an_instant());
    EXPECT_EQ(identity.certificate.subject(), (SubjectName{"A", "", ""}));
    EXPECT_THROW((void)shared_authority().issue_single_use({" ", "x", "y"}, an_instant()), Error);
}

TEST(Authority, RefusesToIssueOutsideItsOwnLife) {
    const auto issue = [](Instant at) {
        return shared_authority().issue_single_use(a_mayor(), at);
    };
    EXPECT_THROW(issue(an_instant() - 3h), Error);
    EXPECT_THROW(issue(an_instant() + std::chrono::years(11)), Error);
}

TEST(Certificate, RefusesBytesThatAreNotExactlyOne) {
    Bytes der = shared_authority().seal().certificate.der();
    EXPECT_EQ(Certificate::from_der(der).fingerprint(), sha256(der));
    der.push_back(0);
    EXPECT_THROW(Certificate::from_der(der), Error);
    EXPECT_THROW(Certificate::from_der(ByteView(der).first(der.size() / 2)), Error);
    EXPECT_THROW(Certificate::from_der({}), Error);
    EXPECT_THROW(Certificate::from_pem("not a certificate"), Error);
}

}  // namespace
}  // namespace contreseing::crypto
