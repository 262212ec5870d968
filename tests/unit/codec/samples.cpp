#include "tests/unit/codec/samples.hpp"

#include "tests/unit/domain/scene.hpp"
#include "workflows/codec/json_key.hpp"
#include "workflows/domain/describe_parts.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>

namespace contreseing::workflows::codec {

namespace {

/// Sets every member that a description names, what is personal to a text that says so.
class Filler {
public:
    template <class T>
    void operator()(const JsonKey&, T& value) {
        fill(value);
    }
    template <class T>
    void always(const JsonKey&, T& value) {
        fill(value);
    }
    void personal(const JsonKey&, std::string& value) {
        value = "Personne " + std::to_string(++n_);
    }

    template <class T>
    void fill(T& value) {
        if constexpr (std::is_same_v<T, bool>) {
            value = true;
        } else if constexpr (std::is_same_v<T, int>) {
            value = ++n_;
        } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, FieldValue>) {
            value = "texte " + std::to_string(++n_);
        } else if constexpr (Named<T>) {
            value = *from_name<T>(names_of<T>().back());
        } else if constexpr (std::is_same_v<T, Instant>) {
            value = testing::at("2026-03-12T09:00:00.000123Z");
        } else if constexpr (std::is_same_v<T, Day>) {
            value = testing::day("2026-03-12");
        } else if constexpr (std::is_same_v<T, Place>) {
            value = slot_place(++n_);
        } else if constexpr (requires { value.bytes; }) {
            value.bytes.fill(static_cast<std::uint8_t>(++n_));
        } else if constexpr (requires { value.has_value(); }) {
            fill(value.emplace());
        } else if constexpr (requires { typename T::mapped_type; }) {
            fill(value["clé"]);
        } else if constexpr (requires { value.emplace_back(); }) {
            fill(value.emplace_back());
        } else {
            describe(*this, value);
        }
    }

private:
    int n_ = 0;
};

}  // namespace

}  // namespace contreseing::workflows::codec

namespace contreseing::workflows::testing {

namespace {

DocumentId document(int n) {
    DocumentId id;
    id.bytes.fill(static_cast<std::uint8_t>(n));
    return id;
}

Contact person() {
    Contact out = contact("Mme Zoé \"d’Œuvre\"", "zoe@parties.example");
    out.locale = Locale::En;
    out.zone = HolidayZone::AlsaceMoselle;
    return out;
}

const Instant kAt = at("2026-03-12T09:00:00.000123Z");

Slot full_slot() {
    Slot slot;
    slot.n = 3;
    slot.rank = 2;
    slot.party = 2;
    slot.office = "Présidente";
    slot.stamp = true;
    slot.holder = person();
    slot.status = Slot::Status::Signed;
    slot.door = Door{2, kAt, true};
    slot.invited_at = kAt;
    slot.reminders_sent = 2;
    slot.escalated = true;
    slot.reminder_rounds = 1;
    slot.reminders_since = kAt;
    slot.last_reminder_at = kAt;
    slot.codes = {
        CodeIssue{3, session(8), kAt, 0},
        CodeIssue{4, session(9), kAt + std::chrono::minutes{1}, 3}};
    slot.codes_issued = 4;
    slot.link_resent_at = kAt;
    slot.signature = SignatureRecord{2, "0a1b2c", kAt};
    slot.signed_before = 1;
    slot.decline_reason = "Non.";
    slot.address_changes = {AddressChange{{"old@x.example"}, {"new@x.example"}, kAt, "Faute."}};
    slot.undeliverable = true;
    slot.automatic_reply = "Absente jusqu’au 3.";
    slot.returned_mail = "Je ne suis plus maire.";
    return slot;
}

Seat full_seat() {
    Seat seat;
    seat.n = 2;
    seat.organisation = "Région";
    seat.holder = person();
    seat.vote = VoteKind::Consultative;
    seat.chair = true;
    seat.door = Door{3, kAt, true};
    seat.reminders_sent = 1;
    seat.last_reminder_at = kAt;
    seat.link_resent_at = kAt;
    seat.answer = Answer{OpinionChoice::Reserved, "Sous réserve.", kAt};
    seat.undeliverable = true;
    seat.automatic_reply = "Absente.";
    seat.returned_mail = "Je n’y siège plus.";
    return seat;
}

Opinion full_opinion() {
    Opinion opinion;
    opinion.n = 2;
    opinion.body_name = "Directoire";
    opinion.question = "Votre avis ?";
    opinion.version = 3;
    opinion.sha256 = digest_of(5);
    opinion.requested_at = kAt;
    opinion.deadline = kAt + std::chrono::days{10};
    opinion.seats = {full_seat()};
    opinion.closed_by = OpinionClosing::Chair;
    opinion.closed_at = kAt;
    opinion.outcome = OpinionOutcome::Unfavourable;
    opinion.void_ = true;
    opinion.acknowledgement = "Le COS a tranché.";
    return opinion;
}

Party full_party() {
    OrganisationId organisation;
    organisation.bytes.fill(8);
    return Party{3, "member", "Ville", "son maire", organisation, HolidayZone::AlsaceMoselle};
}

Annex full_annex() {
    return Annex{2, "constitutive", "Convention constitutive", 12, digest_of(6), document(7)};
}

std::map<std::string, FieldValue> full_fields() {
    return {{"motive", "Des objectifs communs."}, {"axes", std::vector<std::string>{"a", "b"}}};
}

/// Draws of everything; texts are as hostile as a state can hold.
class Dice {
public:
    explicit Dice(std::mt19937& random) : random_(random) {}

    int upto(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }
    bool coin() { return upto(1) == 1; }
    std::string text() {
        static const std::vector<std::string> kTexts{
            "",
            "a",
            "Éloïse",
            "\"quoted\" \\ /",
            "a\n\tb",
            "🖋 x",
            "</script>",
            "\x01\x1f",
            "=cmd|' /C calc'!A0",
            "\xE2\x80\xA8",
            "0",
            "{\"#\":\"x\"}"};
        return kTexts[static_cast<std::size_t>(upto(static_cast<int>(kTexts.size()) - 1))];
    }
    Instant instant() {
        return Instant(std::chrono::microseconds(std::uniform_int_distribution<std::int64_t>(
            -1'000'000'000, 4'000'000'000'000'000
        )(random_)));
    }
    template <class E>
    E pick(int count) {
        return static_cast<E>(upto(count - 1));
    }
    template <class Make>
    auto maybe(Make make) -> std::optional<decltype(make())> {
        return coin() ? std::optional(make()) : std::nullopt;
    }
    template <class Make>
    auto some(Make make) {
        std::vector<decltype(make())> out;
        for (int i = upto(3); i > 0; --i) {
            out.push_back(make());
        }
        return out;
    }
    Contact contact() { return Contact{text(), {text()}, pick<Locale>(2), pick<HolidayZone>(2)}; }
    Door door() { return Door{upto(5), instant(), coin()}; }
    std::map<std::string, FieldValue> fields() {
        std::map<std::string, FieldValue> out;
        for (int i = upto(3); i > 0; --i) {
            out[text()] = coin() ? FieldValue(text()) : FieldValue(some([this] { return text(); }));
        }
        return out;
    }
    Annex annex() {
        return Annex{upto(9), text(), text(), upto(9), digest_of(upto(255)), document(upto(255))};
    }
    Slot slot() {
        Slot out;
        out.n = upto(9);
        out.rank = upto(9);
        out.party = upto(9);
        out.office = text();
        out.stamp = coin();
        out.holder = contact();
        out.status = pick<Slot::Status>(4);
        out.door = maybe([this] { return door(); });
        out.invited_at = maybe([this] { return instant(); });
        out.reminders_sent = upto(4);
        out.escalated = coin();
        out.reminder_rounds = upto(3);
        out.reminders_since = maybe([this] { return instant(); });
        out.last_reminder_at = maybe([this] { return instant(); });
        out.codes = some([this] {
            return CodeIssue{upto(9), session(upto(255)), instant(), upto(5)};
        });
        out.codes_issued = upto(9);
        out.link_resent_at = maybe([this] { return instant(); });
        out.signature = maybe([this] { return SignatureRecord{upto(9), text(), instant()}; });
        out.signed_before = upto(3);
        out.decline_reason = text();
        out.address_changes = some([this] {
            return AddressChange{{text()}, {text()}, instant(), text()};
        });
        out.undeliverable = coin();
        out.automatic_reply = text();
        out.returned_mail = text();
        return out;
    }
    Seat seat() {
        Seat out;
        out.n = upto(9);
        out.organisation = text();
        out.holder = contact();
        out.vote = pick<VoteKind>(3);
        out.chair = coin();
        out.door = door();
        out.reminders_sent = upto(4);
        out.last_reminder_at = maybe([this] { return instant(); });
        out.link_resent_at = maybe([this] { return instant(); });
        out.answer = maybe([this] { return Answer{pick<OpinionChoice>(4), text(), instant()}; });
        out.asked_again_at = maybe([this] { return instant(); });
        out.address_changes = some([this] {
            return AddressChange{{text()}, {text()}, instant(), text()};
        });
        out.undeliverable = coin();
        out.automatic_reply = text();
        out.returned_mail = text();
        return out;
    }
    Opinion opinion() {
        Opinion out;
        out.n = upto(9);
        out.body_name = text();
        out.question = text();
        out.version = upto(9);
        out.sha256 = digest_of(upto(255));
        out.requested_at = instant();
        out.deadline = instant();
        out.seats = some([this] { return seat(); });
        out.closed_by = maybe([this] { return pick<OpinionClosing>(3); });
        out.closed_at = maybe([this] { return instant(); });
        out.outcome = maybe([this] { return pick<OpinionOutcome>(3); });
        out.void_ = coin();
        out.acknowledgement = text();
        return out;
    }

private:
    std::mt19937& random_;
};

}  // namespace

namespace {

/// Each with everything that it may hold.
std::vector<Event> full_events() {
    const Door door{2, kAt, true};
    const CodeIssue code{4, session(9), kAt, 3};
    return {
        ConventionCreated{
            "ADH-2026-001",
            "adhesion",
            2,
            "Titre",
            full_fields(),
            {"Vu"},
            {full_party()},
            {full_slot()},
            "Nîmes"},
        DraftEdited{
            "Titre",
            full_fields(),
            std::vector<std::string>{"Vu"},
            std::vector{full_party()},
            std::vector{full_slot()},
            "Nîmes",
            std::nullopt,
            {"attestation:eligibility"}},
        AnnexAttached{full_annex(), {{"attached_file", 0, 2}, {"strikeout", 3, 1}}, "Un motif."},
        AnnexRemoved{2},
        WarningAcknowledged{"shared_address:1,2", "Secrétariat."},
        VersionFrozen{Version{
            2, document(3), digest_of(4), 9, kAt, {full_annex()}, {document(5), digest_of(6)}}},
        VersionReopened{"Coquille.", false, {{1, 4}, {2, 5}}},
        OpinionRequested{full_opinion()},
        OpinionAnswered{1, 2, Answer{OpinionChoice::Unfavourable, "Non.", kAt}},
        OpinionClosed{1, OpinionClosing::AllAnswered, OpinionOutcome::Unfavourable},
        OpinionAcknowledged{1, "Le COS a tranché."},
        SeatReminded{1, 2, true},
        RoundOpened{},
        SlotInvited{3, door},
        CodeIssued{3, code},
        CodeRefused{3, 4},
        SlotSigned{
            3,
            2,
            digest_of(4),
            "adhesion@1",
            {1, 2},
            4,
            SignatureRecord{2, "0a1b", kAt},
            digest_of(5)},
        SlotDeclined{3, "Pas de délibération."},
        SlotReminded{3, true},
        SlotEscalated{3},
        LinkResent{seat_place(1, 2)},
        DoorRevoked{slot_place(3), "Téléphone volé."},
        DoorRenewed{3, door, true},
        AddressCorrected{
            seat_place(1, 2),
            AddressChange{{"old@x.example"}, {"new@x.example"}, kAt, "Faute."},
            door,
            {"administrator_address:3"}},
        HolderSubstituted{
            3, person(), contact("M. B", "b@x.example"), "Élu.", door, {"shared_address:1,3"}},
        EnteredIntoForce{"Nîmes", day("2031-03-11")},
        MemberRegistered{1, "entreprises", day("2026-03-12")},
        BodyInformed{
            "COS",
            1,
            {Informed{"Mme C", {"c@cos.example"}, true, "250 ok"},
             Informed{"M. D", {"d@cos.example"}, false, "Adresse morte."}}},
        DeliveryFailed{slot_place(3), "5.1.1", "user unknown"},
        ConventionAbandoned{"Arrêté."},
        AutomaticReplyReceived{seat_place(1, 2), "Absente jusqu’au 3."},
        BodyInformationSent{},
        ValuesErased{"Demande de Mme X.", {{1, "/actor/name"}, {2, "/body/reason"}}},
        CopiesRenewed{"Message perdu."},
        MailReturned{whole_act(), "anne@ville.example", "Je ne suis plus maire."},
        CodesBurnt{3},
    };
}

template <class... E>
void add_missing(std::vector<Event>& samples, const std::variant<E...>*) {
    const auto add = [&samples]<class Missing>(Missing event) {
        const bool there = std::ranges::any_of(samples, [](const Event& sample) {
            return std::holds_alternative<Missing>(sample);
        });
        if (!there) {
            codec::Filler().fill(event);
            samples.push_back(std::move(event));
        }
    };
    (add(E{}), ...);
}

}  // namespace

std::vector<Event> one_of_each_event() {
    auto samples = full_events();
    add_missing(samples, static_cast<const Event*>(nullptr));
    return samples;
}

State busy_state(int slots, int seats) {
    State state;
    state.id.bytes.fill(7);
    state.type_key = "adhesion";
    state.type_version = 1;
    state.stage = Stage::InSignature;
    state.events = 24;
    state.reference = "ADH-2026-001";
    state.title = "Adhésion de la communauté d’agglomération";
    state.created_at = kAt;
    state.stage_since = kAt;
    state.fields = full_fields();
    state.visas = {"Vu le code de l’éducation,", "Vu le code général des collectivités,"};
    state.parties = {full_party(), full_party()};
    state.annexes = {full_annex()};
    state.place = "Bagnols-sur-Cèze";
    for (int n = 1; n <= slots; ++n) {
        Slot slot = full_slot();
        slot.n = n;
        slot.address_changes.clear();
        slot.decline_reason.clear();
        slot.link_resent_at.reset();
        slot.last_reminder_at.reset();
        slot.codes.clear();
        state.slots.push_back(slot);
    }
    Opinion opinion = full_opinion();
    opinion.seats.assign(static_cast<std::size_t>(seats), full_seat());
    state.opinions = {opinion};
    state.versions = {
        Version{1, document(3), digest_of(4), 9, kAt, {full_annex()}, {document(5), digest_of(6)}}};
    state.draft_open = false;
    state.acknowledgements = {{"term_unspecified", "Durée de la convention constitutive."}};
    state.round_opened_at = kAt;
    return state;
}

State random_state(std::mt19937& random) {
    Dice dice(random);
    const auto text = [&dice] { return dice.text(); };
    const auto instant = [&dice] { return dice.instant(); };
    State state;
    state.id.bytes.fill(static_cast<std::uint8_t>(dice.upto(255)));
    state.type_key = text();
    state.type_version = dice.upto(5);
    state.stage = dice.pick<Stage>(9);
    state.events = dice.upto(1000);
    state.reference = text();
    state.title = text();
    state.created_at = instant();
    state.fields = dice.fields();
    state.visas = dice.some(text);
    state.parties = dice.some([&] {
        Party party{dice.upto(9), text(), text(), text(), {}, dice.pick<HolidayZone>(2)};
        if (dice.coin()) {
            party.organisation.emplace().bytes.fill(static_cast<std::uint8_t>(dice.upto(255)));
        }
        return party;
    });
    state.annexes = dice.some([&dice] { return dice.annex(); });
    state.place = text();
    state.relations = dice.some([&] {
        Relation relation{dice.pick<Relation::Kind>(5), {}, text(), {}};
        if (dice.coin()) {
            relation.act.emplace().bytes.fill(static_cast<std::uint8_t>(dice.upto(255)));
        }
        relation.signed_on = dice.maybe([] { return day("2019-03-12"); });
        return relation;
    });
    state.slots = dice.some([&dice] { return dice.slot(); });
    state.last_slot_n = dice.upto(99);
    state.last_annex_n = dice.upto(99);
    state.opinions = dice.some([&dice] { return dice.opinion(); });
    state.versions = dice.some([&] {
        return Version{
            dice.upto(9),
            document(dice.upto(255)),
            digest_of(dice.upto(255)),
            dice.upto(9),
            instant(),
            dice.some([&dice] { return dice.annex(); }),
            {document(dice.upto(255)), digest_of(dice.upto(255))}};
    });
    state.draft_open = dice.coin();
    state.opinion_carried = dice.coin();
    for (int i = dice.upto(3); i > 0; --i) {
        state.acknowledgements[text()] = text();
        state.acknowledged_ahead[text()] = text();
    }
    state.stage_since = instant();
    state.round_opened_at = dice.maybe(instant);
    state.signed_at = dice.maybe(instant);
    state.in_force_at = dice.maybe(instant);
    state.last_day = dice.maybe([] { return day("2031-03-11"); });
    state.body_informed_recipients = dice.upto(20);
    state.body_informed_at = dice.maybe(instant);
    state.copies_renewed = dice.upto(3);
    state.copies_given_at = dice.maybe(instant);
    state.end_reason = text();
    state.mails_kept = dice.upto(9);
    return state;
}

}  // namespace contreseing::workflows::testing
