#pragma once

#include "crypto/bytes.hpp"
#include "crypto/digest.hpp"

#include <memory>
#include <string>
#include <vector>

struct evp_pkey_st;
struct x509_st;

namespace contreseing::crypto {

/// The parts of a subject that we show to people; empty when absent. UTF-8.
struct SubjectName {
    std::string common_name;
    std::string title;  ///< the office of a signatory
    std::string organisation;
    bool operator==(const SubjectName&) const = default;
};

/// An X.509 certificate; never empty, immutable, cheap to copy, shared between threads.
class Certificate {
public:
    /// Throws `Error{Malformed}`; bytes after the certificate are refused.
    static Certificate from_der(ByteView der);
    static Certificate from_pem(std::string_view pem);
    /// Takes another reference to OpenSSL's own object. For this library's sources.
    static Certificate share(x509_st* certificate);

    [[nodiscard]] Bytes der() const;
    [[nodiscard]] std::string pem() const;
    /// Lower-case hexadecimal, as many bytes as the number needs.
    [[nodiscard]] std::string serial_hex() const;
    [[nodiscard]] Instant not_before() const;
    [[nodiscard]] Instant not_after() const;
    [[nodiscard]] SubjectName subject() const;
    /// The certificate policies, dotted OIDs: tells a seal from a person's signature.
    [[nodiscard]] std::vector<std::string> policies() const;
    /// SHA-256 of the DER form.
    [[nodiscard]] Sha256Digest fingerprint() const;
    [[nodiscard]] x509_st* handle() const noexcept { return certificate_.get(); }

private:
    explicit Certificate(std::shared_ptr<x509_st> certificate);
    std::shared_ptr<x509_st> certificate_;
};

/// A private key; the last owner's end wipes it from memory.
class PrivateKey {
public:
    /// A fresh P-256 key.
    static PrivateKey generate();
    /// PKCS#8 or traditional PEM; `passphrase` empty: not encrypted. Throws `Error{Malformed}`.
    static PrivateKey from_pem(std::string_view pem, std::string_view passphrase = {});

    /// PKCS#8 PEM, encrypted (PBES2, AES-256-CBC) when `passphrase` is not empty.
    [[nodiscard]] Bytes pem(std::string_view passphrase = {}) const;
    [[nodiscard]] evp_pkey_st* handle() const noexcept { return key_.get(); }

private:
    struct Free {
        void operator()(evp_pkey_st* key) const noexcept;
    };
    explicit PrivateKey(evp_pkey_st* key) : key_(key) {}
    std::unique_ptr<evp_pkey_st, Free> key_;
};

/// What signs: a key, its certificate, and the certificates between it and the root (nearest
/// first, root left out). Movable; signing does not change it, so threads may share one.
struct SigningIdentity {
    PrivateKey key;
    Certificate certificate;
    std::vector<Certificate> chain;

    [[nodiscard]] std::string serial_hex() const { return certificate.serial_hex(); }
};

/// The root certificates a verification trusts.
using TrustRoots = std::vector<Certificate>;

}  // namespace contreseing::crypto
