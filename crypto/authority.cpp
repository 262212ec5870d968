#include "crypto/authority.hpp"

#include "crypto/certificate_builder.hpp"
#include "crypto/name_text.hpp"
#include "crypto/private_file.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace contreseing::crypto {

namespace {

constexpr const char* kAnyPolicy = "2.5.29.32.0";
constexpr const char* kCountry = "FR";

constexpr auto kBackdating = std::chrono::hours(1);
constexpr auto kSingleUseBefore = std::chrono::minutes(5);
constexpr auto kSingleUseAfter = std::chrono::hours(1);
constexpr std::size_t kMaxKeyFile = 64 * 1024;

/// Keys are read and written one at a time and wiped in between.
struct WipedBytes {
    Bytes bytes;
    ~WipedBytes() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

/// One certificate of the folder on its way there.
struct Member {
    PrivateKey key = PrivateKey::generate();
    std::optional<Certificate> certificate;

    void issue(const CertificatePlan& plan, const Member* issuer) {
        certificate = build_certificate(
            plan,
            key.handle(),
            issuer == nullptr
                ? std::nullopt
                : std::optional(Issuer{issuer->certificate->handle(), issuer->key.handle()})
        );
    }

    void save(
        const std::filesystem::path& folder, const std::string& role, std::string_view passphrase
    ) const {
        const WipedBytes pem{key.pem(passphrase)};
        write_new_file(folder / (role + ".key"), pem.bytes, FileAccess::OwnerOnly);
        write_new_file(
            folder / (role + ".crt"), as_bytes(certificate->pem()), FileAccess::Everyone
        );
    }
};

void write_members(
    const std::filesystem::path& folder,
    std::string_view organisation_text,
    Instant now,
    std::string_view passphrase
) {
    const std::string organisation = name_text(organisation_text);
    if (organisation.empty()) {
        throw Error(ErrorKind::InvalidArgument, "the authority's organisation has no name");
    }
    const ExtensionPtr root_basic =
        simple_extension(NID_basic_constraints, "critical,CA:TRUE,pathlen:1");
    const ExtensionPtr issuing_basic =
        simple_extension(NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    const ExtensionPtr authority_usage =
        simple_extension(NID_key_usage, "critical,keyCertSign,cRLSign");
    const ExtensionPtr seal_usage = simple_extension(NID_key_usage, "critical,nonRepudiation");
    const ExtensionPtr stamp_usage = simple_extension(NID_key_usage, "critical,digitalSignature");
    const ExtensionPtr stamp_only = simple_extension(NID_ext_key_usage, "critical,timeStamping");
    const ExtensionPtr any_policy = policy_extension(kAnyPolicy, {});
    const ExtensionPtr seal_policy = policy_extension(
        kSealPolicy, "cachet de contrôle d'intégrité, ne vaut ni signature ni accord"
    );
    const ExtensionPtr stamp_policy =
        policy_extension(kTimestampPolicy, "horodatage interne, non qualifié");

    const Instant start = now - kBackdating;
    const auto subject = [&](const std::string& common_name) {
        return SubjectParts{kCountry, organisation, name_text(common_name), {}};
    };
    Member root;
    root.issue(
        {subject("Contreseing, autorité racine"),
         start,
         now + std::chrono::years(20),
         {root_basic.get(), authority_usage.get()}},
        nullptr
    );
    Member issuing;
    issuing.issue(
        {subject("Contreseing, signatures simples non qualifiées"),
         start,
         now + std::chrono::years(10),
         {issuing_basic.get(), authority_usage.get(), any_policy.get()}},
        &root
    );
    Member seal;
    seal.issue(
        {subject("Cachet : " + organisation),
         start,
         now + std::chrono::years(5),
         {seal_usage.get(), seal_policy.get()}},
        &issuing
    );
    Member timestamp;
    timestamp.issue(
        {subject("Contreseing, horodatage interne"),
         start,
         now + std::chrono::years(10),
         {stamp_usage.get(), stamp_only.get(), stamp_policy.get()}},
        &issuing
    );
    root.save(folder, "root", passphrase);
    issuing.save(folder, "issuing", passphrase);
    seal.save(folder, "seal", passphrase);
    timestamp.save(folder, "timestamp", passphrase);
}

std::string read_text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw Error(ErrorKind::Missing, path.string() + ": not found");
    }
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

/// Says which file, whatever is wrong with its content.
template <class Parse>
auto parse_file(const std::filesystem::path& path, Parse parse) {
    try {
        return parse();
    } catch (const Error& error) {
        throw Error(error.kind(), path.string() + ": " + error.what());
    }
}

Certificate load_certificate(const std::filesystem::path& path) {
    const std::string pem = read_text(path);
    return parse_file(path, [&] { return Certificate::from_pem(pem); });
}

SigningIdentity load_identity(
    const std::filesystem::path& folder,
    const std::string& role,
    std::string_view passphrase,
    std::vector<Certificate> chain
) {
    const auto key_path = folder / (role + ".key");
    Certificate certificate = load_certificate(folder / (role + ".crt"));
    const WipedBytes pem{read_private_file(key_path, kMaxKeyFile)};
    PrivateKey key =
        parse_file(key_path, [&] { return PrivateKey::from_pem(as_text(pem.bytes), passphrase); });
    if (X509_check_private_key(certificate.handle(), key.handle()) != 1) {
        drain_openssl_errors();
        throw Error(
            ErrorKind::Malformed, key_path.string() + ": does not belong to " + role + ".crt"
        );
    }
    return {std::move(key), std::move(certificate), std::move(chain)};
}

}  // namespace

struct Authority::Impl {
    Certificate root;
    SigningIdentity issuing;
    SigningIdentity seal;
    TimestampAuthority timestamps;

    // The same in every single-use certificate.
    ExtensionPtr usage = simple_extension(NID_key_usage, "critical,nonRepudiation");
    ExtensionPtr policy =
        policy_extension(kSimpleSignaturePolicy, "signature simple, non qualifiée");
    ExtensionPtr validity_assured = validity_assured_extension();
};

Authority::Authority(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Authority::Authority(Authority&&) noexcept = default;
Authority& Authority::operator=(Authority&&) noexcept = default;
Authority::~Authority() = default;

void Authority::create(
    const std::filesystem::path& folder,
    std::string_view organisation,
    Instant now,
    std::string_view passphrase
) {
    namespace fs = std::filesystem;
    try {
        if (fs::exists(folder) && !fs::is_empty(folder)) {
            throw Error(ErrorKind::AlreadyExists, folder.string() + ": not empty");
        }
        // Written beside and renamed, so that a crash leaves no half of an authority.
        const fs::path absolute = fs::absolute(folder / "").parent_path();
        const fs::path partial = absolute.string() + ".partial";
        fs::create_directories(absolute.parent_path());
        fs::remove_all(partial);
        fs::create_directory(partial);
        fs::permissions(partial, fs::perms::owner_all);
        write_members(partial, organisation, now, passphrase);
        flush_folder(partial);
        fs::rename(partial, absolute);
        flush_folder(absolute.parent_path());
    } catch (const fs::filesystem_error& error) {
        throw Error(ErrorKind::Storage, error.what());
    }
}

Authority Authority::load(const std::filesystem::path& folder, std::string_view passphrase) {
    Certificate root = load_certificate(folder / "root.crt");
    SigningIdentity issuing = load_identity(folder, "issuing", passphrase, {});
    const std::vector<Certificate> chain = {issuing.certificate};
    return Authority(std::unique_ptr<Impl>(new Impl{
        std::move(root),
        std::move(issuing),
        load_identity(folder, "seal", passphrase, chain),
        TimestampAuthority(load_identity(folder, "timestamp", passphrase, chain))}));
}

SigningIdentity Authority::issue_single_use(const Signatory& signatory, Instant at) const {
    const Certificate& issuing = impl_->issuing.certificate;
    if (at < issuing.not_before() || at > issuing.not_after()) {
        throw Error(ErrorKind::Expired, "the issuing authority is not valid at this instant");
    }
    CertificatePlan plan{
        {"",
         name_text(signatory.organisation),
         name_text(signatory.name),
         name_text(signatory.office)},
        at - kSingleUseBefore,
        at + kSingleUseAfter,
        {impl_->usage.get(), impl_->policy.get(), impl_->validity_assured.get()}};
    if (plan.subject.common_name.empty()) {
        throw Error(ErrorKind::InvalidArgument, "the signatory has no name");
    }
    PrivateKey key = PrivateKey::generate();
    Certificate certificate = build_certificate(
        plan, key.handle(), Issuer{issuing.handle(), impl_->issuing.key.handle()}
    );
    return {std::move(key), std::move(certificate), {issuing}};
}

const SigningIdentity& Authority::seal() const noexcept {
    return impl_->seal;
}

const TimestampAuthority& Authority::timestamps() const noexcept {
    return impl_->timestamps;
}

TrustRoots Authority::roots() const {
    return {impl_->root};
}

std::string Authority::root_certificate_pem() const {
    return impl_->root.pem();
}

std::vector<CertificateStatus> Authority::status() const {
    const auto of = [](const char* role, const Certificate& certificate) {
        return CertificateStatus{role, certificate.not_before(), certificate.not_after()};
    };
    return {
        of("root", impl_->root),
        of("issuing", impl_->issuing.certificate),
        of("seal", impl_->seal.certificate),
        of("timestamp", impl_->timestamps.certificate())};
}

Instant Authority::first_expiry() const {
    const auto all = status();
    return std::min_element(
               all.begin(),
               all.end(),
               [](const auto& a, const auto& b) { return a.not_after < b.not_after; }
    )->not_after;
}

}  // namespace contreseing::crypto
