#include "tests/unit/pages/world.hpp"

#include "server/pages/public/pages.hpp"
#include "tests/support/source_dir.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace contreseing::server::pages::tests {

namespace {

using namespace workflows;

// Never called by the pages of links; a call is a mistake of the test.
class NoTypesetter : public app::Typesetter {
public:
    Expected<app::Rendered, app::DocumentProblem> render(
        const app::Campus&, const ConventionType&, const State&, bool
    ) override {
        throw std::logic_error("no typesetting here");
    }
    app::Bytes
    articles(const app::Campus&, const ConventionType&, const State&, const std::array<std::uint8_t, 16>&)
        override {
        throw std::logic_error("no typesetting here");
    }
};
class NoIngest : public app::Ingest {
public:
    Expected<app::Ingested, app::DocumentProblem>
    prepare(std::span<const std::uint8_t>, const std::vector<app::SignaturePlace>&) override {
        throw std::logic_error("no ingest here");
    }
    Expected<app::Ingested, app::DocumentProblem> annex(std::span<const std::uint8_t>) override {
        throw std::logic_error("no ingest here");
    }
};
class NoPasswords : public app::Passwords {
public:
    std::string hash(const std::string&) override { throw std::logic_error("no password here"); }
    bool verify(const std::string&, const std::string&) override { return false; }
    std::optional<std::int64_t> totp_step(
        const std::string&, const std::string&, Instant, std::int64_t
    ) override {
        return std::nullopt;
    }
};

NoTypesetter no_typesetter;
NoIngest no_ingest;
NoPasswords no_passwords;

std::string hex(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += kDigits[byte >> 4];
        out += kDigits[byte & 0xf];
    }
    return out;
}

std::string digest_text(std::string_view text) {
    test_support::TestDigest digest;
    return to_hex(
        digest.sha256(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()))
    );
}

ConventionType simple_type() {
    ConventionType type;
    type.key = "adhesion";
    type.code = "ADH";
    type.title = {{"fr", "Adhésion"}};
    type.parties = {
        {"campus", {{"fr", "Le campus"}}, true}, {"member", {{"fr", "Le membre"}}, false}};
    type.annexes = {{"convention_constitutive", {{"fr", "Convention constitutive"}}, true, true}};
    OpinionSpec opinion;
    opinion.body_kind = "directoire";
    opinion.subject = "admission";
    opinion.question = {{"fr", "Quel est votre avis ?"}};
    type.opinion = opinion;
    type.term = {TermSpec::Kind::FixedYears, 5};
    type.consent = {{"fr", "J’ai lu la convention et je la signe."}, {"en", "I have read it."}};
    return type;
}

}  // namespace

std::string PlainSecrets::link_secret(const app::LinkRef& link) {
    return digest_text("link " + app::encode(link)).substr(0, 43);
}
std::string PlainSecrets::code(
    const ConventionId& convention,
    int slot,
    const CodeIssue& issue,
    int version,
    const Sha256& sha256
) {
    const auto hash = digest_text(
        to_string(convention) + std::to_string(slot) + std::to_string(issue.n) +
        to_string(issue.session) + std::to_string(version) + to_hex(sha256)
    );
    std::string digits;
    for (std::size_t i = 0; i < 6; ++i) {
        digits += static_cast<char>('0' + (hash[i] % 10));
    }
    return digits;
}
std::string PlainSecrets::seal_session(std::string_view payload) {
    return hex(payload) + "." + digest_text("session " + std::string(payload));
}
std::optional<std::string> PlainSecrets::open_session(std::string_view sealed) {
    std::string payload;
    for (std::size_t i = 0; i + 1 < sealed.find('.') && i + 1 < sealed.size(); i += 2) {
        payload += static_cast<char>(std::stoi(std::string(sealed.substr(i, 2)), nullptr, 16));
    }
    return seal_session(payload) == sealed ? std::optional(payload) : std::nullopt;
}
std::string PlainSecrets::form_token(std::string_view session) {
    return digest_text("form " + std::string(session));
}

app::Bytes LineDesk::seal(std::span<const std::uint8_t> ingested, Instant) {
    return {ingested.begin(), ingested.end()};
}
app::SignedRevision LineDesk::sign(const app::SignOrder& order) {
    times.push_back(order.local_time);
    const std::string line = "\nsigned by " + order.name;
    app::Bytes whole(order.tip.begin(), order.tip.end());
    app::SignedRevision made;
    made.appended.assign(line.begin(), line.end());
    whole.insert(whole.end(), line.begin(), line.end());
    made.sha256 = digest_.sha256(whole);
    made.certificate_serial = "0badcafe";
    return made;
}

std::optional<app::PublishedFile> FakeFiles::publish(
    const CampusId&, const DocumentId& document, int revision
) {
    return app::PublishedFile{
        "/_blob/" + to_string(document).substr(0, 8) + "-" +
            (revision < 0 ? std::string("newest") : std::to_string(revision)),
        nullptr};
}

ZoneTable paris() {
    ZoneTable zone;
    zone.name = "Europe/Paris";
    zone.initial_offset = std::chrono::minutes{60};
    const auto at = [](int month, int day) {
        return Instant{std::chrono::sys_days{std::chrono::year{2026} / month / day}} +
               std::chrono::hours{1};
    };
    zone.transitions = {
        {at(3, 29), std::chrono::minutes{120}}, {at(10, 25), std::chrono::minutes{60}}};
    return zone;
}

const Pages& shipped_pages() {
    static const Pages pages(std::filesystem::path(CONTRESEING_SOURCE_DIR) / "web");
    return pages;
}

World::World(std::string title) : engine(conventions, types, registry, accounts, paris()) {
    types.add(campus, simple_type());
    services.reset(new app::Services{
        engine,
        conventions,
        documents,
        registry,
        types,
        accounts,
        effects,
        no_typesetter,
        no_ingest,
        desk,
        files,
        secrets,
        no_passwords,
        clock,
        random,
        digest,
        "http://127.0.0.1:8080",
        false,
        false});
    add_public_pages(router, shipped_pages());
    router.log_incidents([](const http::Incident& incident) {
        ADD_FAILURE() << incident.route << ": " << incident.what;
    });
    add_link_pages(router, *services, shipped_pages(), [this](std::function<void()> task) {
        later.push_back(std::move(task));
    });
    start(std::move(title));
}

app::Asked World::asked() {
    CommandId command;
    random.fill(command.bytes);
    return {
        campus,
        convention,
        command,
        {Actor::Kind::Administrator, "a", "Alix Exemple", "administration"},
        clock.now()};
}

app::Outcome World::execute(const Command& command) {
    auto outcome = engine.execute(asked(), command);
    if (!outcome) {
        throw std::logic_error(
            "refused: " + std::to_string(static_cast<int>(outcome.error().refusal)) + " " +
            outcome.error().subject
        );
    }
    return std::move(*outcome);
}

const State World::state() {
    return engine.view(campus, convention)->loaded.state;
}

DocumentId World::new_document(const std::string& content, Sha256& sha256) {
    DocumentId id;
    random.fill(id.bytes);
    const app::Bytes bytes(content.begin(), content.end());
    sha256 = digest.sha256(bytes);
    documents.put(campus, id, convention, bytes, sha256);
    return id;
}

ConventionId World::start(std::string title, std::string holder) {
    random.fill(convention.bytes);
    CreateConvention create;
    create.title = std::move(title);
    create.campus_name = "Campus des métiers";
    create.campus_represented_by = "son directeur";
    create.place = "Bagnols-sur-Cèze";
    auto created = engine.create(asked(), types.find(campus, "adhesion", 1), create);
    if (!created) {
        throw std::logic_error("not created: " + created.error().subject);
    }
    EditDraft edit;
    edit.parties = {
        Party{1, "campus", "Campus des métiers", "son directeur", {}, {}},
        Party{2, "member", "Société Exemple", "son président", {}, {}}};
    Slot first;
    first.rank = 1;
    first.party = 1;
    first.office = "Directeur";
    first.holder = {"Dominique Modèle", {"dominique@campus.example"}, Locale::Fr, {}};
    Slot second = first;
    second.rank = 2;
    second.party = 2;
    second.office = "Président";
    second.holder = {std::move(holder), {"camille@societe.example"}, Locale::Fr, {}};
    edit.slots = {first, second};
    execute(edit);
    Annex annex;
    annex.kind = "convention_constitutive";
    annex.title = "Convention constitutive";
    annex.pages = 12;
    annex.document = new_document("annex", annex.sha256);
    execute(AttachAnnex{annex});
    return convention;
}

void World::freeze() {
    FreezeVersion command;
    command.from_events = state().events;
    command.document = new_document("the text", command.sha256);
    command.pages = 8;
    command.text.document = new_document("the articles", command.text.sha256);
    execute(command);
}

void World::ask_opinion() {
    RequestOpinion command;
    command.body_name = "Le directoire";
    command.question = "Quel est votre avis sur cette admission ?";
    command.deadline = clock.now() + std::chrono::hours{240};
    for (const int n : {1, 2, 3}) {
        Seat seat;
        seat.n = n;
        seat.organisation = "Lycée " + std::to_string(n);
        seat.holder = {
            "Membre " + std::to_string(n),
            {"membre" + std::to_string(n) + "@lycee.example"},
            Locale::Fr,
            {}};
        seat.vote = n == 3 ? VoteKind::Guest : VoteKind::Deliberative;
        seat.chair = n == 1;
        command.seats.push_back(seat);
    }
    execute(command);
}

void World::open_round() {
    freeze();
    ask_opinion();
    for (const int seat : {1, 2}) {
        execute(AnswerOpinion{1, seat, OpinionChoice::Favourable, {}});
    }
    execute(OpenRound{});
}

app::LinkRef World::sign_link(int slot) {
    const auto now = state();
    return app::link_of(campus, now, workflows::slot_place(slot)).value();
}

app::LinkRef World::opinion_link(int seat) {
    const auto now = state();
    const auto& opinion = now.opinions.back();
    return *app::link_of(
        campus,
        now,
        workflows::seat_place(opinion.n, opinion.seats.at(static_cast<std::size_t>(seat - 1)).n)
    );
}

http::Response World::get(
    std::string_view target, const Browser& browser, std::string_view method
) {
    http::Request request;
    request.method = method;
    if (!http::parse_target(target, request)) {
        throw std::logic_error("bad target");
    }
    request.headers.add("accept", "text/html");
    request.headers.add("cookie", browser.cookie);
    request.client_address = "192.0.2.1";
    if (queued.count() != 0) {
        request.arrived_at = std::chrono::steady_clock::now() - queued;
    }
    return router.handle(std::move(request));
}

http::Response World::post(std::string_view target, const Browser& browser, std::string form) {
    http::Request request;
    request.method = "POST";
    if (!http::parse_target(target, request)) {
        throw std::logic_error("bad target");
    }
    request.headers.add("accept", "text/html");
    request.headers.add("cookie", browser.cookie);
    request.headers.add("content-type", "application/x-www-form-urlencoded");
    request.client_address = "192.0.2.1";
    if (queued.count() != 0) {
        request.arrived_at = std::chrono::steady_clock::now() - queued;
    }
    request.body = std::move(form);
    return router.handle(std::move(request));
}

Browser World::open(const app::LinkRef& link) {
    const auto redirect = get("/l/" + app::encode(link) + "/" + secrets.link_secret(link));
    const auto cookie = redirect.headers().get("Set-Cookie");
    Browser browser;
    browser.cookie = std::string(cookie.substr(0, cookie.find(';')));
    const auto page = get(address_of(link), browser).body();
    browser.csrf = hidden_value(page, "csrf");
    browser.command = hidden_value(page, "command");
    return browser;
}

std::string World::hidden(const Browser& browser) {
    const auto version = state().versions.back();
    return "csrf=" + browser.csrf + "&command=" + browser.command +
           "&version=" + std::to_string(version.n) + "&sha256=" + to_hex(version.sha256);
}

std::string World::code_of(int slot) {
    const auto now = state();
    const auto& version = now.versions.back();
    return secrets.code(convention, slot, now.slot(slot)->codes.back(), version.n, version.sha256);
}

std::string hidden_value(const std::string& page, std::string_view name) {
    const auto mark = "name=\"" + std::string(name) + "\" value=\"";
    const auto at = page.find(mark);
    if (at == std::string::npos) {
        return {};
    }
    const auto start = at + mark.size();
    return page.substr(start, page.find('"', start) - start);
}

std::string address_of(const app::LinkRef& link) {
    return "/s/" + app::encode(link);
}

}  // namespace contreseing::server::pages::tests
