// Certificates that may not do what they did, and stamps that contradict the order of the file.

#include "crypto/cades.hpp"
#include "crypto/openssl_ptr.hpp"
#include "tests/unit/documents/fixtures.hpp"
#include "tests/unit/documents/handmade_update.hpp"

#include <algorithm>
#include <ostream>

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace contreseing::tests {
namespace {

using crypto::check;

constexpr int kYear = 60 * 24 * 365;

struct Profile {
    std::vector<std::pair<int, const char*>> extensions;
    int from = -60;  ///< minutes, as `at` counts
    int to = kYear;
    const EVP_MD* (*digest)() = EVP_sha256;
    int rsa_bits = 0;  ///< P-256 when none
};

struct Made {
    std::string name;
    std::shared_ptr<const crypto::PrivateKey> key;
    crypto::Certificate certificate;

    [[nodiscard]] crypto::SigningIdentity identity(const std::vector<const Made*>& chain) const {
        crypto::SigningIdentity made{
            crypto::PrivateKey::from_pem(text_of(key->pem())), certificate, {}};
        for (const Made* authority : chain) {
            made.chain.push_back(authority->certificate);
        }
        return made;
    }
};

long seconds(int minutes) {
    return std::chrono::floor<std::chrono::seconds>(at(minutes)).time_since_epoch().count();
}

void add_name(X509_NAME* name, const std::string& text) {
    X509_NAME_add_entry_by_txt(
        name,
        "CN",
        MBSTRING_UTF8,
        reinterpret_cast<const unsigned char*>(text.data()),
        static_cast<int>(text.size()),
        -1,
        0
    );
}

crypto::PrivateKey make_key(int rsa_bits) {
    if (rsa_bits == 0) {
        return crypto::PrivateKey::generate();
    }
    const crypto::KeyPtr key(check(EVP_RSA_gen(static_cast<unsigned>(rsa_bits)), "EVP_RSA_gen"));
    const crypto::BioPtr memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &text);
    return crypto::PrivateKey::from_pem({text, static_cast<std::size_t>(size)});
}

Made make(const std::string& name, const Made* issuer, const Profile& profile) {
    static long serial = 100;
    auto key = std::make_shared<const crypto::PrivateKey>(make_key(profile.rsa_bits));
    const crypto::X509Ptr certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
    ASN1_TIME_set(X509_getm_notBefore(certificate.get()), seconds(profile.from));
    ASN1_TIME_set(X509_getm_notAfter(certificate.get()), seconds(profile.to));
    add_name(X509_get_subject_name(certificate.get()), name);
    add_name(X509_get_issuer_name(certificate.get()), issuer == nullptr ? name : issuer->name);
    X509_set_pubkey(certificate.get(), key->handle());
    for (const auto& [nid, value] : profile.extensions) {
        const crypto::ExtensionPtr extension(
            check(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value), "X509V3_EXT_conf_nid")
        );
        X509_add_ext(certificate.get(), extension.get(), -1);
    }
    X509_sign(
        certificate.get(),
        issuer == nullptr ? key->handle() : issuer->key->handle(),
        profile.digest()
    );
    return {name, std::move(key), crypto::Certificate::share(certificate.get())};
}

const Profile kAuthority = {
    {{NID_basic_constraints, "critical,CA:TRUE"}, {NID_key_usage, "critical,keyCertSign"}}};
const Profile kPerson = {{{NID_key_usage, "critical,digitalSignature,nonRepudiation"}}};

const Made& root() {
    static const Made made = make("Racine", nullptr, kAuthority);
    return made;
}

Profile person_for(const char* purposes) {
    Profile profile = kPerson;
    profile.extensions.emplace_back(NID_ext_key_usage, purposes);
    return profile;
}

/// Signs for somebody whom `chain`, the nearest first, leads to the root.
MakeCms signed_with(const Made& signer, const std::vector<const Made*>& chain, int minutes = 5) {
    const auto identity = std::make_shared<crypto::SigningIdentity>(signer.identity(chain));
    return [identity, minutes](documents::pdf::ByteView covered) {
        return crypto::sign_detached(
            crypto::sha256(covered),
            *identity,
            documents::pades::stamps_of(authority().timestamps(), at(minutes))
        );
    };
}

/// One place, and `field` signed by `cms`, under our root and the test's own.
documents::pades::Report report_on(const MakeCms& cms, const char* field = "Signataire1") {
    static const std::string sealed = [] {
        auto options = three_places();
        options.places.resize(1);
        return text_of(certified(documents::pdf::prepare(fixture("convention.pdf"), options).pdf));
    }();
    auto roots = authority().roots();
    roots.push_back(root().certificate);
    std::string file = sealed;
    if (std::string(field) == "Horodatage") {
        file = archived(signed_update(sealed, "Signataire1", person(1)), cms);
    } else {
        file = signed_update(sealed, field, cms);
    }
    return documents::pades::verify(bytes_of(file), roots, kNow);
}

struct Case {
    const char* name;
    const char* reason;  ///< none: accepted
    documents::pades::Report (*judge)();
};

std::ostream& operator<<(std::ostream& out, const Case& one) {
    return out << one.name;
}

documents::pades::Report by_person(const Profile& profile) {
    return report_on(signed_with(make("Personne", &root(), profile), {}));
}

documents::pades::Report below(const Profile& authority) {
    const Made issuing = make("Autorité", &root(), authority);
    return report_on(signed_with(make("Personne", &issuing, kPerson), {&issuing}));
}

Profile with(Profile profile, int nid, const char* value) {
    profile.extensions.emplace_back(nid, value);
    return profile;
}

documents::pades::Report stamped_below(const Profile& authority) {
    const Made issuing = make("Autorité", &root(), authority);
    const Made stamps = make(
        "Horodatage",
        &issuing,
        {{{NID_key_usage, "critical,digitalSignature"},
          {NID_ext_key_usage, "critical,timeStamping"}}}
    );
    return report_on(
        [&](documents::pdf::ByteView covered) {
            return crypto::TimestampAuthority(stamps.identity({&issuing}))
                .stamp(crypto::sha256(covered), at(30));
        },
        "Horodatage"
    );
}

class ProofCase : public testing::TestWithParam<Case> {};

TEST_P(ProofCase, IsJudgedForItsOwnReason) {
    const auto report = GetParam().judge();
    const auto found = codes(report);
    const std::string reason = GetParam().reason;
    EXPECT_EQ(report.accepted(), reason.empty()) << plain_text(report);
    EXPECT_TRUE(reason.empty() || std::find(found.begin(), found.end(), reason) != found.end())
        << plain_text(report);
}

const Case kCases[] = {
    {"Person", "", [] { return by_person(kPerson); }},
    {"PersonForMailAndSites",
     "",
     [] { return by_person(person_for("emailProtection,serverAuth")); }},
    {"PersonForClients", "", [] { return by_person(person_for("clientAuth")); }},
    {"PersonForDocuments", "", [] { return by_person(person_for("1.3.6.1.5.5.7.3.36")); }},
    {"AuthorityBetween", "", [] { return below(kAuthority); }},
    {"StampBelowAnAuthority", "", [] { return stamped_below(kAuthority); }},
    {"Server", "key_usage_forbids_signing", [] { return by_person(person_for("serverAuth")); }},
    {"ServerAndClient",
     "key_usage_forbids_signing",
     [] { return by_person(person_for("serverAuth,clientAuth")); }},
    {"Program", "key_usage_forbids_signing", [] { return by_person(person_for("codeSigning")); }},
    {"Responder",
     "key_usage_forbids_signing",
     [] { return by_person(person_for("critical,OCSPSigning")); }},
    {"Encryption",
     "key_usage_forbids_signing",
     [] {
         return by_person({{{NID_key_usage, "critical,keyEncipherment"}}});
     }},
    {"AuthorityWithoutConstraints",
     "untrusted_chain",
     [] {
         return below({{{NID_key_usage, "critical,keyCertSign"}}});
     }},
    {"PersonAsAuthority", "untrusted_chain", [] { return below(kPerson); }},
    {"AuthorityThatSaysNo",
     "untrusted_chain",
     [] {
         return below(
             {{{NID_basic_constraints, "critical,CA:FALSE"},
               {NID_key_usage, "critical,keyCertSign"}}}
         );
     }},
    {"AuthorityThatMayNotCertify",
     "untrusted_chain",
     [] {
         return below(
             {{{NID_basic_constraints, "critical,CA:TRUE"}, {NID_key_usage, "critical,cRLSign"}}}
         );
     }},
    {"PathTooLong",
     "untrusted_chain",
     [] {
         const Made first = make(
             "Première",
             &root(),
             {{{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
               {NID_key_usage, "critical,keyCertSign"}}}
         );
         const Made second = make("Seconde", &first, kAuthority);
         return report_on(signed_with(make("Personne", &second, kPerson), {&second, &first}));
     }},
    {"NameOutsideTheConstraints",
     "untrusted_chain",
     [] {
         const Made issuing = make(
             "Autorité",
             &root(),
             with(kAuthority, NID_name_constraints, "critical,permitted;email:exemple.fr")
         );
         return report_on(signed_with(
             make("Personne", &issuing, with(kPerson, NID_subject_alt_name, "email:a@autre.fr")),
             {&issuing}
         ));
     }},
    {"StampBelowAnAuthorityWithoutConstraints",
     "untrusted_chain",
     [] {
         return stamped_below({{{NID_key_usage, "critical,keyCertSign"}}});
     }},
    {"ExpiredBefore",
     "certificate_not_valid_at_time",
     [] {
         Profile profile = kPerson;
         profile.to = 1;
         return by_person(profile);
     }},
    {"ValidLater",
     "certificate_not_valid_at_time",
     [] {
         Profile profile = kPerson;
         profile.from = 60;
         return by_person(profile);
     }},
    {"AuthorityExpiredBefore",
     "certificate_not_valid_at_time",
     [] {
         Profile profile = kAuthority;
         profile.to = 1;
         return below(profile);
     }},
    {"CertificateOverSha1",
     "untrusted_chain",
     [] {
         Profile profile = kPerson;
         profile.digest = EVP_sha1;
         return by_person(profile);
     }},
    {"ShortKey",
     "untrusted_chain",
     [] {
         Profile profile = kPerson;
         profile.rsa_bits = 1024;
         return by_person(profile);
     }},
    {"UnknownCriticalExtension",
     "untrusted_chain",
     [] {
         return by_person(
             with(kPerson, OBJ_create("1.3.6.1.4.1.99999.2", "x", "x"), "critical,ASN1:NULL")
         );
     }},
    {"SameAuthorityOfAnotherRoot",
     "untrusted_chain",
     [] {
         const Made other = make("Racine", nullptr, kAuthority);
         return report_on(signed_with(make("Personne", &other, kPerson), {&other}));
     }},
    {"KeyOfAnother",
     "invalid_signature_value",
     [] {
         const Made someone = make("Personne", &root(), kPerson);
         const Made other = make("Personne", &root(), kPerson);
         const auto cms = signed_with(someone, {});
         return report_on([=](documents::pdf::ByteView covered) {
             auto made = cms(covered);
             // The other's key in the certificate that the signature names.
             const auto point = [](const Made& of) {
                 const ASN1_BIT_STRING* key = X509_get0_pubkey_bitstr(of.certificate.handle());
                 return std::string(reinterpret_cast<const char*>(key->data), 65);
             };
             const std::string text = replaced(text_of(made), point(someone), point(other));
             return bytes_of(text);
         });
     }},
};

INSTANTIATE_TEST_SUITE_P(
    Certificates,
    ProofCase,
    testing::ValuesIn(kCases),
    [](const testing::TestParamInfo<Case>& one) { return one.param.name; }
);

// Order.

MakeCms person_at(int slot, int minutes) {
    return signed_with(make("Personne " + std::to_string(slot), &root(), kPerson), {}, minutes);
}

documents::pades::Report in_order(const std::vector<int>& minutes) {
    auto file =
        text_of(certified(documents::pdf::prepare(fixture("convention.pdf"), three_places()).pdf));
    for (int slot = 1; slot <= 3; ++slot) {
        file = signed_update(
            file,
            "Signataire" + std::to_string(slot),
            person_at(slot, minutes[static_cast<std::size_t>(slot - 1)])
        );
    }
    auto roots = authority().roots();
    roots.push_back(root().certificate);
    return documents::pades::verify(bytes_of(archived(file, stamp(minutes.back()))), roots, kNow);
}

TEST(Order, LetsClocksDiffer) {
    EXPECT_TRUE(in_order({3, 1, 2, 0}).accepted());
    EXPECT_TRUE(in_order({59, 1, 2, 0}).accepted());
}

TEST(Order, RefusesAStampBeforeOneThatItCovers) {
    for (const auto& minutes : {std::vector{1, 200, 3, 300}, {200, 3, 201, 300}, {1, 2, 111, 50}}) {
        const auto report = in_order(minutes);
        EXPECT_EQ(codes(report), std::vector<std::string>{"stamped_before_what_it_covers"})
            << plain_text(report);
        EXPECT_EQ(report.conclusion(), documents::pades::Conclusion::Failed);
    }
}

}  // namespace
}  // namespace contreseing::tests
