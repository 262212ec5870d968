#include "crypto/chain.hpp"

#include "crypto/asn1_time.hpp"

namespace contreseing::crypto {

namespace {

constexpr int kSecurityLevel = 2;

int nid_of(const X509_ALGOR* algorithm) {
    const ASN1_OBJECT* object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
    return OBJ_obj2nid(object);
}

/// OpenSSL also takes for an authority what has no basic constraints and a fitting key usage.
/// Source: RFC 5280, 6.1.4 (k).
bool has_only_authorities_above(STACK_OF(X509) * chain) {
    for (int i = 1; i + 1 < sk_X509_num(chain); ++i) {
        if (X509_check_ca(sk_X509_value(chain, i)) != 1) {
            return false;
        }
    }
    return true;
}

}  // namespace

std::optional<DigestAlgorithm> accepted_digest(const X509_ALGOR* algorithm) {
    switch (nid_of(algorithm)) {
        case NID_sha256:
            return DigestAlgorithm::Sha256;
        case NID_sha384:
            return DigestAlgorithm::Sha384;
        case NID_sha512:
            return DigestAlgorithm::Sha512;
        default:
            return std::nullopt;
    }
}

bool is_accepted_signature(const X509_ALGOR* algorithm) {
    switch (nid_of(algorithm)) {
        case NID_rsaEncryption:
        case NID_rsassaPss:
        case NID_sha256WithRSAEncryption:
        case NID_sha384WithRSAEncryption:
        case NID_sha512WithRSAEncryption:
        case NID_ecdsa_with_SHA256:
        case NID_ecdsa_with_SHA384:
        case NID_ecdsa_with_SHA512:
            return true;
        default:
            return false;
    }
}

X509StorePtr make_store(const TrustRoots& roots, Instant at) {
    X509StorePtr store(check(X509_STORE_new(), "X509_STORE_new"));
    for (const Certificate& root : roots) {
        check(X509_STORE_add_cert(store.get(), root.handle()), "X509_STORE_add_cert");
    }
    X509_VERIFY_PARAM* parameters = X509_STORE_get0_param(store.get());
    X509_VERIFY_PARAM_set_time(parameters, to_seconds(at));
    X509_VERIFY_PARAM_set_auth_level(parameters, kSecurityLevel);
    return store;
}

X509StackPtr make_stack(const std::vector<Certificate>& certificates) {
    X509StackPtr stack(check(sk_X509_new_null(), "sk_X509_new_null"));
    for (const Certificate& certificate : certificates) {
        check(
            X509_add_cert(stack.get(), certificate.handle(), X509_ADD_FLAG_UP_REF), "X509_add_cert"
        );
    }
    return stack;
}

bool is_without_path(int problem) {
    switch (problem) {
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        // A root of the same name with another key.
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
            return true;
        default:
            return false;
    }
}

int judge_chain(
    X509* certificate, STACK_OF(X509) * others, const TrustRoots& roots, std::optional<Instant> at
) {
    const X509StorePtr store = make_store(roots, at.value_or(Instant()));
    if (!at) {
        X509_VERIFY_PARAM_set_flags(X509_STORE_get0_param(store.get()), X509_V_FLAG_NO_CHECK_TIME);
    }
    const X509StoreContextPtr context(check(X509_STORE_CTX_new(), "X509_STORE_CTX_new"));
    check(
        X509_STORE_CTX_init(context.get(), store.get(), certificate, others), "X509_STORE_CTX_init"
    );
    const int verified = X509_verify_cert(context.get());
    const int problem = X509_STORE_CTX_get_error(context.get());
    if (verified == 1) {
        return has_only_authorities_above(X509_STORE_CTX_get0_chain(context.get()))
                   ? X509_V_OK
                   : X509_V_ERR_INVALID_CA;
    }
    return problem == X509_V_OK ? X509_V_ERR_UNSPECIFIED : problem;
}

}  // namespace contreseing::crypto
