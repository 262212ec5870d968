#pragma once

// Internal: how the authority's certificates are put together.

#include "crypto/certificate.hpp"
#include "crypto/openssl_ptr.hpp"

#include <optional>
#include <vector>

namespace contreseing::crypto {

/// A subject; empty parts are left out. Texts have been through `name_text`.
struct SubjectParts {
    const char* country = "";
    std::string organisation;
    std::string common_name;
    std::string title;
};

/// Who signs a certificate; absent for the root, which signs itself.
struct Issuer {
    X509* certificate;
    EVP_PKEY* key;
};

struct CertificatePlan {
    SubjectParts subject;
    Instant not_before;
    Instant not_after;
    /// Added in this order, after the key identifiers; not owned.
    std::vector<X509_EXTENSION*> extensions;
};

/// A signed v3 certificate for `key` with a random 128-bit serial and key identifiers.
Certificate build_certificate(
    const CertificatePlan& plan, EVP_PKEY* key, const std::optional<Issuer>& issuer
);

/// An extension in the notation of openssl-x509v3_config, such as `critical,CA:TRUE`.
ExtensionPtr simple_extension(int nid, const char* value);

/// certificatePolicies with one policy; a notice in French when `notice` is not empty.
ExtensionPtr policy_extension(const char* oid, std::string_view notice);

/// id-etsi-ext-valassured-ST-certs: the certificate is too short-lived to be revoked.
/// Source: EN 319 412-1, 5.2.
ExtensionPtr validity_assured_extension();

}  // namespace contreseing::crypto
