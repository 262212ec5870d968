#include "server/api/actions.hpp"

#include "workflows/domain/names.hpp"

#include <map>

#include <gtest/gtest.h>

namespace contreseing::server::api {
namespace {

using namespace workflows;

/// Reads it and finds nothing wrong.
template <class C>
C read(std::string_view action, std::string_view text) {
    JsonBody body(text);
    const auto command = read_action(action, body);
    try {
        body.finish();
    } catch (const BodyError& error) {
        for (const auto& problem : error.problems()) {
            ADD_FAILURE() << problem.field << ": " << problem.message;
        }
    }
    if (!command || !std::holds_alternative<C>(*command)) {
        ADD_FAILURE() << action << " is another command";
        return {};
    }
    return std::get<C>(*command);
}

std::vector<std::string> faults(std::string_view action, std::string_view text) {
    JsonBody body(text);
    (void)read_action(action, body);
    std::vector<std::string> fields;
    try {
        body.finish();
    } catch (const BodyError& error) {
        for (const auto& problem : error.problems()) {
            fields.push_back(problem.field);
        }
    }
    return fields;
}

using Names = std::vector<std::string>;

TEST(Actions, ReadAWholeEditOfTheDraft) {
    const auto edit = read<EditDraft>("edit_draft", R"({
        "title": "Adhésion", "place": "", "visas": ["Vu le code,"],
        "fields": {"motive": "Parce que.", "axes": ["formation", "europe"]},
        "parties": [{"n": 2, "role": "member", "name": "Ville", "represented_by": "son maire",
                     "organisation": "01890a5d-ac96-774b-bcce-b302099a8057", "zone": "alsace_moselle"}],
        "slots": [{"n": 3, "rank": 2, "party": 1, "office": "Maire", "stamp": true,
                   "name": "A. Modèle", "email": "a@ville.example", "locale": "en"},
                  {"rank": 1, "party": 0, "office": "Directeur"}]})");
    EXPECT_EQ(edit.title, "Adhésion");
    EXPECT_EQ(edit.place, "");
    EXPECT_EQ(edit.visas, std::vector<std::string>{"Vu le code,"});
    EXPECT_EQ(std::get<std::string>(edit.fields->at("motive")), "Parce que.");
    EXPECT_EQ(std::get<std::vector<std::string>>(edit.fields->at("axes")).size(), 2U);
    EXPECT_EQ(edit.parties->at(0).n, 2);
    EXPECT_EQ(edit.parties->at(0).zone, HolidayZone::AlsaceMoselle);
    EXPECT_EQ(to_string(*edit.parties->at(0).organisation), "01890a5d-ac96-774b-bcce-b302099a8057");
    const auto& slot = edit.slots->at(0);
    EXPECT_EQ(slot.n, 3);
    EXPECT_EQ(slot.rank, 2);
    EXPECT_TRUE(slot.stamp);
    EXPECT_EQ(slot.holder.email.text, "a@ville.example");
    EXPECT_EQ(slot.holder.locale, Locale::En);
    EXPECT_EQ(edit.slots->at(1).n, 0);
}

TEST(Actions, LeaveOutOfAnEditWhatIsNotSent) {
    const auto edit = read<EditDraft>("edit_draft", R"({"place": "Nîmes"})");
    EXPECT_FALSE(edit.title || edit.fields || edit.visas || edit.parties || edit.slots);
    EXPECT_EQ(edit.place, "Nîmes");
}

TEST(Actions, ReadWhatADraftIsToOtherActs) {
    const auto edit = read<EditDraft>("edit_draft", R"({"relations": [
        {"kind": "replaces", "act": "01890a5d-ac96-774b-bcce-b302099a8057", "signed_on": null},
        {"kind": "conforms_to", "act": null, "elsewhere": "Charte", "signed_on": "2019-03-12"}]})");
    ASSERT_EQ(edit.relations->size(), 2U);
    const auto& first = edit.relations->at(0);
    EXPECT_EQ(first.kind, Relation::Kind::Replaces);
    EXPECT_EQ(to_string(first.act.value()), "01890a5d-ac96-774b-bcce-b302099a8057");
    EXPECT_FALSE(first.signed_on);
    EXPECT_EQ(edit.relations->at(1).elsewhere, "Charte");
    EXPECT_EQ(to_text(edit.relations->at(1).signed_on.value()), "2019-03-12");
    EXPECT_EQ(
        faults("edit_draft", R"({"relations": [{}, {"kind": "loves", "act": "x", "elsewhere": 1,
            "signed_on": "12 mars"}]})"),
        (Names{
            "/relations/0/kind",
            "/relations/1/kind",
            "/relations/1/act",
            "/relations/1/elsewhere",
            "/relations/1/signed_on"})
    );
    std::string many;
    for (int i = 0; i < 21; ++i) {
        many += std::string(i == 0 ? "" : ",") + R"({"kind":"amends","elsewhere":"X"})";
    }
    EXPECT_EQ(faults("edit_draft", "{\"relations\":[" + many + "]}"), Names{"/relations"});
}

TEST(Actions, NameEveryFaultOfAnEditByItsPath) {
    EXPECT_EQ(
        faults(
            "edit_draft", R"({"title": "", "fields": {"a": 1, "b": ["x", 2]},
            "parties": [{"organisation": "no"}, 4],
            "slots": [{"rank": 1, "party": 0, "office": "X", "email": "@", "locale": "de", "x": 1}]})"
        ),
        (Names{
            "/title",
            "/fields/a",
            "/fields/b",
            "/parties/0/role",
            "/parties/0/organisation",
            "/parties/1",
            "/slots/0/email",
            "/slots/0/locale",
            "/slots/0/x"})
    );
    EXPECT_EQ(
        faults("edit_draft", R"({"fields": [], "slots": {}, "parties": 1})"),
        (Names{"/fields", "/parties", "/slots"})
    );
}

TEST(Actions, BoundTheirLists) {
    std::string slots;
    for (int i = 0; i < 51; ++i) {
        slots += std::string(i == 0 ? "" : ",") + R"({"rank":1,"party":0,"office":"X"})";
    }
    EXPECT_EQ(faults("edit_draft", "{\"slots\":[" + slots + "]}"), Names{"/slots"});
}

TEST(Actions, ReadTheSmallOnes) {
    EXPECT_EQ(read<RemoveAnnex>("remove_annex", R"({"annex": 2})").annex, 2);
    const auto warning = read<AcknowledgeWarning>(
        "acknowledge_warning", R"({"item": "term_unspecified", "reason": "Voulu."})"
    );
    EXPECT_EQ(warning.item, "term_unspecified");
    EXPECT_EQ(warning.reason, "Voulu.");
    EXPECT_FALSE(warning.from_events);
    const auto attested = read<AcknowledgeWarning>(
        "acknowledge_warning", R"({"item": "attestation:a", "reason": "Vu.", "from_events": 7})"
    );
    EXPECT_EQ(attested.from_events, 7);
    EXPECT_TRUE(read<ReopenDraft>("reopen_draft", R"({"reason": "Une erreur."})").substantial);
    EXPECT_FALSE(
        read<ReopenDraft>("reopen_draft", R"({"reason": "Une erreur.", "substantial": false})")
            .substantial
    );
    EXPECT_EQ(read<CloseOpinion>("close_opinion", R"({"opinion": 1})").opinion, 1);
    EXPECT_EQ(read<AcknowledgeOpinion>("acknowledge_opinion", R"({"reason": "x"})").reason, "x");
    (void)read<OpenRound>("open_round", "");
    (void)read<InformBody>("inform_body", "");
    EXPECT_EQ(read<RemindNow>("remind_now", R"({"place": "slot/1"})").place, slot_place(1));
    EXPECT_EQ(
        read<ResendLink>("resend_link", R"({"place": "opinion/1/seat/3"})").place, seat_place(1, 3)
    );
    EXPECT_EQ(read<RevokeLink>("revoke_link", R"({"place": "slot/1"})").reason, "");
    const auto revoked =
        read<RevokeLink>("revoke_link", R"({"place": "opinion/1/seat/3", "reason": "Volé."})");
    EXPECT_EQ(revoked.place, seat_place(1, 3));
    EXPECT_EQ(revoked.reason, "Volé.");
    for (const auto* place :
         {"slot/0", "party/1", "opinion/1", "slot/1/holder/1", "opinion/1/slot/1", "seat/1", "1"}) {
        const auto body = R"({"email": "b@ville.example", "place": ")" + std::string(place) + "\"}";
        EXPECT_EQ(faults("correct_address", body), Names{"/place"}) << place;
    }
    EXPECT_EQ(faults("remind_now", "{}"), Names{"/place"});
    EXPECT_EQ(
        faults("extend_link", R"({"place": "opinion/1/seat/3", "until": "2026-06-01T12:00:00Z"})"),
        Names{"/place"}
    );
    const auto extended =
        read<ExtendLink>("extend_link", R"({"place": "slot/1", "until": "2026-06-01T12:00:00Z"})");
    EXPECT_EQ(to_text(extended.until), "2026-06-01T12:00:00.000000Z");
    const auto corrected = read<CorrectAddress>(
        "correct_address", R"({"place": "slot/1", "email": "b@ville.example", "reason": "Faute."})"
    );
    EXPECT_EQ(corrected.email.text, "b@ville.example");
    const auto of_seat = read<CorrectAddress>(
        "correct_address",
        R"({"place": "opinion/1/seat/3", "email": "b@ville.example", "reason": "Faute."})"
    );
    EXPECT_EQ(of_seat.place, seat_place(1, 3));
    const auto substituted = read<SubstituteHolder>(
        "substitute_holder",
        R"({"place": "slot/1", "name": "B. Modèle", "email": "b@ville.example", "reason": "Élection."})"
    );
    EXPECT_EQ(substituted.holder.name, "B. Modèle");
    EXPECT_EQ(substituted.reason, "Élection.");
    EXPECT_EQ(read<RenewCopies>("renew_copies", R"({"reason": "Perdu."})").reason, "Perdu.");
    EXPECT_EQ(read<Abandon>("abandon", R"({"reason": "Sans suite."})").reason, "Sans suite.");
}

TEST(Actions, NameWhatIsMissing) {
    const std::map<std::string, Names> required{
        {"remove_annex", {"/annex"}},
        {"acknowledge_warning", {"/item", "/reason"}},
        {"reopen_draft", {"/reason"}},
        {"close_opinion", {"/opinion"}},
        {"acknowledge_opinion", {"/reason"}},
        {"remind_now", {"/place"}},
        {"resend_link", {"/place"}},
        {"revoke_link", {"/place"}},
        {"extend_link", {"/place", "/until"}},
        {"correct_address", {"/place", "/email"}},
        {"substitute_holder", {"/place", "/name", "/email", "/reason"}},
        {"abandon", {"/reason"}},
        {"renew_copies", {"/reason"}},
        {"open_round", {}},
        {"inform_body", {}},
        {"edit_draft", {}},
    };
    for (const auto name : action_names()) {
        if (const auto known = required.find(std::string(name)); known != required.end()) {
            EXPECT_EQ(faults(name, "{}"), known->second) << name;
        }
        const auto with_extra = faults(name, R"({"extra": 1})");
        ASSERT_FALSE(with_extra.empty());
        EXPECT_EQ(with_extra.back(), "/extra") << name;
    }
}

// The bounds of `parse_reason`, in characters; every command that says why is asked the same.
TEST(Actions, TakeAReasonOfSeveralLinesAndTwoThousandCharacters) {
    const std::map<std::string, std::string> others{
        {"acknowledge_warning", R"("item": "possible_placeholder:context", )"},
        {"reopen_draft", ""},
        {"acknowledge_opinion", ""},
        {"revoke_link", R"("place": "slot/1", )"},
        {"correct_address", R"("place": "slot/1", "email": "b@ville.example", )"},
        {"substitute_holder", R"("place": "slot/1", "name": "B.", "email": "b@ville.example", )"},
        {"renew_copies", ""},
        {"abandon", ""},
    };
    std::string most = R"(Une ligne,\nune autre.)";
    for (int characters = 21; characters < 2000; ++characters) {
        most += "é";
    }
    for (const auto& [action, members] : others) {
        const auto with = [&members = members](const std::string& reason) {
            return "{" + members + "\"reason\": \"" + reason + "\"}";
        };
        EXPECT_EQ(faults(action, with(most)), Names{}) << action;
        EXPECT_EQ(faults(action, with(most + "é")), Names{"/reason"}) << action;
        EXPECT_EQ(faults(action, with(R"(a\u0007b)")), Names{"/reason"}) << action;
    }
    const auto kept = read<Abandon>("abandon", R"({"reason": "Une ligne,\r\nune autre.\n"})");
    EXPECT_EQ(kept.reason, "Une ligne,\nune autre.");
}

TEST(Actions, AreNamedAsTheCommandsTheyRead) {
    for (const auto name : action_names()) {
        JsonBody body("{}");
        const auto command = read_action(name, body);
        ASSERT_TRUE(command) << name;
        EXPECT_EQ(name_of(*command), name);
    }
}

// What only the holder of an emailed link may do is no action of the API.
TEST(Actions, NeverSignAnswerOrDeclineForAnother) {
    for (const auto* name :
         {"record_signature",
          "request_code",
          "record_wrong_code",
          "decline_to_sign",
          "answer_opinion",
          "fire_timer",
          "record_body_informed",
          "record_delivery_failure",
          "record_automatic_reply",
          "record_returned_mail",
          "create_convention",
          "freeze_version",
          "attach_annex",
          "",
          "EDIT_DRAFT",
          "unknown"}) {
        JsonBody body("{}");
        EXPECT_FALSE(read_action(name, body)) << name;
    }
}

}  // namespace
}  // namespace contreseing::server::api
