#include "tests/unit/domain/scene.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Scene drafting() {
    Scene scene;
    scene.create();
    return scene;
}

std::vector<std::string> keys(const Scene& scene, Check::Verdict verdict) {
    std::vector<std::string> out;
    for (const auto& item : checks_of(scene.around(), scene.state, Gate::Freeze)) {
        if (item.verdict == verdict) {
            out.push_back(item.key());
        }
    }
    return out;
}
std::vector<std::string> blocking(const Scene& scene) {
    return keys(scene, Check::Verdict::NotMet);
}
std::vector<std::string> warnings(const Scene& scene) {
    return keys(scene, Check::Verdict::NeedsAcknowledgement);
}

TEST(Drafting, StartsFromTheType) {
    const Scene scene = drafting();
    const State& state = scene.state;
    EXPECT_EQ(state.stage, Stage::Drafting);
    EXPECT_TRUE(state.draft_open);
    EXPECT_EQ(state.id.bytes[0], 7);
    EXPECT_EQ(state.type_key, "adhesion");
    EXPECT_EQ(state.created_at, scene.now);
    EXPECT_EQ(state.visas, scene.type.visas);
    EXPECT_EQ(
        std::get<std::vector<std::string>>(state.fields.at("axes")),
        (std::vector<std::string>{"formation", "europe"})
    );
    ASSERT_EQ(state.parties.size(), 2U);
    EXPECT_EQ(state.parties[0].name, "Campus");
    EXPECT_EQ(state.parties[0].represented_by, "son directeur");
    EXPECT_EQ(state.parties[1].name, "");
    ASSERT_EQ(state.slots.size(), 3U);
    EXPECT_EQ(state.slots[2].party, 2);
    EXPECT_EQ(state.slots[2].office, "Maire");
    EXPECT_TRUE(state.slots[2].stamp);
    EXPECT_EQ(state.last_slot_n, 3);
}

TEST(Drafting, IsCreatedOnceAndWithAReferenceAndATitle) {
    Scene scene;
    EXPECT_EQ(
        scene.refusal(CreateConvention{"", "t", "c", "", ""}),
        (Refused{Refusal::InvalidValue, "reference"})
    );
    EXPECT_EQ(
        scene.refusal(CreateConvention{"R", " ", "c", "", ""}),
        (Refused{Refusal::InvalidValue, "title"})
    );
    EXPECT_EQ(scene.refusal(CreateConvention{"R", "a\nb", "c", "", ""}).subject, "title");
    EXPECT_EQ(scene.refusal(EditDraft{}).refusal, Refusal::NotFound);
    scene.create();
    EXPECT_EQ(
        scene.refusal(CreateConvention{"R", "t", "c", "", ""}).refusal, Refusal::ChangedMeanwhile
    );
}

TEST(Drafting, ReplacesOnlyThePartsThatArePresent) {
    Scene scene = drafting();
    EditDraft edit;
    edit.title = "  Un autre titre ";
    const auto before = scene.state;
    scene.act(edit);
    EXPECT_EQ(scene.state.title, "Un autre titre");
    EXPECT_EQ(scene.state.fields, before.fields);
    EXPECT_EQ(scene.state.slots, before.slots);
    EXPECT_EQ(scene.refusal(EditDraft{}).refusal, Refusal::NothingToDo);
}

TEST(Drafting, ChangesOnlyTheFieldsThatAreNamed) {
    Scene scene = drafting();
    using Keys = std::vector<std::string>;
    EditDraft edit;
    edit.fields = std::map<std::string, FieldValue>{{"motive", "Un motif."}};
    scene.act(edit);
    EXPECT_EQ(std::get<Keys>(scene.state.fields.at("axes")), (Keys{"formation", "europe"}))
        << "ticked in advance, and not named";
    edit.fields = std::map<std::string, FieldValue>{{"axes", Keys{}}};
    scene.act(edit);
    EXPECT_FALSE(scene.state.fields.contains("axes"));
    EXPECT_EQ(std::get<std::string>(scene.state.fields.at("motive")), "Un motif.");
    edit.fields = std::map<std::string, FieldValue>{{"motive", ""}};
    scene.act(edit);
    EXPECT_FALSE(scene.state.fields.contains("motive"));
}

TEST(Drafting, RefusesAnEditOfAStateThatHasChanged) {
    Scene scene = drafting();
    EditDraft edit;
    edit.title = "Un titre";
    edit.from_events = scene.state.events;
    scene.act(edit);
    EXPECT_EQ(scene.refusal(edit).refusal, Refusal::ChangedMeanwhile);
}

TEST(Drafting, RefusesFieldsAndOptionsThatTheTypeDoesNotHave) {
    Scene scene = drafting();
    const auto with = [](const std::string& key, FieldValue value) {
        EditDraft edit;
        edit.fields = std::map<std::string, FieldValue>{{key, std::move(value)}};
        return edit;
    };
    using Keys = std::vector<std::string>;
    EXPECT_EQ(scene.refusal(with("nope", "x")), (Refused{Refusal::NotFound, "fields/nope"}));
    EXPECT_EQ(scene.refusal(with("motive.other", "x")).refusal, Refusal::NotFound);
    EXPECT_EQ(
        scene.refusal(with("college", Keys{"cuisine"})),
        (Refused{Refusal::InvalidValue, "fields/college"})
    );
    EXPECT_EQ(
        scene.refusal(with("college", Keys{"formations", "entreprises"})).refusal,
        Refusal::InvalidValue
    );
    EXPECT_EQ(scene.refusal(with("motive", Keys{"a"})).refusal, Refusal::InvalidValue);
    EXPECT_EQ(scene.refusal(with("motive", "a\x1b[31m")).refusal, Refusal::InvalidValue);
    EXPECT_EQ(scene.refusal(with("axes.other", "a\nb")).refusal, Refusal::InvalidValue);
}

TEST(Drafting, BoundsATitleTheSameWhenCreatedAndWhenEdited) {
    const auto title = [](std::size_t characters) {
        std::string text;
        for (std::size_t i = 0; i < characters; ++i) {
            text += "é";
        }
        return text;
    };
    Scene scene;
    const Refused refused{Refusal::InvalidValue, "title"};
    EXPECT_EQ(scene.refusal(CreateConvention{"R", title(201), "c", "", ""}), refused);
    scene.act(CreateConvention{"R", title(200), "c", "", ""});
    EditDraft edit;
    edit.title = title(201);
    EXPECT_EQ(scene.refusal(edit), refused);
    edit.title = title(199);
    scene.act(edit);
    EXPECT_EQ(scene.state.title, title(199));
}

TEST(Drafting, TellsEveryValueThatCannotStandAtOnce) {
    Scene scene = drafting();
    EditDraft edit = scene.filled();
    edit.title = " ";
    (*edit.fields)["nope"] = "x";
    (*edit.fields)["college"] = std::vector<std::string>{"cuisine"};
    (*edit.parties)[1].name = "a\nb";
    (*edit.slots)[0].rank = 0;
    (*edit.slots)[2].holder.email.text = "nobody";
    const auto refused = scene.refusal(edit);
    EXPECT_EQ(refused.refusal, Refusal::InvalidValue);
    EXPECT_EQ(refused.subject, "title");
    std::vector<std::string> further;
    for (const auto& each : refused.also) {
        further.push_back(each.subject);
    }
    EXPECT_THAT(
        further,
        ElementsAre(
            "fields/college", "parties/1/name", "slots/0/rank", "slots/2/email", "fields/nope"
        )
    );
}

TEST(Drafting, KeepsChoicesInPrintingOrderAndOnce) {
    Scene scene = drafting();
    EditDraft edit;
    edit.fields = std::map<std::string, FieldValue>{
        {"axes", std::vector<std::string>{"emploi", "formation", "emploi"}},
        {"college", "formations"},
        {"axes.other", "Un axe de plus"},
    };
    scene.act(edit);
    EXPECT_EQ(
        scene.state.fields.at("axes"), FieldValue(std::vector<std::string>{"formation", "emploi"})
    );
    EXPECT_EQ(scene.state.fields.at("college"), FieldValue(std::vector<std::string>{"formations"}));
    EXPECT_EQ(scene.state.fields.at("axes.other"), FieldValue("Un axe de plus"));
}

TEST(Drafting, RefusesSlotsThatCannotBe) {
    Scene scene = drafting();
    const auto with = [&scene](auto change) {
        EditDraft edit;
        edit.slots = scene.state.slots;
        change(*edit.slots);
        return scene.refusal(edit);
    };
    using Slots = std::vector<Slot>;
    EXPECT_EQ(with([](Slots& s) { s[0].rank = 0; }).subject, "slots/0/rank");
    EXPECT_EQ(with([](Slots& s) { s[0].rank = 100; }).subject, "slots/0/rank");
    EXPECT_EQ(with([](Slots& s) { s[1].party = 3; }).subject, "slots/1/party");
    EXPECT_EQ(with([](Slots& s) { s[1].party = 0; }).subject, "slots/1/party");
    EXPECT_EQ(with([](Slots& s) { s[1].n = 3; }).subject, "slots/2/n");
    EXPECT_EQ(with([](Slots& s) { s[1].n = 9; }).subject, "slots/1/n");
    EXPECT_EQ(
        with([](Slots& s) { s[0].holder.email.text = "a@b\r\nBcc: x@y"; }).subject, "slots/0/email"
    );
    EXPECT_EQ(
        with([](Slots& s) {
            s[0].holder.name =
                "\xE2\x80\xAE"
                "x";
        }).subject,
        "slots/0/name"
    );
    EXPECT_EQ(with([](Slots& s) { s.resize(51, s[0]); }).subject, "slots");
}

TEST(Drafting, NumbersNewSlotsAfterAllOthersAndSortsByRank) {
    Scene scene = drafting();
    EditDraft edit;
    edit.slots = scene.state.slots;
    edit.slots->erase(edit.slots->begin() + 2);
    Slot late;
    late.rank = 1;
    late.party = 2;
    late.office = "Adjoint";
    late.status = Slot::Status::Signed;  // nothing of a round comes in through a draft
    late.door = Door{};
    edit.slots->push_back(late);
    scene.act(edit);
    EXPECT_THAT(scene.slots(), ElementsAre(1, 4, 2));
    EXPECT_EQ(scene.state.slot(4)->status, Slot::Status::Waiting);
    EXPECT_FALSE(scene.state.slot(4)->door);
    edit.slots = scene.state.slots;
    edit.slots->push_back(late);
    scene.act(edit);
    EXPECT_EQ(scene.state.last_slot_n, 5);
    EXPECT_EQ(scene.state.slot(3), nullptr);
}

TEST(Drafting, KeepsEveryRoleAndEverySlotsParty) {
    Scene scene = drafting();
    EditDraft edit;
    edit.parties = scene.state.parties;
    edit.parties->pop_back();
    EXPECT_EQ(scene.refusal(edit), (Refused{Refusal::InvalidValue, "parties"}));
    edit.parties = scene.state.parties;
    (*edit.parties)[1].role = "king";
    EXPECT_EQ(scene.refusal(edit).subject, "parties/1/role");
    edit.parties = scene.state.parties;
    edit.parties->push_back((*edit.parties)[1]);
    edit.parties->back().n = 0;
    scene.act(edit);
    edit.slots = scene.state.slots;
    (*edit.slots)[2].party = 3;
    edit.parties.reset();
    scene.act(edit);
    EditDraft fewer;
    fewer.parties = scene.state.parties;
    fewer.parties->pop_back();
    EXPECT_EQ(scene.refusal(fewer).subject, "parties");
}

TEST(Drafting, NumbersPartiesOnceAndForAll) {
    Scene scene = drafting();
    const auto with_two_more = [&scene](int third, int fourth) {
        EditDraft edit;
        edit.parties = scene.state.parties;
        for (const int n : {third, fourth}) {
            edit.parties->push_back({n, "member", "Autre", "", {}, HolidayZone::Metropole});
        }
        return edit;
    };
    EXPECT_EQ(scene.refusal(with_two_more(0, 2)).subject, "parties/3/n") << "there already";
    EXPECT_EQ(scene.refusal(with_two_more(0, 7)).subject, "parties/3/n") << "none of the next";
    EXPECT_EQ(scene.refusal(with_two_more(-1, 0)).subject, "parties/2/n");
    // A place names a party that comes with it.
    EditDraft edit = with_two_more(0, 3);
    edit.slots = scene.state.slots;
    (*edit.slots)[2].party = 3;
    scene.act(edit);
    ASSERT_EQ(scene.state.parties.size(), 4U);
    EXPECT_EQ(scene.state.parties[2].n, 4);
    EXPECT_EQ(scene.state.parties[3].n, 3);
    // One that leaves takes no other's places with it, and its number stays its own.
    EditDraft fewer;
    fewer.parties = scene.state.parties;
    std::erase_if(*fewer.parties, [](const Party& party) { return party.n == 2 || party.n == 4; });
    scene.act(fewer);
    EXPECT_EQ(scene.state.slot(3)->party, 3);
    EXPECT_EQ(scene.state.party_name(3), "Autre");
    EXPECT_EQ(scene.state.party(4), nullptr);
    scene.act(with_two_more(0, 0));
    EXPECT_EQ(scene.state.parties[2].n, 5);
    EXPECT_EQ(scene.refusal(with_two_more(4, 0)).subject, "parties/4/n") << "it was another's";
}

TEST(Drafting, NumbersAnnexesOnceAndForAll) {
    Scene scene = drafting();
    Annex annex;
    annex.kind = "constitutive";
    annex.title = "Convention constitutive";
    annex.pages = 12;
    annex.n = 77;
    scene.act(AttachAnnex{annex});
    scene.act(RemoveAnnex{1});
    scene.act(AttachAnnex{annex});
    ASSERT_EQ(scene.state.annexes.size(), 1U);
    EXPECT_EQ(scene.state.annexes[0].n, 2);
    EXPECT_EQ(scene.refusal(RemoveAnnex{1}), (Refused{Refusal::NotFound, "annex"}));
    annex.kind = "poem";
    EXPECT_EQ(scene.refusal(AttachAnnex{annex}).subject, "kind");
    annex.kind = "constitutive";
    annex.pages = 0;
    EXPECT_EQ(scene.refusal(AttachAnnex{annex}).subject, "pages");
}

TEST(Checklist, NamesAllThatBlocksAnEmptyDraft) {
    const Scene scene = drafting();
    EXPECT_THAT(
        blocking(scene),
        ElementsAre(
            "required_field:motive",
            "choice_missing:college",
            "party_unnamed:2",
            "slot_unnamed:1",
            "slot_email_missing:1",
            "slot_unnamed:2",
            "slot_email_missing:2",
            "slot_unnamed:3",
            "slot_email_missing:3",
            "annex_missing:constitutive"
        )
    );
    EXPECT_THAT(warnings(scene), ElementsAre("term_unspecified"));
}

TEST(Checklist, IsMetOnceAllIsFilled) {
    Scene scene = drafting();
    scene.fill();
    EXPECT_THAT(blocking(scene), ElementsAre());
    EXPECT_THAT(warnings(scene), ElementsAre());
}

TEST(Checklist, FindsPlaceholdersWhereverTheyArePrinted) {
    Scene scene = drafting();
    scene.fill();
    EditDraft edit;
    edit.title = "Convention avec XXXX";
    edit.place = "….";
    edit.visas = std::vector<std::string>{"Vu la délibération du ____"};
    edit.fields = scene.state.fields;
    (*edit.fields)["motive"] = "À définir";
    (*edit.fields)["axes.other"] = ".....";
    scene.act(edit);
    EXPECT_THAT(
        blocking(scene),
        ElementsAre(
            "placeholder_left:title",
            "placeholder_left:place",
            "placeholder_left:axes.other",
            "placeholder_left:motive",
            "placeholder_left:visas/0"
        )
    );
}

TEST(Checklist, AsksAboutWhatMayBeABlankAndShowsItsWords) {
    Scene scene = drafting();
    scene.fill();
    const std::string item = "possible_placeholder:motive";
    const auto motive = [&scene](const std::string& text) {
        EditDraft edit;
        edit.fields = std::map<std::string, FieldValue>{{"motive", text}};
        return scene.act(edit);
    };
    motive("Au titre de l’article XXX du règlement.");
    EXPECT_THAT(blocking(scene), ElementsAre());
    EXPECT_THAT(warnings(scene), ElementsAre(item));
    const auto items = checks_of(scene.around(), scene.state, Gate::Freeze);
    const auto found = std::find_if(items.begin(), items.end(), [&](const auto& each) {
        return each.key() == item;
    });
    EXPECT_EQ(found->detail, "Au titre de l’article XXX du règlement.");
    EXPECT_EQ(scene.refusal(AcknowledgeWarning{item, " "}).refusal, Refusal::MissingReason);
    const int seen = scene.state.events;
    AcknowledgeWarning answer{item, "C’est l’article trente."};
    answer.from_events = seen;
    scene.act(answer);
    EXPECT_THAT(warnings(scene), ElementsAre());
    EXPECT_EQ(scene.state.acknowledgements.at(item), "C’est l’article trente.");

    // The answer is for these words: another edit leaves it, a change of them voids it.
    EditDraft other;
    other.place = "Nîmes";
    scene.act(other);
    EXPECT_THAT(warnings(scene), ElementsAre());
    const auto voided = motive("Au titre de l’article XX du règlement.");
    EXPECT_THAT(std::get<DraftEdited>(voided.events.at(0)).voided, ElementsAre(item));
    EXPECT_THAT(warnings(scene), ElementsAre(item));
    EXPECT_EQ(scene.refusal(answer).refusal, Refusal::ChangedMeanwhile);
    answer.from_events.reset();
    scene.act(answer);
    scene.freeze();
    EXPECT_EQ(scene.refusal(answer).refusal, Refusal::DraftIsFrozen);
}

TEST(Checklist, NamesWhatTheActCannotPrint) {
    Scene scene = drafting();
    scene.fill();
    EditDraft edit;
    edit.slots = scene.state.slots;
    (*edit.slots)[0].holder.name = "Nguyễn Thị Ánh Tuyết";
    (*edit.slots)[2].holder.name = "Roy 日本";
    edit.fields = std::map<std::string, FieldValue>{{"motive", "Bravo 😀"}};
    scene.act(edit);
    EXPECT_THAT(blocking(scene), ElementsAre("not_drawable:motive", "not_drawable:slots/3"));
    for (const auto& item : checks_of(scene.around(), scene.state, Gate::Freeze)) {
        if (item.key() == "not_drawable:slots/3") {
            EXPECT_EQ(item.detail, "日 (U+65E5), 本 (U+672C)");
        }
    }
    EXPECT_EQ(
        scene.refusal(FreezeVersion{scene.state.events, {}, digest_of(1), 4, {}}),
        (Refused{Refusal::ChecklistBlocks, "not_drawable:motive"})
    );
}

TEST(Checklist, AsksForTheOfficesOfTheTypeButNotForTheirWording) {
    Scene scene = drafting();
    scene.fill();
    EditDraft edit;
    edit.slots = scene.state.slots;
    (*edit.slots)[0].office = "Directrice";
    scene.act(edit);
    EXPECT_THAT(blocking(scene), ElementsAre());
    edit.slots = scene.state.slots;
    edit.slots->erase(edit.slots->begin() + 1);
    scene.act(edit);
    EXPECT_THAT(blocking(scene), ElementsAre(HasSubstr("required_slot_missing:")));
    edit.slots = std::vector<Slot>{};
    scene.act(edit);
    EXPECT_THAT(blocking(scene), Contains("required_slot_missing:Maire"));
    EXPECT_THAT(blocking(scene), Contains("required_slot_missing"));
}

TEST(Checklist, AsksToAcknowledgeSharedAndOwnAddresses) {
    Scene scene = drafting();
    scene.fill();
    EditDraft edit;
    edit.slots = scene.state.slots;
    (*edit.slots)[0].holder.email.text = "ADMIN@campus.example";
    (*edit.slots)[2].holder.email.text = "S2@parties.example";
    (*edit.slots)[1].holder.name = "Zoé Éric";
    (*edit.slots)[0].holder.name = "ZOE ERIC";
    scene.act(edit);
    EXPECT_THAT(
        warnings(scene),
        ElementsAre("same_person_twice:1,2", "administrator_address:1", "shared_address:2,3")
    );
    scene.act(AcknowledgeWarning{"administrator_address:1", "Elle signe aussi."});
    EXPECT_THAT(warnings(scene), ElementsAre("same_person_twice:1,2", "shared_address:2,3"));
}

TEST(Checklist, AsksWhetherALikelySlipIsMeant) {
    Scene scene = drafting();
    scene.fill();
    EditDraft edit;
    edit.slots = scene.state.slots;
    (*edit.slots)[1].holder.email.text = "anne@orange.f";
    scene.act(edit);
    EXPECT_EQ(scene.state.slots[1].holder.email.text, "anne@orange.f");
    EXPECT_THAT(warnings(scene), ElementsAre("doubtful_address:2"));
    scene.act(AcknowledgeWarning{"doubtful_address:2", "C’est bien elle."});
    EXPECT_THAT(warnings(scene), ElementsAre());
    (*edit.slots)[1].holder.email.text = "anne@orange.fe";
    scene.act(edit);
    EXPECT_THAT(warnings(scene), ElementsAre("doubtful_address:2"));
}

TEST(Checklist, ForgetsAnAcknowledgementWhenThePersonChanges) {
    Scene scene = drafting();
    scene.fill();
    EditDraft edit;
    edit.slots = scene.state.slots;
    (*edit.slots)[0].holder.email.text = "admin@campus.example";
    scene.act(edit);
    scene.act(AcknowledgeWarning{"administrator_address:1", "Elle signe aussi."});
    scene.act(EditDraft{
        .title = {},
        .fields = {},
        .visas = {},
        .parties = {},
        .slots = scene.state.slots,
        .place = {}});
    EXPECT_THAT(warnings(scene), ElementsAre());
    edit.slots = scene.state.slots;
    (*edit.slots)[0].holder.name = "Un autre";
    scene.act(edit);
    EXPECT_THAT(warnings(scene), ElementsAre("administrator_address:1"));
}

TEST(Checklist, LetsNobodyAcknowledgeWhatIsNotAWarning) {
    Scene scene = drafting();
    for (const auto* item :
         {"required_field:motive",
          "shared_address:1,9",
          "shared_address:2,1",
          "administrator_address:",
          "opinion_unfavourable",
          "",
          "x"}) {
        EXPECT_EQ(scene.refusal(AcknowledgeWarning{item, "r"}).refusal, Refusal::NotFound) << item;
    }
    EXPECT_EQ(
        scene.refusal(AcknowledgeWarning{"term_unspecified", "  "}).refusal, Refusal::MissingReason
    );
}

TEST(Freezing, WaitsForTheChecklistAndForTheStateItWasRenderedFrom) {
    Scene scene = drafting();
    EXPECT_EQ(
        scene.refusal(FreezeVersion{scene.state.events, {}, digest_of(1), 4, {}}),
        (Refused{Refusal::ChecklistBlocks, "required_field:motive"})
    );
    scene.fill();
    EXPECT_EQ(
        scene.refusal(FreezeVersion{scene.state.events - 1, {}, digest_of(1), 4, {}}).refusal,
        Refusal::ChangedMeanwhile
    );
    EXPECT_EQ(
        scene.refusal(FreezeVersion{scene.state.events, {}, digest_of(1), 0, {}}).subject, "pages"
    );
    EXPECT_EQ(
        scene.refusal(FreezeVersion{scene.state.events, {}, digest_of(1), 4, {}}),
        (Refused{Refusal::InvalidValue, "text"})
    );
    scene.freeze();
    ASSERT_NE(scene.state.frozen(), nullptr);
    EXPECT_EQ(scene.state.frozen()->n, 1);
    EXPECT_EQ(scene.state.frozen()->text.sha256, digest_of(1));
    EXPECT_EQ(scene.state.frozen()->annexes, scene.state.annexes);
    EXPECT_EQ(scene.state.frozen()->frozen_at, scene.now);
}

TEST(Freezing, IsBlockedByAnUnacknowledgedWarning) {
    Scene scene = drafting();
    scene.act(scene.filled());
    Annex annex;
    annex.kind = "constitutive";
    annex.title = "C";
    annex.pages = 1;
    scene.act(AttachAnnex{annex});
    EXPECT_EQ(
        scene.refusal(FreezeVersion{scene.state.events, {}, digest_of(1), 4, {}}),
        (Refused{Refusal::ChecklistBlocks, "term_unspecified"})
    );
}

TEST(Freezing, ClosesTheDraftUntilItIsReopened) {
    Scene scene = drafting();
    scene.fill();
    scene.freeze();
    EditDraft edit;
    edit.title = "x";
    EXPECT_EQ(scene.refusal(edit).refusal, Refusal::DraftIsFrozen);
    EXPECT_EQ(scene.refusal(AttachAnnex{}).refusal, Refusal::DraftIsFrozen);
    EXPECT_EQ(scene.refusal(RemoveAnnex{1}).refusal, Refusal::DraftIsFrozen);
    EXPECT_EQ(scene.refusal(ReopenDraft{"", true}).refusal, Refusal::MissingReason);
    scene.act(ReopenDraft{"Une coquille.", true});
    EXPECT_EQ(scene.state.frozen(), nullptr);
    scene.act(edit);
    scene.freeze();
    EXPECT_EQ(scene.state.frozen()->n, 2);
}

TEST(Reopening, DuringTheRoundVoidsSignaturesAndTellsAllConcerned) {
    Scene scene;
    scene.reach_signature();
    scene.sign(1);
    const auto decision = scene.act(ReopenDraft{"Un montant faux.", true});
    EXPECT_THAT(
        addresses(decision, mails::kVersionVoidedNotice),
        ElementsAre(
            "s1@parties.example",
            "s2@parties.example",
            "d1@directoire.example",
            "d2@directoire.example",
            "d3@directoire.example",
            "d4@directoire.example",
            "d5@directoire.example"
        )
    );
    EXPECT_EQ(scene.state.stage, Stage::Drafting);
    EXPECT_THAT(scene.slots(), ElementsAre(4, 5, 6));
    for (const auto& slot : scene.state.slots) {
        EXPECT_EQ(slot.status, Slot::Status::Waiting);
        EXPECT_FALSE(slot.door || slot.signature || slot.invited_at || !slot.codes.empty());
        EXPECT_FALSE(slot.holder.email.text.empty());
    }
    EXPECT_EQ(scene.state.opinion(), nullptr);
    EXPECT_TRUE(scene.timers().empty());
}

TEST(Reopening, WithoutSubstanceCarriesAClosedOpinion) {
    Scene scene;
    scene.reach_signature();
    scene.act(ReopenDraft{"Une coquille.", false});
    EXPECT_TRUE(scene.state.opinion_carried);
    scene.freeze();
    scene.open_round();
    EXPECT_EQ(scene.state.stage, Stage::InSignature);
    scene.act(ReopenDraft{"Une autre.", false});
    scene.freeze();
    EXPECT_TRUE(scene.ask(OpenRound{}));
    scene.act(ReopenDraft{"Le fond.", true});
    scene.freeze();
    EXPECT_EQ(scene.refusal(OpenRound{}).refusal, Refusal::OpinionMissing);
}

TEST(Reopening, VoidsAnOpenOpinionInAnyCase) {
    for (const bool substantial : {true, false}) {
        Scene scene;
        scene.create();
        scene.fill();
        scene.freeze();
        scene.request_opinion();
        scene.act(ReopenDraft{"Oubli.", substantial});
        EXPECT_TRUE(scene.state.opinions[0].void_);
        EXPECT_FALSE(scene.state.opinion_carried);
        EXPECT_EQ(
            scene.refusal(AnswerOpinion{1, 1, OpinionChoice::Favourable, ""}).refusal,
            Refusal::OpinionClosed
        );
    }
}

TEST(Reopening, ForgetsAcknowledgementsOfSlotsThatHaveNewNumbers) {
    Scene scene;
    scene.create();
    scene.fill();
    EditDraft edit;
    edit.slots = scene.state.slots;
    (*edit.slots)[2].holder.email.text = "admin@campus.example";
    scene.act(edit);
    scene.act(AcknowledgeWarning{"administrator_address:3", "Oui."});
    scene.freeze();
    scene.act(ReopenDraft{"Oubli.", true});
    EXPECT_THAT(warnings(scene), ElementsAre("administrator_address:6"));
    EXPECT_TRUE(scene.state.acknowledgements.contains("term_unspecified"));
}

}  // namespace
}  // namespace contreseing::workflows::testing
