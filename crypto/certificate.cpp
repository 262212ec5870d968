#include "crypto/certificate.hpp"

#include "crypto/asn1_text.hpp"
#include "crypto/asn1_time.hpp"
#include "crypto/openssl_ptr.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace contreseing::crypto {

namespace {

/// What a caller gets wrong is Malformed, with OpenSSL's reasons.
[[noreturn]] void throw_malformed(const char* what) {
    throw Error(ErrorKind::Malformed, std::string(what) + ": " + drain_openssl_errors());
}

std::string name_entry(const X509_NAME* name, int nid) {
    const int index = X509_NAME_get_index_by_NID(name, nid, -1);
    if (index < 0) {
        return {};
    }
    unsigned char* text = nullptr;
    const int length =
        ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
    if (length < 0) {
        drain_openssl_errors();
        return {};
    }
    std::string entry(reinterpret_cast<const char*>(text), static_cast<std::size_t>(length));
    OPENSSL_free(text);
    return entry;
}

std::string_view written(BIO* memory) {
    char* text = nullptr;
    const long length = BIO_get_mem_data(memory, &text);
    return {text, static_cast<std::size_t>(length)};
}

/// Without a callback OpenSSL would ask for the passphrase on the terminal.
int give_passphrase(char* buffer, int size, int /*writing*/, void* passphrase) {
    const auto& text = *static_cast<const std::string_view*>(passphrase);
    if (text.empty() || text.size() > static_cast<std::size_t>(size)) {
        return -1;
    }
    text.copy(buffer, text.size());
    return static_cast<int>(text.size());
}

}  // namespace

Certificate::Certificate(std::shared_ptr<x509_st> certificate)
    : certificate_(std::move(certificate)) {}

Certificate Certificate::share(x509_st* certificate) {
    check(X509_up_ref(certificate), "X509_up_ref");
    // OpenSSL decodes the extensions when first asked and keeps them: done here, before other
    // threads see the certificate. What is wrong with them shows in its verification.
    ERR_set_mark();
    X509_check_purpose(certificate, -1, 0);
    ERR_pop_to_mark();
    return Certificate(std::shared_ptr<x509_st>(certificate, X509_free));
}

Certificate Certificate::from_der(ByteView der) {
    const unsigned char* position = der.data();
    X509Ptr certificate(d2i_X509(nullptr, &position, static_cast<long>(der.size())));
    if (!certificate || position != der.data() + der.size()) {
        throw_malformed("certificate");
    }
    return share(certificate.get());
}

Certificate Certificate::from_pem(std::string_view pem) {
    const BioPtr reader = memory_reader(as_bytes(pem));
    const X509Ptr certificate(PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr));
    if (!certificate) {
        throw_malformed("certificate");
    }
    return share(certificate.get());
}

Bytes Certificate::der() const {
    return to_der(handle(), i2d_X509, "i2d_X509");
}

std::string Certificate::pem() const {
    const BioPtr memory(check(BIO_new(BIO_s_mem()), "BIO_new"));
    check(PEM_write_bio_X509(memory.get(), handle()), "PEM_write_bio_X509");
    return std::string(written(memory.get()));
}

std::string Certificate::serial_hex() const {
    return integer_hex(X509_get0_serialNumber(handle()));
}

Instant Certificate::not_before() const {
    return to_instant(X509_get0_notBefore(handle()));
}

Instant Certificate::not_after() const {
    return to_instant(X509_get0_notAfter(handle()));
}

SubjectName Certificate::subject() const {
    const X509_NAME* name = X509_get_subject_name(handle());
    return {
        name_entry(name, NID_commonName),
        name_entry(name, NID_title),
        name_entry(name, NID_organizationName)};
}

std::vector<std::string> Certificate::policies() const {
    const PoliciesPtr found(static_cast<CERTIFICATEPOLICIES*>(
        X509_get_ext_d2i(handle(), NID_certificate_policies, nullptr, nullptr)
    ));
    std::vector<std::string> oids;
    for (int i = 0; i < sk_POLICYINFO_num(found.get()); ++i) {
        oids.push_back(dotted_oid(sk_POLICYINFO_value(found.get(), i)->policyid));
    }
    return oids;
}

Sha256Digest Certificate::fingerprint() const {
    Sha256Digest digest{};
    check(X509_digest(handle(), EVP_sha256(), digest.data(), nullptr), "X509_digest");
    return digest;
}

void PrivateKey::Free::operator()(evp_pkey_st* key) const noexcept {
    EVP_PKEY_free(key);
}

PrivateKey PrivateKey::generate() {
    return PrivateKey(check(EVP_EC_gen("P-256"), "P-256 key generation"));
}

PrivateKey PrivateKey::from_pem(std::string_view pem, std::string_view passphrase) {
    const BioPtr reader = memory_reader(as_bytes(pem));
    EVP_PKEY* key = PEM_read_bio_PrivateKey(reader.get(), nullptr, give_passphrase, &passphrase);
    if (key == nullptr) {
        throw_malformed("private key");
    }
    return PrivateKey(key);
}

Bytes PrivateKey::pem(std::string_view passphrase) const {
    const BioPtr memory(check(BIO_new(BIO_s_secmem()), "BIO_new"));
    check(
        PEM_write_bio_PKCS8PrivateKey(
            memory.get(),
            handle(),
            passphrase.empty() ? nullptr : EVP_aes_256_cbc(),
            passphrase.empty() ? nullptr : passphrase.data(),
            static_cast<int>(passphrase.size()),
            nullptr,
            nullptr
        ),
        "PEM_write_bio_PKCS8PrivateKey"
    );
    const ByteView pem = as_bytes(written(memory.get()));
    return {pem.begin(), pem.end()};
}

}  // namespace contreseing::crypto
