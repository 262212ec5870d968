#include "tests/unit/walks/walk.hpp"

#include "tests/unit/domain/scene.hpp"
#include "workflows/app/engine.hpp"
#include "workflows/domain/checks.hpp"
#include "workflows/domain/names.hpp"

#include <stdexcept>

namespace contreseing::workflows::testing {
namespace {

using Json = nlohmann::json;

/// The names that timers had when the walks were recorded: `remind/3`, `opinion/1/deadline`,
/// `opinion/1/remind/2`.
std::string recorded_name(const TimerId& id) {
    const Place& place = id.place;
    if (id.kind == "signature_reminder") {
        return "remind/" + std::to_string(place.slot());
    }
    const auto opinion = "opinion/" + std::to_string(place.opinion());
    return id.kind == "opinion_deadline" ? opinion + "/deadline"
                                         : opinion + "/remind/" + std::to_string(place.seat());
}

TimerId timer_of(const std::string& recorded) {
    const auto last = recorded.rfind('/');
    if (recorded.starts_with("remind/")) {
        return {slot_place(std::stoi(recorded.substr(last + 1))), "signature_reminder"};
    }
    if (recorded.ends_with("/deadline")) {
        return {*parse_place(recorded.substr(0, last)), "opinion_deadline"};
    }
    const int seat = recorded.empty() ? 0 : std::stoi(recorded.substr(last + 1));
    const auto opinion = parse_place(recorded.substr(0, recorded.find("/remind/")));
    return {seat_place(opinion.value_or(Place{}).opinion(), seat), "opinion_reminder"};
}

ConventionType admission_with_attestations() {
    auto type = adhesion();
    type.attestations = {
        {"eligibility",
         {{"fr", "Le membre est éligible."}},
         AttestationSpec::Scope::Act,
         true,
         {"motive"}},
        {"authority", {{"fr", "Elle a pouvoir."}}, AttestationSpec::Scope::EachSlot, false},
    };
    return type;
}

ConventionType parallel() {
    auto type = partnership();
    for (auto& slot : type.slots) {
        slot.rank = 7;
    }
    return type;
}

ConventionType type_of(const std::string& kind) {
    if (kind == "admission") {
        return admission_with_attestations();
    }
    if (kind == "partnership") {
        return partnership();
    }
    if (kind == "parallel") {
        return parallel();
    }
    throw std::runtime_error("no walk is of the kind " + kind);
}

// --- whose
// ----------------------------------------------------------------------------------------

Place whose(const std::string& text) {
    // The recording asks of slots and seats that cannot be, by the number 0.
    int opinion = 0;
    int n = 0;
    if (std::sscanf(text.c_str(), "opinion/%d/seat/%d", &opinion, &n) == 2) {
        return seat_place(opinion, n);
    }
    if (std::sscanf(text.c_str(), "slot/%d", &n) == 1) {
        return slot_place(n);
    }
    throw std::runtime_error("no place: " + text);
}

std::string joined(const std::string& first, const std::string& second) {
    return first.empty() || second.empty() ? first + second : first + " " + second;
}

// --- what came of it
// ------------------------------------------------------------------------------

std::string told(const Door& door) {
    return "door " + std::to_string(door.generation) + " until " + to_text(door.expires_at) +
           (door.revoked ? " revoked" : "");
}

std::string told(const ConventionCreated& e) {
    return e.reference + " of " + e.type_key;
}
std::string told(const DraftEdited& e) {
    std::string out = e.title ? "title" : "";
    out = joined(out, e.fields ? "fields" : "");
    out = joined(out, e.visas ? "visas" : "");
    out = joined(out, e.parties ? "parties" : "");
    out = joined(out, e.slots ? "slots" : "");
    out = joined(out, e.place ? "place" : "");
    for (const auto& item : e.voided) {
        out += " -" + item;
    }
    return out;
}
std::string told(const AnnexAttached& e) {
    return "annex " + std::to_string(e.annex.n) + " " + e.annex.kind;
}
std::string told(const AnnexRemoved& e) {
    return "annex " + std::to_string(e.annex);
}
std::string told(const WarningAcknowledged& e) {
    return e.item;
}
std::string told(const VersionFrozen& e) {
    return "version " + std::to_string(e.version.n) + " text " +
           std::to_string(e.version.sha256.bytes[0]) + " annexes " +
           std::to_string(e.version.annexes.size());
}
std::string told(const VersionReopened& e) {
    return e.substantial ? "substantial" : "same meaning";
}
std::string told(const OpinionRequested& e) {
    return to_text(opinion_place(e.opinion.n)) + " version " + std::to_string(e.opinion.version) +
           " seats " + std::to_string(e.opinion.seats.size()) + " until " +
           to_text(e.opinion.deadline);
}
std::string told(const OpinionAnswered& e) {
    return to_text(seat_place(e.opinion, e.seat)) + " " + std::string(name_of(e.answer.choice));
}
std::string told(const OpinionClosed& e) {
    return to_text(opinion_place(e.opinion)) + " " + std::string(name_of(e.outcome)) + " by " +
           std::string(name_of(e.by));
}
std::string told(const OpinionAcknowledged& e) {
    return to_text(opinion_place(e.opinion));
}
std::string told(const SeatReminded& e) {
    return to_text(seat_place(e.opinion, e.seat)) + (e.by_hand ? " by hand" : "");
}
std::string told(const SlotInvited& e) {
    return to_text(slot_place(e.slot)) + " " + told(e.door);
}
std::string told(const CodeIssued& e) {
    return to_text(slot_place(e.slot)) + " code " + std::to_string(e.code.n);
}
std::string told(const CodeRefused& e) {
    return to_text(slot_place(e.slot)) + " code " + std::to_string(e.code);
}
std::string told(const SlotSigned& e) {
    return to_text(slot_place(e.slot)) + " version " + std::to_string(e.version) + " revision " +
           std::to_string(e.signature.revision);
}
std::string told(const SlotReminded& e) {
    return to_text(slot_place(e.slot)) + (e.by_hand ? " by hand" : "");
}
std::string told(const DoorRenewed& e) {
    return to_text(slot_place(e.slot)) + " " + told(e.door) +
           (e.reminders_again ? " reminders again" : "");
}
std::string told(const AddressCorrected& e) {
    return to_text(e.place) + " " + e.change.from.text + " to " + e.change.to.text + " " +
           told(e.door);
}
std::string told(const HolderSubstituted& e) {
    return to_text(slot_place(e.slot)) + " " + e.from.name + " by " + e.to.name +
           (e.door ? " " + told(*e.door) : "");
}
std::string told(const EnteredIntoForce& e) {
    return e.last_day ? "until " + to_text(*e.last_day) : "without a last day";
}
std::string told(const MemberRegistered& e) {
    return "party " + std::to_string(e.party) + " " + e.college + " since " + to_text(e.since);
}
std::string told(const BodyInformed& e) {
    return std::to_string(e.recipients) + " of " + std::to_string(e.members.size());
}
/// What a message came back about: a slot, or a seat of the opinion that runs.
template <class E>
std::string told_of_mail(const E& e) {
    return e.place.seat() != 0      ? "seat/" + std::to_string(e.place.seat())
           : e.place == whole_act() ? "nobody"
                                    : to_text(e.place);
}
std::string told(const DeliveryFailed& e) {
    return told_of_mail(e) + " " + e.status;
}
std::string told(const AutomaticReplyReceived& e) {
    return told_of_mail(e);
}
std::string told(const MailReturned& e) {
    return told_of_mail(e);
}
std::string told(const ValuesErased& e) {
    return std::to_string(e.values.size());
}
/// What says no more than whose it is.
template <class E>
std::string told(const E& e) {
    if constexpr (requires { e.place.kind; }) {
        return to_text(e.place);
    } else if constexpr (requires { e.slot; }) {
        return to_text(slot_place(e.slot));
    } else {
        return "";
    }
}

Json told(const Refused& refused) {
    Json out{{"refused", name_of(refused.refusal)}};
    if (const auto party = subject_in(refused.subject, checks::kPartyUnnamed)) {
        out["about"] =
            check_key(checks::kPartyUnnamed, std::to_string(std::stoi(std::string(*party)) - 1));
    } else if (!refused.subject.empty()) {
        out["about"] = refused.subject;
    }
    for (const auto& more : refused.also) {
        out["also"].push_back(told(more));
    }
    return out;
}

std::string told(const Message& message) {
    return joined(
        std::string(message.kind.name) + " to " + message.to.email.text, to_text(message.place)
    );
}

Json told(const std::optional<Instant>& instant) {
    return instant ? Json(to_text(*instant)) : Json();
}

// --- what was asked
// -------------------------------------------------------------------------------

EditDraft edit_of(const Json& asked, const State& state) {
    EditDraft edit;
    if (asked.contains("title")) {
        edit.title = asked["title"].get<std::string>();
    }
    if (asked.contains("signed_at")) {
        edit.place = asked["signed_at"].get<std::string>();
    }
    if (asked.contains("fields")) {
        edit.fields.emplace();
        for (const auto& [key, value] : asked["fields"].items()) {
            (*edit.fields)[key] = value.is_array()
                                      ? FieldValue(value.get<std::vector<std::string>>())
                                      : FieldValue(value.get<std::string>());
        }
    }
    if (asked.contains("parties")) {
        edit.parties = state.parties;
        for (const auto& party : asked["parties"]) {
            edit.parties->at(party.at("n").get<std::size_t>() - 1).name = party.at("name");
        }
    }
    if (asked.contains("holders")) {
        edit.slots = state.slots;
        for (const auto& holder : asked["holders"]) {
            for (auto& slot : *edit.slots) {
                if (slot.n == holder.at("slot").get<int>()) {
                    slot.holder = contact(holder.at("name"), holder.at("email"));
                }
            }
        }
    }
    return edit;
}

RequestOpinion opinion_of(const Json& asked) {
    RequestOpinion out{"Directoire", "Votre avis ?", at(asked.at("until").get<std::string>()), {}};
    for (const auto& member : asked.at("seats")) {
        Seat seat;
        seat.n = static_cast<int>(out.seats.size()) + 1;
        seat.organisation = "Membre " + std::to_string(seat.n);
        seat.holder = contact(
            "Directoire " + std::to_string(seat.n),
            "d" + std::to_string(seat.n) + "@directoire.example"
        );
        seat.vote = from_name<VoteKind>(member.get<std::string>()).value();
        seat.chair = seat.n == 1;
        out.seats.push_back(seat);
    }
    return out;
}

Actor actor_of(const Json& asked) {
    const std::string by = asked.value("by", "administrator");
    if (by == "administrator") {
        return {Actor::Kind::Administrator, "a1", "Mme Admin", ""};
    }
    if (by == "system") {
        return {Actor::Kind::System, by, "", ""};
    }
    return {by.starts_with("slot") ? Actor::Kind::Signatory : Actor::Kind::BodyMember, by, "X", ""};
}

}  // namespace

Walk::Walk(const std::string& kind) : type_(type_of(kind)), zone_(paris()) {
    state_.id.bytes.fill(7);
}

Command Walk::command_of(const Json& asked) const {
    const auto what = asked.at("do").get<std::string>();
    const auto in = asked.contains("place") ? whose(asked["place"]) : Place{};
    const auto number = [&](const char* key) { return asked.value(key, 0); };
    const auto text = [&](const char* key) { return asked.value(key, std::string()); };
    const auto instant = [&](const char* key) { return at(asked.at(key).get<std::string>()); };
    const auto reason = text("reason");
    const EmailAddress email{text("email")};
    if (what == "create") {
        return CreateConvention{
            "ADH-2026-001", "Adhésion de la ville", "Campus", "son directeur", "Nîmes"};
    }
    if (what == "edit") {
        return edit_of(asked, state_);
    }
    if (what == "attach") {
        Annex annex;
        annex.kind = text("kind");
        annex.title = "Annexe";
        annex.pages = 3;
        annex.sha256 = digest_of(40);
        return AttachAnnex{annex};
    }
    if (what == "remove") {
        return RemoveAnnex{number("annex")};
    }
    if (what == "acknowledge_warning") {
        return AcknowledgeWarning{text("item"), reason};
    }
    if (what == "freeze") {
        return FreezeVersion{
            state_.events - number("entries_ago"),
            {},
            digest_of(number("text")),
            4,
            {{}, digest_of(number("text"))}};
    }
    if (what == "reopen") {
        return ReopenDraft{reason, asked.at("substantial").get<bool>()};
    }
    if (what == "request_opinion") {
        return opinion_of(asked);
    }
    if (what == "answer_opinion") {
        return AnswerOpinion{
            in.opinion(),
            in.seat(),
            from_name<OpinionChoice>(text("choice")).value(),
            text("text"),
            number("door")};
    }
    if (what == "close_opinion") {
        return CloseOpinion{in.opinion(), in.seat(), number("door")};
    }
    if (what == "acknowledge_opinion") {
        return AcknowledgeOpinion{reason};
    }
    if (what == "open_round") {
        return OpenRound{};
    }
    if (what == "request_code") {
        return RequestCode{
            in.slot(), session(number("session")), number("version"), digest_of(number("text"))};
    }
    if (what == "sign") {
        SigningRequest request;
        request.slot = in.slot();
        request.session = session(number("session"));
        request.version = number("version");
        request.sha256 = digest_of(number("text"));
        request.consent = text("consent");
        request.acknowledged_annexes = asked.at("annexes").get<std::vector<int>>();
        request.code_check =
            asked.at("right_code").get<bool>() ? CodeCheck::Matches : CodeCheck::Differs;
        return RecordSignature{
            request, number("revision"), "0a1b", digest_of(100 + number("revision"))};
    }
    if (what == "wrong_code") {
        return RecordWrongCode{in.slot(), session(number("session"))};
    }
    if (what == "decline") {
        return DeclineToSign{in.slot(), reason, number("door")};
    }
    if (what == "remind") {
        return RemindNow{in};
    }
    if (what == "resend") {
        return ResendLink{in};
    }
    if (what == "revoke") {
        return RevokeLink{in, reason};
    }
    if (what == "correct") {
        return CorrectAddress{in, email, reason};
    }
    if (what == "extend") {
        return ExtendLink{in.slot(), instant("until")};
    }
    if (what == "substitute") {
        return SubstituteHolder{in.slot(), contact(text("name"), email.text), reason};
    }
    if (what == "fire") {
        return FireTimer{timer_of(text("timer")), number("generation")};
    }
    if (what == "inform") {
        return InformBody{};
    }
    if (what == "body_informed") {
        RecordBodyInformed informed{"COS", {}, state_.events - number("entries_ago")};
        for (const auto& member : asked.at("mailed")) {
            const auto n = std::to_string(informed.members.size() + 1);
            informed.members.push_back(
                {"Cos " + n, {"cos" + n + "@campus.example"}, member.get<bool>(), ""}
            );
        }
        return informed;
    }
    if (what == "delivery_failed") {
        return RecordDeliveryFailure{email, text("status"), "no such mailbox"};
    }
    if (what == "automatic_reply") {
        return RecordAutomaticReply{email, "Absent."};
    }
    if (what == "mail_returned") {
        return RecordReturnedMail{email, "Je ne suis pas la bonne personne."};
    }
    if (what == "renew_copies") {
        return RenewCopies{reason};
    }
    if (what == "abandon") {
        return Abandon{reason};
    }
    throw std::runtime_error("nothing is asked by " + what);
}

Json Walk::columns() const {
    const auto summary = app::summarise(type_, zone_, state_);
    Json timers = Json::array();
    for (const auto& timer : timers_of(type_, zone_, state_)) {
        timers.push_back(
            recorded_name(timer.id) + " #" + std::to_string(timer.generation) + " " +
            to_text(timer.fire_at)
        );
    }
    return {
        {"stage", name_of(state_.stage)},
        {"timers", timers},
        {"pen", summary.pen_holder},
        {"since", told(summary.since)},
        {"reminded", told(summary.last_reminder_at)},
        {"deadline", told(summary.next_deadline)},
        {"needs_help", summary.needs_help},
        {"to_inform", summary.to_inform},
    };
}

Json Walk::carry_out(const Json& asked) {
    const Instant now = at(asked.at("at").get<std::string>());
    const Surroundings around{
        type_,
        zone_,
        now,
        {contact("Mme Admin", "admin@campus.example")},
        {contact("M. Cos", "cos1@campus.example"), contact("Mme Cos", "cos2@campus.example")},
        "COS",
        asked.value("informing", false)};
    const Actor actor = actor_of(asked);
    const auto decided = decide(around, state_, command_of(asked), actor);
    if (!decided) {
        auto refused = decided.error();
        if (asked.at("do") == "fire" && !refused.subject.empty()) {
            refused.subject = asked.at("timer");  // by its former name
        }
        return told(refused);
    }
    Json out{{"events", Json::array()}};
    for (std::size_t i = 0; i < decided->events.size(); ++i) {
        const auto& event = decided->events[i];
        out["events"].push_back(joined(
            std::string(name_of(event)), std::visit([](const auto& e) { return told(e); }, event)
        ));
        const auto entry = entry_after(state_, now, actor, {}, event);
        state_ = evolve(std::move(state_), entry);
    }
    for (std::size_t i = 0; i < decided->messages.size(); ++i) {
        out["mails"].push_back(
            told(decided->messages[i]) + " by " + std::to_string(decided->message_causes[i] + 1)
        );
    }
    // Only what changed: most of it stays from one line to the next.
    const Json now_shown = columns();
    for (const auto& [key, value] : now_shown.items()) {
        if (!shown_.is_object() || shown_[key] != value) {
            out[key] = value;
        }
    }
    shown_ = now_shown;
    return out;
}

}  // namespace contreseing::workflows::testing
