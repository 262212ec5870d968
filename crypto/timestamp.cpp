#include "crypto/timestamp.hpp"

#include "crypto/asn1_text.hpp"
#include "crypto/asn1_time.hpp"
#include "crypto/authority.hpp"
#include "crypto/chain.hpp"

#include <algorithm>

namespace contreseing::crypto {

namespace {

using RequestBytes = std::array<std::uint8_t, 59>;
using ResponseContextPtr = OpenSslPtr<TS_RESP_CTX, TS_RESP_CTX_free>;
using ResponsePtr = OpenSslPtr<TS_RESP, TS_RESP_free>;

struct SignersFree {
    void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_free(stack); }
};
/// A stack whose certificates belong to the token.
using SignersPtr = std::unique_ptr<STACK_OF(X509), SignersFree>;

/// TimeStampReq { version 1, SHA-256 imprint, certReq TRUE }: OpenSSL's responder only answers
/// encoded requests. Source: RFC 3161, 2.4.1.
RequestBytes make_request(const Sha256Digest& imprint) {
    constexpr std::array<std::uint8_t, 24> kBefore = {
        0x30, 0x39, 0x02, 0x01, 0x01, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60,
        0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
    constexpr std::array<std::uint8_t, 3> kAfter = {0x01, 0x01, 0xff};
    RequestBytes request{};
    auto end = std::copy(kBefore.begin(), kBefore.end(), request.begin());
    end = std::copy(imprint.begin(), imprint.end(), end);
    std::copy(kAfter.begin(), kAfter.end(), end);
    return request;
}

/// OpenSSL takes ownership of the serial prepared by stamp(): no exception may cross its frames.
ASN1_INTEGER* given_serial(TS_RESP_CTX* /*context*/, void* data) {
    return static_cast<Asn1IntegerPtr*>(data)->release();
}

int given_time(TS_RESP_CTX* /*context*/, void* data, long* seconds, long* microseconds) {
    const Instant at = *static_cast<const Instant*>(data);
    *seconds = to_seconds(at);
    *microseconds = (at - std::chrono::floor<std::chrono::seconds>(at)).count();
    return 1;
}

bool is_signed_with_accepted_algorithms(PKCS7* token) {
    STACK_OF(PKCS7_SIGNER_INFO)* signers = PKCS7_get_signer_info(token);
    if (sk_PKCS7_SIGNER_INFO_num(signers) != 1) {
        return false;
    }
    const PKCS7_SIGNER_INFO* signer = sk_PKCS7_SIGNER_INFO_value(signers, 0);
    return accepted_digest(signer->digest_alg) && is_accepted_signature(signer->digest_enc_alg);
}

Bytes bytes_of(const ASN1_STRING* text) {
    const unsigned char* data = ASN1_STRING_get0_data(text);
    return {data, data + ASN1_STRING_length(text)};
}

}  // namespace

struct TimestampAuthority::Impl {
    SigningIdentity identity;
    X509StackPtr chain;
    Asn1ObjectPtr policy;
};

TimestampAuthority::TimestampAuthority(SigningIdentity identity) {
    Asn1ObjectPtr policy(check(OBJ_txt2obj(kTimestampPolicy, 1), "time-stamp policy"));
    X509StackPtr chain = make_stack(identity.chain);
    if (X509_check_purpose(identity.certificate.handle(), X509_PURPOSE_TIMESTAMP_SIGN, 0) != 1) {
        throw Error(ErrorKind::InvalidArgument, "the certificate may not sign time-stamps");
    }
    impl_.reset(new Impl{std::move(identity), std::move(chain), std::move(policy)});
}

TimestampAuthority::TimestampAuthority(TimestampAuthority&&) noexcept = default;
TimestampAuthority& TimestampAuthority::operator=(TimestampAuthority&&) noexcept = default;
TimestampAuthority::~TimestampAuthority() = default;

const Certificate& TimestampAuthority::certificate() const noexcept {
    return impl_->identity.certificate;
}

Bytes TimestampAuthority::stamp(const Sha256Digest& imprint, Instant at) const {
    const SigningIdentity& own = impl_->identity;
    if (at < own.certificate.not_before() || at > own.certificate.not_after()) {
        throw Error(
            ErrorKind::Expired, "the time-stamping certificate is not valid at this instant"
        );
    }
    const ResponseContextPtr context(check(TS_RESP_CTX_new(), "TS_RESP_CTX_new"));
    TS_RESP_CTX* const ctx = context.get();
    check(
        TS_RESP_CTX_set_signer_cert(ctx, own.certificate.handle()), "TS_RESP_CTX_set_signer_cert"
    );
    check(TS_RESP_CTX_set_signer_key(ctx, own.key.handle()), "TS_RESP_CTX_set_signer_key");
    check(TS_RESP_CTX_set_signer_digest(ctx, EVP_sha256()), "TS_RESP_CTX_set_signer_digest");
    check(TS_RESP_CTX_set_ess_cert_id_digest(ctx, EVP_sha256()), "TS_RESP_CTX_set_ess_cert_id");
    check(TS_RESP_CTX_set_def_policy(ctx, impl_->policy.get()), "TS_RESP_CTX_set_def_policy");
    check(TS_RESP_CTX_set_certs(ctx, impl_->chain.get()), "TS_RESP_CTX_set_certs");
    check(TS_RESP_CTX_add_md(ctx, EVP_sha256()), "TS_RESP_CTX_add_md");
    check(TS_RESP_CTX_set_accuracy(ctx, 1, 0, 0), "TS_RESP_CTX_set_accuracy");
    check(TS_RESP_CTX_set_clock_precision_digits(ctx, 6), "TS_RESP_CTX_set_clock_precision_digits");
    Asn1IntegerPtr serial = random_serial();
    TS_RESP_CTX_set_serial_cb(ctx, given_serial, &serial);
    TS_RESP_CTX_set_time_cb(ctx, given_time, &at);

    const RequestBytes request = make_request(imprint);
    const BioPtr reader = memory_reader(request);
    const ResponsePtr response(check(TS_RESP_create_response(ctx, reader.get()), "time-stamp"));
    PKCS7* const token = TS_RESP_get_token(response.get());
    if (token == nullptr) {
        throw_openssl("time-stamp refused");
    }
    return to_der(token, i2d_PKCS7, "i2d_PKCS7");
}

bool TimestampReport::has(TimestampProblem problem) const noexcept {
    return std::find(problems.begin(), problems.end(), problem) != problems.end();
}

TimestampReport verify_timestamp(
    ByteView token,
    const ContentDigest& content,
    const TrustRoots& roots,
    std::optional<Instant> validation_time
) {
    TimestampReport report;
    const unsigned char* position = token.data();
    const Pkcs7Ptr signed_data(d2i_PKCS7(nullptr, &position, static_cast<long>(token.size())));
    const bool whole = signed_data && position == token.data() + token.size() &&
                       PKCS7_type_is_signed(signed_data.get()) &&
                       !PKCS7_get_detached(signed_data.get());
    const OpenSslPtr<TS_TST_INFO, TS_TST_INFO_free> info(
        whole ? PKCS7_to_TS_TST_INFO(signed_data.get()) : nullptr
    );
    if (!info) {
        report.problems.push_back(TimestampProblem::Malformed);
        report.detail = drain_openssl_errors();
        return report;
    }
    try {
        report.gen_time = to_instant(TS_TST_INFO_get_time(info.get()));
    } catch (const Error& error) {
        report.problems.push_back(TimestampProblem::Malformed);
        report.detail = error.what();
        return report;
    }
    report.policy = dotted_oid(TS_TST_INFO_get_policy_id(info.get()));
    report.serial_hex = integer_hex(TS_TST_INFO_get_serial(info.get()));

    TS_MSG_IMPRINT* stamped = TS_TST_INFO_get_msg_imprint(info.get());
    const auto algorithm = accepted_digest(TS_MSG_IMPRINT_get_algo(stamped));
    if (!algorithm || !is_signed_with_accepted_algorithms(signed_data.get())) {
        report.problems.push_back(TimestampProblem::WeakAlgorithm);
    }
    if (!algorithm || bytes_of(TS_MSG_IMPRINT_get_msg(stamped)) != content(*algorithm)) {
        report.problems.push_back(TimestampProblem::WrongImprint);
    }

    const OpenSslPtr<TS_VERIFY_CTX, TS_VERIFY_CTX_free> context(
        check(TS_VERIFY_CTX_new(), "TS_VERIFY_CTX_new")
    );
    TS_VERIFY_CTX_set_flags(context.get(), TS_VFY_VERSION | TS_VFY_SIGNATURE);
    const Instant reference = validation_time.value_or(*report.gen_time);
    TS_VERIFY_CTX_set_store(context.get(), make_store(roots, reference).release());
    const bool verified = TS_RESP_verify_token(context.get(), signed_data.get()) == 1;
    report.detail = drain_openssl_errors();
    const SignersPtr signers(PKCS7_get0_signers(signed_data.get(), nullptr, 0));
    if (signers && sk_X509_num(signers.get()) == 1) {
        X509* const signer = sk_X509_value(signers.get(), 0);
        report.authority = Certificate::share(signer).subject();
        const int path = judge_chain(signer, signed_data->d.sign->cert, roots, std::nullopt);
        if (path == X509_V_ERR_INVALID_CA || (!verified && is_without_path(path))) {
            report.problems.push_back(TimestampProblem::UntrustedChain);
        }
    }
    if (!verified && !report.has(TimestampProblem::UntrustedChain)) {
        report.problems.push_back(TimestampProblem::InvalidSignature);
    }
    drain_openssl_errors();
    return report;
}

}  // namespace contreseing::crypto
