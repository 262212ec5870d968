#include "tests/unit/app/world.hpp"

#include "tests/support/sample_acts.hpp"
#include "workflows/app/link.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace contreseing::workflows::app::testing {

using test_support::numbered;
using workflows::testing::contact;

Bytes bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

CommitResult WatchedConventions::commit(const Transition& transition) {
    ++commits;
    if (before_commit) {
        if (auto answer = before_commit(transition)) {
            return *answer;
        }
    }
    return MemoryConventionStore::commit(transition);
}

void WatchedDocuments::put(
    const CampusId& campus,
    const DocumentId& id,
    const ConventionId& convention,
    const Bytes& bytes,
    const Sha256& sha256
) {
    ++puts;
    MemoryDocumentStore::put(campus, id, convention, bytes, sha256);
}

std::optional<DocumentLease> WatchedDocuments::lease(
    const CampusId& campus,
    const DocumentId& id,
    std::chrono::milliseconds wait,
    std::chrono::milliseconds hold
) {
    ++leases;
    if (neighbour_holds_it) {
        return std::nullopt;
    }
    return MemoryDocumentStore::lease(campus, id, wait, hold);
}

void WatchedDocuments::release(const CampusId& campus, const DocumentId& id, std::int64_t epoch) {
    ++releases;
    MemoryDocumentStore::release(campus, id, epoch);
}

std::string PlainSecrets::link_secret(const LinkRef& link) {
    return "secret-of-" + encode(link);
}

std::string PlainSecrets::code(
    const ConventionId&, int slot, const CodeIssue& issue, int version, const Sha256& sha256
) {
    const auto sum = slot * 7919 + issue.n * 104'729 + version * 31 + sha256.bytes[0] +
                     issue.session.bytes[0] * 257;
    auto digits = std::to_string(sum % 1'000'000);
    return digits.insert(0, 6 - digits.size(), '0');
}

Bytes LineDesk::seal(std::span<const std::uint8_t> ingested, Instant) {
    auto sealed = bytes_of("sealed ");
    sealed.insert(sealed.end(), ingested.begin(), ingested.end());
    return sealed;
}

SignedRevision LineDesk::sign(const SignOrder& order) {
    if (before_signing) {
        before_signing();
    }
    orders.push_back(order);
    SignedRevision made;
    made.appended = bytes_of("\nsigned by " + order.name);
    Bytes whole(order.tip.begin(), order.tip.end());
    whole.insert(whole.end(), made.appended.begin(), made.appended.end());
    made.sha256 = digest_.sha256(whole);
    made.certificate_serial = "0badcafe";
    return made;
}

Expected<Rendered, DocumentProblem> LineTypesetter::render(
    const Campus& campus, const ConventionType&, const State& state, bool draft
) {
    ++calls;
    if (meanwhile) {
        meanwhile();
    }
    if (problem) {
        return Unexpected{*problem};
    }
    Rendered rendered;
    rendered.pdf = bytes_of((draft ? "PROJET " : "") + campus.name + " / " + state.title);
    for (const auto& slot : state.slots) {
        if (std::find(not_placed.begin(), not_placed.end(), slot.n) == not_placed.end()) {
            rendered.places.push_back({slot.n, 1, 0, 0, 100, 50, slot.stamp});
        }
    }
    for (const int n : also_placed) {
        rendered.places.push_back({n, 1, 0, 0, 100, 50, false});
    }
    return rendered;
}

Bytes LineTypesetter::articles(
    const Campus& campus,
    const ConventionType&,
    const State& state,
    const std::array<std::uint8_t, 16>& salt
) {
    auto kept = bytes_of("articles of " + campus.name + " / " + state.title);
    kept.insert(kept.end(), salt.begin(), salt.end());
    return kept;
}

Expected<Ingested, DocumentProblem> LineIngest::prepare(
    std::span<const std::uint8_t> pdf, const std::vector<SignaturePlace>& places
) {
    auto made = annex(pdf);
    if (made) {
        const auto fields = bytes_of(" fields " + std::to_string(places.size()));
        made->pdf.insert(made->pdf.end(), fields.begin(), fields.end());
    }
    return made;
}

Expected<Ingested, DocumentProblem> LineIngest::annex(std::span<const std::uint8_t> pdf) {
    ++calls;
    if (problem) {
        return Unexpected{*problem};
    }
    Ingested made;
    made.pdf.assign(pdf.begin(), pdf.end());
    made.pdf.push_back(static_cast<std::uint8_t>('0' + calls));
    made.pages = 3;
    made.losses = losses;
    return made;
}

DeliveryReport RecordingPostman::deliver(const Dispatch& dispatch) {
    delivered.push_back(dispatch);
    return answer ? answer(dispatch) : DeliveryReport{DeliveryReport::Kind::Delivered, "250 ok"};
}

World::World(ConventionType type_)
    : type(std::move(type_)),
      engine(conventions, types, registry, accounts, workflows::testing::paris()) {
    convention = numbered<ConventionId>(1);
    types.add(kCampus, type);
    Campus campus;
    campus.id = kCampus;
    campus.name = "Campus des métiers";
    campus.represented_by = "son directeur";
    campus.place = "Nîmes";
    campus.reply_to = contact("Alix Exemple", "alix@campus.example");
    registry.save(campus);

    Administrator administrator;
    administrator.id = numbered<AdministratorId>(1);
    administrator.campus = kCampus;
    administrator.login = "alix@campus.example";
    administrator.contact = contact("Alix Exemple", "alix@campus.example");
    accounts.save(administrator);

    for (const std::string kind : {"directoire", "cos"}) {
        Body body;
        body.id = numbered<BodyId>(kind == "cos" ? 2 : 1);
        body.kind = kind;
        body.name = kind == "cos" ? "Comité d’orientation stratégique" : "Directoire";
        for (const int n : {1, 2}) {
            Person person;
            person.id = numbered<PersonId>(n + (kind == "cos" ? 20 : 10));
            person.contact = contact(
                kind + " " + std::to_string(n), kind + std::to_string(n) + "@campus.example"
            );
            registry.save(kCampus, person);
            BodySeat seat;
            seat.n = n;
            seat.organisation = "Lycée " + std::to_string(n);
            seat.chair = n == 1;
            seat.holder = person.id;
            body.seats.push_back(seat);
        }
        registry.save(kCampus, body);
    }
}

Asked World::asked() {
    Asked out;
    out.campus = kCampus;
    out.convention = convention;
    random.fill(out.command.bytes);
    out.actor = {Actor::Kind::Administrator, "a1", "Alix Exemple", "administration"};
    out.received_at = clock.now();
    return out;
}

Outcome World::act(const Command& command) {
    auto outcome = engine.execute(asked(), command);
    if (!outcome) {
        ADD_FAILURE() << name_of(command) << " refused: " << name_of(outcome.error().refusal) << ' '
                      << outcome.error().subject;
        return {};
    }
    return std::move(*outcome);
}

Refused World::refusal(const Command& command) {
    auto outcome = engine.execute(asked(), command);
    if (outcome) {
        ADD_FAILURE() << name_of(command) << " was carried out";
        return {};
    }
    return outcome.error();
}

State World::state() {
    auto view = engine.view(kCampus, convention);
    return view ? std::move(view->loaded.state) : State{};
}

Scene World::scene() {
    Scene scene(type);
    scene.state = state();
    scene.now = clock.now();
    return scene;
}

void World::create() {
    CreateConvention command;
    command.title = "Adhésion de la ville";
    command.campus_name = "Campus des métiers";
    command.campus_represented_by = "son directeur";
    command.place = "Nîmes";
    const auto made =
        engine.create(asked(), types.find(kCampus, type.key, type.version), std::move(command));
    if (!made) {
        ADD_FAILURE() << "not created: " << made.error().subject;
    }
}

void World::fill() {
    act(scene().filled());
    for (const auto& spec : type.annexes) {
        Annex annex;
        annex.kind = spec.kind;
        annex.title = "Annexe";
        annex.pages = 3;
        annex.sha256 = workflows::testing::digest_of(40);
        act(AttachAnnex{annex});
    }
    if (type.term.kind == TermSpec::Kind::Unspecified) {
        act(AcknowledgeWarning{"term_unspecified", "La durée suit la convention constitutive."});
    }
}

void World::freeze() {
    const auto done = freeze_version(engine, registry, freezing(), asked());
    if (!done) {
        ADD_FAILURE() << "not frozen";
    }
}

void World::ask_opinion() {
    act(scene().opinion_request());
    for (int seat = 1; seat <= 4; ++seat) {
        act(AnswerOpinion{state().opinion()->n, seat, OpinionChoice::Favourable, {}});
    }
}

void World::open_round() {
    act(OpenRound{});
}

void World::reach_signature() {
    create();
    fill();
    freeze();
    if (type.opinion) {
        ask_opinion();
    }
    open_round();
}

void World::request_code(int slot) {
    const auto now = state();
    act(RequestCode{slot, workflows::testing::session(slot), now.frozen()->n, now.frozen()->sha256}
    );
}

SigningForm World::form(int slot) {
    const auto now = state();
    const auto request = scene().signing(slot);
    SigningForm form;
    form.slot = slot;
    form.session = request.session;
    form.version = request.version;
    form.sha256 = request.sha256;
    form.consent = request.consent;
    form.acknowledged_annexes = request.acknowledged_annexes;
    form.local_time = "12/03/2026 à 10:00 (UTC+01:00)";
    if (const auto* held = now.slot(slot); held != nullptr && !held->codes.empty()) {
        form.code = secrets.code(convention, slot, held->codes.back(), form.version, form.sha256);
    }
    return form;
}

Expected<Outcome, Refused> World::sign(const SigningForm& form) {
    return sign(asked(), form);
}

Expected<Outcome, Refused> World::sign(const Asked& asked, const SigningForm& form) {
    return sign_document(engine, signing(), asked, form);
}

void World::sign_at_once(int slot) {
    request_code(slot);
    const auto done = sign(form(slot));
    if (!done) {
        ADD_FAILURE() << "slot " << slot << ": " << name_of(done.error().refusal);
    }
}

void World::sign_all() {
    for (auto holders = pen_holders(state()); !holders.empty(); holders = pen_holders(state())) {
        sign_at_once(holders.front());
        if (state().slot(holders.front())->status != Slot::Status::Signed) {
            return;
        }
    }
}

DeliveryTools World::delivery() {
    return {
        engine, conventions, types, registry, effects, documents, postman, clock, random, digest};
}

FreezingTools World::freezing() {
    return {typesetter, ingest, desk, documents, digest, random};
}

std::vector<Effect> World::effects_of(const MailKind& kind) {
    std::vector<Effect> found;
    for (auto& effect : effects.of_convention(kCampus, convention)) {
        if (what_of(effect) == kind.name) {
            found.push_back(std::move(effect));
        }
    }
    return found;
}

bool World::deliver_next() {
    auto claimed = effects.claim(Lane::Awaited, 1, std::chrono::minutes(1));
    if (claimed.empty()) {
        claimed = effects.claim(Lane::Ordinary, 1, std::chrono::minutes(1));
    }
    if (claimed.empty()) {
        claimed = effects.claim(Lane::Acts, 1, std::chrono::minutes(1));
    }
    if (claimed.empty()) {
        return false;
    }
    const auto tools = delivery();
    const auto handled = carry_out(tools, claimed.front());
    effects.settle({handled.settlement});
    if (handled.failure) {
        std::rethrow_exception(handled.failure);
    }
    if (handled.afterwards) {
        handled.afterwards();
    }
    return true;
}

int World::deliver_all() {
    int count = 0;
    while (deliver_next()) {
        ++count;
    }
    return count;
}

int World::count_events(std::string_view name) {
    int count = 0;
    for (const auto& entry : conventions.journal(kCampus, convention)) {
        count += name_of(entry.recorded.event) == name ? 1 : 0;
    }
    return count;
}

}  // namespace contreseing::workflows::app::testing
