#pragma once

#include "server/http/router.hpp"
#include "server/pages/kit/pages.hpp"
#include "server/pages/link/routes.hpp"
#include "tests/support/memory_stores.hpp"
#include "tests/support/outside_fakes.hpp"
#include "workflows/app/link.hpp"
#include "workflows/app/services.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::server::pages::tests {

namespace app = workflows::app;

/// Keyed by nothing: secrets that a test can foresee.
class PlainSecrets : public app::Secrets {
public:
    std::string link_secret(const app::LinkRef& link) override;
    std::string code(
        const workflows::ConventionId& convention,
        int slot,
        const workflows::CodeIssue& issue,
        int version,
        const workflows::Sha256& sha256
    ) override;
    bool same(std::string_view a, std::string_view b) override { return a == b; }
    std::string seal_session(std::string_view payload) override;
    std::optional<std::string> open_session(std::string_view sealed) override;
    std::string form_token(std::string_view session) override;
    std::string fingerprint(std::string_view request) override { return std::string(request); }
};

/// Appends a line instead of a signature; can be told to fail as a neighbour's lease does.
class LineDesk : public app::SigningDesk {
public:
    explicit LineDesk(app::Digest& digest) : digest_(digest) {}
    app::Bytes seal(std::span<const std::uint8_t> ingested, workflows::Instant at) override;
    app::SignedRevision sign(const app::SignOrder& order) override;
    std::vector<std::string> times;  ///< `local_time` of each signature

private:
    app::Digest& digest_;
};

class FakeFiles : public app::FileCache {
public:
    std::optional<app::PublishedFile> publish(
        const workflows::CampusId& campus, const workflows::DocumentId& document, int revision
    ) override;
};

/// What the browser of one person keeps.
struct Browser {
    std::string cookie;  ///< `name=value`
    std::string csrf;
    std::string command;
};

/// A campus with one convention of two ranks, run by the real rules on stores in memory.
class World {
public:
    explicit World(std::string title = "Adhésion de la société Exemple");

    workflows::ConventionId start(std::string title, std::string holder = "Camille Exemple");
    void freeze();
    void ask_opinion();
    void open_round();
    app::Outcome execute(const workflows::Command& command);
    const workflows::State state();
    app::LinkRef sign_link(int slot);
    app::LinkRef opinion_link(int seat);

    http::Response get(
        std::string_view target, const Browser& browser = {}, std::string_view method = "GET"
    );
    http::Response post(std::string_view target, const Browser& browser, std::string form);
    /// Opens the mailed link and reads the hidden fields of its page.
    Browser open(const app::LinkRef& link);
    /// `name=value&…` of the hidden fields that the signing form of that browser posts.
    std::string hidden(const Browser& browser);
    std::string code_of(int slot);

    workflows::CampusId campus{"ptms"};
    test_support::TestDigest digest;
    test_support::SeededRandom random;
    test_support::ManualClock clock;
    test_support::MemoryDatabase database{digest};
    test_support::MemoryConventionStore conventions{database};
    test_support::MemoryDocumentStore documents{database};
    test_support::MemoryRegistry registry{database};
    test_support::MemoryTypeCatalogue types;
    test_support::MemoryAccounts accounts{database};
    test_support::MemoryEffectStore effects{database};
    PlainSecrets secrets;
    LineDesk desk{digest};
    FakeFiles files;
    app::Engine engine;
    std::unique_ptr<app::Services> services;
    std::unique_ptr<Pages> pages;
    http::Router router;
    workflows::ConventionId convention;
    std::vector<std::function<void()>> later;
    std::chrono::seconds queued{0};  ///< what each request spent waiting for a worker

private:
    app::Asked asked();
    workflows::DocumentId new_document(const std::string& content, workflows::Sha256& sha256);
};

const Pages& shipped_pages();
workflows::ZoneTable paris();
/// The value of the first `name="<name>" value="…"` of a page.
std::string hidden_value(const std::string& page, std::string_view name);
std::string address_of(const app::LinkRef& link);

}  // namespace contreseing::server::pages::tests
