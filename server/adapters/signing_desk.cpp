#include "server/adapters/signing_desk.hpp"

#include "crypto/cades.hpp"
#include "crypto/digest.hpp"
#include "documents/pades/sign.hpp"
#include "documents/pdf/ingest.hpp"

#include <stdexcept>

namespace contreseing::server {

namespace pades = documents::pades;

namespace {

/// What the seal is, and is not.
constexpr const char* kSealMeaning = "Contrôle d’intégrité, ne vaut ni signature ni accord";
/// Printed in every signature, whatever the reader's language: the act is French.
constexpr const char* kMention = "Signé électroniquement (signature simple)";

}  // namespace

AuthorityDesk::AuthorityDesk(const crypto::Authority& authority)
    : authority_(authority), roots_(authority.roots()) {}

workflows::app::Bytes AuthorityDesk::seal(
    std::span<const std::uint8_t> ingested, workflows::Instant at
) {
    const auto stamps = pades::stamps_of(authority_.timestamps(), at);
    return pades::certify(ingested, {authority_.seal(), stamps, roots_}, at, kSealMeaning);
}

workflows::app::SignedRevision AuthorityDesk::sign(const workflows::app::SignOrder& order) {
    const auto identity =
        authority_.issue_single_use({order.name, order.office, order.organisation}, order.at);
    const auto stamps = pades::stamps_of(authority_.timestamps(), order.at);
    auto made = pades::sign(
        order.tip,
        documents::pdf::signatory_field(order.slot),
        {identity, stamps, roots_},
        order.at,
        // The full name of the party, which a certificate cuts at 64 characters.
        {{{order.name, 1.25}, {order.office}, {kMention}, {order.local_time}},
         {{order.organisation}}}
    );
    return {
        std::move(made.appended),
        workflows::Sha256{made.sha256},
        std::move(made.certificate_serial)};
}

void AuthorityDesk::self_test(workflows::Instant at) const {
    const auto identity = authority_.issue_single_use({"Autocontrôle", {}, {}}, at);
    const auto digest = crypto::sha256(crypto::as_bytes("self test"));
    const auto cms =
        crypto::sign_detached(digest, identity, pades::stamps_of(authority_.timestamps(), at));
    const auto report = crypto::verify_detached(cms, crypto::only_sha256(digest), roots_, {});
    if (!report.valid()) {
        throw std::runtime_error("a signature made now does not verify: " + report.detail);
    }
}

}  // namespace contreseing::server
