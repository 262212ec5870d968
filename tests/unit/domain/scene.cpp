#include "tests/unit/domain/scene.hpp"

#include "workflows/domain/names.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows::testing {

using namespace std::chrono_literals;

ZoneTable paris() {
    ZoneTable zone;
    zone.name = "Europe/Paris";
    zone.initial_offset = 60min;
    for (int year = 2024; year < 2040; ++year) {
        const auto last_sunday = [year](std::chrono::month month) -> Instant {
            return std::chrono::sys_days{
                       std::chrono::year{year} / month / std::chrono::Sunday[std::chrono::last]} +
                   1h;
        };
        zone.transitions.push_back({last_sunday(std::chrono::March), 120min});
        zone.transitions.push_back({last_sunday(std::chrono::October), 60min});
    }
    return zone;
}

Instant at(std::string_view text) {
    return parse_instant(text).value();
}
Day day(std::string_view text) {
    return parse_day(text).value();
}

Contact contact(const std::string& name, const std::string& email) {
    Contact out;
    out.name = name;
    out.email.text = email;
    return out;
}

Sha256 digest_of(int n) {
    Sha256 digest;
    digest.bytes.fill(static_cast<std::uint8_t>(n));
    return digest;
}

SessionId session(int n) {
    SessionId id;
    id.bytes.fill(static_cast<std::uint8_t>(n));
    return id;
}

ConventionType adhesion() {
    ConventionType type;
    type.key = "adhesion";
    type.code = "ADH";
    type.title = {{"fr", "Adhésion"}};
    type.template_name = "act";
    type.visas = {"Vu le code de l’éducation,"};
    type.parties = {
        {"campus", {{"fr", "Le campus"}}, true}, {"member", {{"fr", "Le membre"}}, false}};
    type.fields = {
        {"motive", {{"fr", "Motif"}}, FieldSpec::Kind::Paragraph, true, {}, false},
        {"college",
         {{"fr", "Collège"}},
         FieldSpec::Kind::OneOf,
         true,
         {{"formations", {{"fr", "Formations"}}, false},
          {"entreprises", {{"fr", "Entreprises"}}, false}},
         false},
        {"axes",
         {{"fr", "Axes"}},
         FieldSpec::Kind::ManyOf,
         false,
         {{"formation", {{"fr", "Formation"}}, true},
          {"europe", {{"fr", "Europe"}}, true},
          {"emploi", {{"fr", "Emploi"}}, false}},
         true},
    };
    type.opening = {"Entre :", "Et", false};
    type.articles = {
        {"objet", "", "Objet", {"[[Motif : {motive}]]"}},
        {"axes", "1", "Axes", {"{college}", "{axes}"}},
    };
    type.annexes = {{"constitutive", {{"fr", "Convention constitutive"}}, true, true}};
    type.slots = {
        {1, "campus", "Directeur", true, true},
        {2, "campus", "Directrice opérationnelle", false, true},
        {3, "member", "Maire", true, true},
    };
    OpinionSpec opinion;
    opinion.body_kind = "directoire";
    opinion.subject = "admission";
    opinion.question = {{"fr", "Votre avis ?"}};
    type.opinion = opinion;
    type.inform_body_kind = "cos";
    type.member_register = RegisterSpec{"member", "college"};
    type.consent = {{"fr", "J’ai lu et j’accepte."}};
    return type;
}

ConventionType partnership() {
    ConventionType type;
    type.key = "partenariat";
    type.version = 3;
    type.code = "PAR";
    type.title = {{"fr", "Partenariat"}};
    type.template_name = "act";
    type.parties = {
        {"academie", {{"fr", "L’académie"}}, false},
        {"union", {{"fr", "L’union"}}, false},
        {"association", {{"fr", "L’association"}}, false},
    };
    type.slots = {
        {1, "academie", "Rectrice", false, true},
        {1, "union", "Président", false, true},
        {2, "association", "Présidente", false, true},
    };
    type.term = {TermSpec::Kind::FixedYears, 5};
    type.names_are_printed = false;
    type.consent = {{"fr", "J’accepte."}};
    return type;
}

Scene::Scene(ConventionType type_) : type(std::move(type_)) {
    state.id.bytes.fill(7);
}

Surroundings Scene::around() const {
    Surroundings around{type, zone, now, administrators, informed_body, "COS", informing};
    around.related = related;
    return around;
}

Expected<Decision, Refused> Scene::ask(const Command& command) const {
    return decide(
        around(), state, command, Actor{Actor::Kind::Administrator, "a1", "Mme Admin", ""}
    );
}

Decision Scene::act(const Command& command) {
    auto decided = ask(command);
    if (!decided) {
        ADD_FAILURE() << name_of(command) << " refused: " << name_of(decided.error().refusal) << ' '
                      << decided.error().subject;
        return {};
    }
    for (const auto& event : decided->events) {
        Recorded recorded;
        recorded.seq = state.events + 1;
        recorded.received_at = now;
        recorded.actor = {Actor::Kind::Administrator, "a1", "Mme Admin", ""};
        recorded.event = event;
        journal.push_back(recorded);
        state = evolve(std::move(state), recorded);
    }
    return std::move(*decided);
}

Refused Scene::refusal(const Command& command) const {
    auto decided = ask(command);
    if (decided) {
        ADD_FAILURE() << name_of(command) << " was carried out";
        return {};
    }
    return decided.error();
}

void Scene::create() {
    act(CreateConvention{"ADH-2026-001", "Adhésion de la ville", "Campus", "son directeur", "Nîmes"}
    );
}

EditDraft Scene::filled() const {
    EditDraft edit;
    if (!type.fields.empty()) {
        edit.fields = state.fields;
        (*edit.fields)["motive"] = "Des objectifs communs.";
        (*edit.fields)["college"] = std::vector<std::string>{"entreprises"};
    }
    edit.parties = state.parties;
    for (std::size_t i = 0; i < edit.parties->size(); ++i) {
        if ((*edit.parties)[i].name.empty()) {
            (*edit.parties)[i].name = "Partie " + std::to_string(i);
        }
    }
    edit.slots = state.slots;
    for (auto& slot : *edit.slots) {
        const std::string n = std::to_string(slot.n);
        slot.holder = contact("Signataire " + n, "s" + n + "@parties.example");
    }
    return edit;
}

void Scene::fill() {
    act(filled());
    for (const auto& spec : type.annexes) {
        Annex annex;
        annex.kind = spec.kind;
        annex.title = "Annexe";
        annex.pages = 3;
        annex.sha256 = digest_of(40);
        act(AttachAnnex{annex});
    }
    if (type.term.kind == TermSpec::Kind::Unspecified) {
        act(AcknowledgeWarning{"term_unspecified", "La durée suit la convention constitutive."});
    }
}

void Scene::freeze() {
    const int version = static_cast<int>(state.versions.size()) + 1;
    act(FreezeVersion{state.events, {}, digest_of(version), 4, {{}, digest_of(version)}});
}

RequestOpinion Scene::opinion_request() const {
    RequestOpinion request{"Directoire", "Votre avis ?", now + 14 * 24h, {}};
    for (int n = 1; n <= 5; ++n) {
        Seat seat;
        seat.n = n;
        seat.organisation = "Membre " + std::to_string(n);
        const std::string email = "d" + std::to_string(n) + "@directoire.example";
        seat.holder = contact("Directoire " + std::to_string(n), email);
        seat.vote = n <= 3   ? VoteKind::Deliberative
                    : n == 4 ? VoteKind::Consultative
                             : VoteKind::Guest;
        seat.chair = n == 1;
        request.seats.push_back(seat);
    }
    return request;
}

void Scene::request_opinion() {
    act(opinion_request());
}

void Scene::answer_all(OpinionChoice choice) {
    for (int seat = 1; seat <= 4; ++seat) {
        act(AnswerOpinion{state.opinion()->n, seat, choice, "Parce que."});
    }
}

void Scene::open_round() {
    act(OpenRound{});
}

void Scene::reach_signature() {
    create();
    fill();
    freeze();
    if (type.opinion) {
        request_opinion();
        answer_all();
    }
    open_round();
}

void Scene::request_code(int slot) {
    const auto* frozen = state.frozen();
    act(RequestCode{slot, session(slot), frozen->n, frozen->sha256});
}

SigningRequest Scene::signing(int slot) const {
    SigningRequest request;
    request.slot = slot;
    request.session = session(slot);
    if (const auto* frozen = state.frozen()) {
        request.version = frozen->n;
        request.sha256 = frozen->sha256;
        for (const auto& annex : frozen->annexes) {
            request.acknowledged_annexes.push_back(annex.n);
        }
    }
    request.consent = type.key + "@" + std::to_string(type.version);
    request.code_check = CodeCheck::Matches;
    return request;
}

RecordSignature Scene::signature(int slot) const {
    int revision = 1;
    for (const auto& other : state.slots) {
        revision += other.signature ? 1 : 0;
    }
    return RecordSignature{signing(slot), revision, "0a1b", digest_of(100 + revision)};
}

void Scene::sign(int slot) {
    request_code(slot);
    wait(1min);
    act(signature(slot));
}

std::vector<int> Scene::slots() const {
    std::vector<int> out;
    for (const auto& slot : state.slots) {
        out.push_back(slot.n);
    }
    return out;
}

void Scene::sign_all() {
    while (!pen_holders(state).empty()) {
        const int next = pen_holders(state).front();
        sign(next);
        if (state.slot(next)->status != Slot::Status::Signed) {
            return;
        }
    }
}

std::vector<std::string> mails(const Decision& decision) {
    std::vector<std::string> out;
    for (const auto& message : decision.messages) {
        out.push_back(std::string(message.kind.name) + " to " + message.to.email.text);
    }
    return out;
}

std::vector<std::string> addresses(const Decision& decision, const MailKind& kind) {
    std::vector<std::string> out;
    for (const auto& message : decision.messages) {
        if (message.kind == kind) {
            out.push_back(message.to.email.text);
        }
    }
    return out;
}

}  // namespace contreseing::workflows::testing
