#include "tests/support/sample_acts.hpp"
#include "tests/unit/app/world.hpp"
#include "workflows/app/attach_annex.hpp"
#include "workflows/app/freeze_version.hpp"
#include "workflows/app/request_opinion.hpp"
#include "workflows/app/start_convention.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace contreseing::workflows::app {
namespace {

using test_support::numbered;
using testing::bytes_of;
using testing::kCampus;
using testing::World;

NewConvention wanted(World& world) {
    const auto asked = world.asked();
    return {
        kCampus, asked.command, asked.actor, asked.received_at, "adhesion", "Adhésion de la ville"};
}

TEST(StartConvention, OpensADraftOfTheNewestVersionOfTheType) {
    World world;
    auto newer = world.type;
    newer.version = 2;
    world.types.add(kCampus, newer);
    const auto made = start_convention(world.engine, world.registry, world.types, wanted(world));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->state.type_version, 2);
    EXPECT_EQ(made->state.reference, "ADH-2026-001");
    EXPECT_EQ(made->state.place, "Nîmes");
    EXPECT_EQ(made->state.parties.at(0).name, "Campus des métiers");
}

TEST(StartConvention, FindsTheSameConventionWhenTheCommandIsRepeated) {
    World world;
    const auto command = wanted(world);
    const auto first = start_convention(world.engine, world.registry, world.types, command);
    const auto again = start_convention(world.engine, world.registry, world.types, command);
    ASSERT_TRUE(first);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->state.id, first->state.id);
    EXPECT_TRUE(again->already_done);
    EXPECT_EQ(world.db.conventions.size(), 1U);
}

TEST(StartConvention, NamesWhatItDoesNotKnow) {
    World world;
    auto command = wanted(world);
    command.type_key = "inconnu";
    auto refused = start_convention(world.engine, world.registry, world.types, command);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), (Refused{Refusal::NotFound, "type"}));
    command = wanted(world);
    command.campus = CampusId{"ailleurs"};
    refused = start_convention(world.engine, world.registry, world.types, command);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), (Refused{Refusal::NotFound, "campus"}));
}

TEST(StartConvention, IsOfANetworkThatIsChosenWhereThereAreSeveral) {
    World world;
    const auto start = [&world](const std::string& network) {
        auto command = wanted(world);
        command.network = network;
        return start_convention(world.engine, world.registry, world.types, command);
    };
    EXPECT_EQ(start("")->state.network, std::nullopt);
    EXPECT_EQ(start("")->state.parties.at(0).name, "Campus des métiers");
    Network sea{{}, "Mer", "Lycée de Sète", "", Network::State::Active};
    Network wood{{}, "Bois", "Lycée de Mende", "", Network::State::Active};
    sea.id.bytes.fill(1);
    wood.id.bytes.fill(2);
    world.registry.save(kCampus, sea);
    EXPECT_EQ(start("")->state.network, sea.id) << "an only one";
    world.registry.save(kCampus, wood);
    EXPECT_EQ(start("").error(), (Refused{Refusal::InvalidValue, "network"}));
    EXPECT_EQ(start(to_string(wood.id))->state.network, wood.id);
    EXPECT_EQ(start("bois").error(), (Refused{Refusal::NotFound, "network"}));
    wood.state = Network::State::Closed;
    world.registry.save(kCampus, wood);
    EXPECT_EQ(start(to_string(wood.id)).error(), (Refused{Refusal::NotFound, "network"}));
}

TEST(StartConvention, PrintsTheSupportOfItsNetworkAsTheCampus) {
    World world;
    Network sea{{}, "Mer", "Lycée de Sète", ""};
    sea.id.bytes.fill(1);
    world.registry.save(kCampus, sea);
    const auto campus_of_next = [&world] {
        auto command = wanted(world);
        command.command = numbered<CommandId>(static_cast<int>(world.db.conventions.size()) + 50);
        return start_convention(world.engine, world.registry, world.types, command)
            ->state.parties.at(0);
    };
    auto party = campus_of_next();
    EXPECT_EQ(party.name, "Lycée de Sète");
    EXPECT_EQ(party.represented_by, "son directeur");
    sea.represented_by = "sa proviseure";
    world.registry.save(kCampus, sea);
    party = campus_of_next();
    EXPECT_EQ(party.represented_by, "sa proviseure");
    const auto printed = campus_for(world.registry, kCampus, sea.id);
    ASSERT_TRUE(printed);
    EXPECT_EQ(printed->name, "Mer");
    EXPECT_EQ(printed->support, "Lycée de Sète");
    EXPECT_EQ(printed->place, "Nîmes");
    EXPECT_EQ(campus_for(world.registry, kCampus, std::nullopt)->name, "Campus des métiers");
    EXPECT_FALSE(campus_for(world.registry, CampusId{"ailleurs"}, sea.id));
}

TEST(StartConvention, IsRelatedToActsOfItsCampusOnly) {
    World world;
    const auto charter = start_convention(world.engine, world.registry, world.types, wanted(world));
    ASSERT_TRUE(charter);
    auto command = wanted(world);
    command.relations = {{Relation::Kind::Amends, charter->state.id, {}, {}}};
    const auto made = start_convention(world.engine, world.registry, world.types, command);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->state.relations, command.relations);

    EditDraft edit;
    edit.relations = {{Relation::Kind::Replaces, numbered<ConventionId>(999), {}, {}}};
    auto asked = world.asked();
    asked.convention = made->state.id;
    EXPECT_EQ(
        world.engine.execute(asked, edit).error(), (Refused{Refusal::NotFound, "relations/0/act"})
    );
    edit.relations = {{Relation::Kind::Replaces, charter->state.id, {}, {}}};
    asked = world.asked();
    asked.convention = made->state.id;
    EXPECT_TRUE(world.engine.execute(asked, edit));

    // What another campus has is none of this one's.
    const auto row = world.db.conventions.extract({kCampus, charter->state.id});
    EXPECT_FALSE(row.empty());
    command = wanted(world);
    command.relations = {{Relation::Kind::Amends, charter->state.id, {}, {}}};
    EXPECT_EQ(
        start_convention(world.engine, world.registry, world.types, command).error(),
        (Refused{Refusal::NotFound, "relations/0/act"})
    );
}

TEST(StartConvention, RefusesATitleThatSaysNothing) {
    World world;
    auto command = wanted(world);
    command.title = "  ";
    const auto refused = start_convention(world.engine, world.registry, world.types, command);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), (Refused{Refusal::InvalidValue, "title"}));
}

WorkOutcome<Outcome> attach(
    World& world,
    const Asked& asked,
    const std::string& text = "%PDF",
    const std::string& confirmed = {},
    const std::string& reason = {}
) {
    const auto pdf = bytes_of(text);
    return attach_annex(
        world.engine,
        world.ingest,
        world.documents,
        world.digest,
        asked,
        {"constitutive", "Convention constitutive", pdf, confirmed, reason}
    );
}

TEST(AttachAnnex, KeepsTheCleanedBytesUnderTheirOwnHash) {
    World world;
    world.create();
    const auto outcome = attach(world, world.asked());
    ASSERT_TRUE(outcome);
    const auto& annex = outcome->state.annexes.at(0);
    EXPECT_EQ(annex.pages, 3);
    const auto stored = world.documents.load(kCampus, annex.document, 0);
    ASSERT_TRUE(stored);
    EXPECT_EQ(*stored, bytes_of("%PDF1"));
    EXPECT_EQ(world.digest.sha256(*stored), annex.sha256);
}

TEST(AttachAnnex, StoresNothingTwiceWhenTheCommandIsRepeated) {
    World world;
    world.create();
    const auto asked = world.asked();
    ASSERT_TRUE(attach(world, asked));
    const auto again = attach(world, asked);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->already_done);
    EXPECT_EQ(again->state.annexes.size(), 1U);
    EXPECT_EQ(world.documents.puts, 1);
    EXPECT_EQ(world.ingest.calls, 1);
}

TEST(AttachAnnex, StoresNothingForAConventionThatDoesNotExist) {
    World world;
    const auto refused = attach(world, world.asked());
    ASSERT_FALSE(refused);
    EXPECT_EQ(std::get<Refused>(refused.error()), (Refused{Refusal::NotFound, "convention"}));
    EXPECT_EQ(world.documents.puts, 0);
}

TEST(AttachAnnex, SaysWhatIsWrongWithTheUploadAndChangesNothing) {
    World world;
    world.create();
    world.ingest.problem = DocumentProblem{"encrypted", "qpdf: password", false};
    const auto refused = attach(world, world.asked());
    ASSERT_FALSE(refused);
    EXPECT_EQ(std::get<DocumentProblem>(refused.error()).code, "encrypted");
    EXPECT_EQ(world.documents.puts, 0);
    EXPECT_TRUE(world.state().annexes.empty());
}

TEST(AttachAnnex, DropsWhatNoPageShowsOnlyOnceThatFileAndThatListAreConfirmed) {
    World world;
    world.create();
    world.ingest.losses = {{"attached_file", 0, 2}};
    const auto asks = [&](const std::string& text, const std::string& confirmed) {
        const auto stopped = attach(world, world.asked(), text, confirmed);
        EXPECT_FALSE(stopped);
        auto problem = std::get<DocumentProblem>(stopped.error());
        EXPECT_EQ(problem.code, "to_confirm");
        EXPECT_EQ(problem.losses.size(), world.ingest.losses.size());
        return problem.confirmation;
    };
    const auto confirmation = asks("%PDF", "");
    ASSERT_FALSE(confirmation.empty());
    EXPECT_NE(asks("%PDF-other", confirmation), confirmation);
    world.ingest.losses = {{"attached_file", 0, 3}};
    EXPECT_NE(asks("%PDF", confirmation), confirmation);
    EXPECT_EQ(world.documents.puts, 0);
    world.ingest.losses = {{"attached_file", 0, 2}};
    const auto unsaid = attach(world, world.asked(), "%PDF", confirmation);
    ASSERT_FALSE(unsaid);
    EXPECT_EQ(std::get<Refused>(unsaid.error()), (Refused{Refusal::MissingReason, "reason"}));
    EXPECT_EQ(world.documents.puts, 0);
    const auto outcome = attach(world, world.asked(), "%PDF", confirmation, " Un brouillon. ");
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->state.annexes.size(), 1U);
    const auto journal = world.conventions.journal(kCampus, world.convention);
    const auto& attached = std::get<AnnexAttached>(journal.back().recorded.event);
    EXPECT_EQ(attached.losses, world.ingest.losses);
    EXPECT_EQ(attached.reason, "Un brouillon.");
}

TEST(AttachAnnex, NeitherReadsNorStoresWhatTheRulesRefuse) {
    World world;
    world.create();
    const auto pdf = bytes_of("%PDF");
    for (const auto& [kind, title] : {std::pair{"unknown", "Titre"}, {"constitutive", " "}}) {
        const auto refused = attach_annex(
            world.engine,
            world.ingest,
            world.documents,
            world.digest,
            world.asked(),
            {kind, title, pdf}
        );
        ASSERT_FALSE(refused);
        EXPECT_EQ(std::get<Refused>(refused.error()).refusal, Refusal::InvalidValue);
    }
    EXPECT_EQ(world.documents.puts, 0);
    EXPECT_EQ(world.ingest.calls, 0);
    EXPECT_TRUE(world.db.documents.empty());
}

TEST(AttachAnnex, IsRefusedOnceTheTextIsFrozen) {
    World world;
    world.create();
    world.fill();
    world.freeze();
    world.documents.puts = 0;
    world.ingest.calls = 0;
    const auto refused = attach(world, world.asked());
    ASSERT_FALSE(refused);
    EXPECT_EQ(std::get<Refused>(refused.error()).refusal, Refusal::DraftIsFrozen);
    EXPECT_EQ(world.documents.puts, 0);
    EXPECT_EQ(world.ingest.calls, 0);
}

TEST(Preview, MarksTheTextAsAProjectAndStoresNothing) {
    World world;
    world.create();
    const auto pdf =
        preview(world.engine, world.registry, world.typesetter, kCampus, world.convention);
    ASSERT_TRUE(pdf);
    EXPECT_EQ(*pdf, bytes_of("PROJET Campus des métiers / Adhésion de la ville"));
    EXPECT_EQ(world.documents.puts, 0);
    EXPECT_EQ(world.state().events, 1);
}

TEST(Preview, DoesNotKnowAnotherCampusesAct) {
    World world;
    world.create();
    const auto refused = preview(
        world.engine, world.registry, world.typesetter, CampusId{"other"}, world.convention
    );
    ASSERT_FALSE(refused);
    EXPECT_EQ(std::get<Refused>(refused.error()).refusal, Refusal::NotFound);
}

WorkOutcome<Outcome> freeze(World& world, const Asked& asked) {
    return freeze_version(world.engine, world.registry, world.freezing(), asked);
}

TEST(FreezeVersion, ShowsTheHashOfTheSealedBytesThatWereStored) {
    World world;
    world.create();
    world.fill();
    const auto done = freeze(world, world.asked());
    ASSERT_TRUE(done);
    const auto* version = done->state.frozen();
    ASSERT_NE(version, nullptr);
    EXPECT_EQ(version->n, 1);
    EXPECT_EQ(version->pages, 3);
    const auto stored = world.documents.load(kCampus, version->document, 0);
    ASSERT_TRUE(stored);
    EXPECT_EQ(world.digest.sha256(*stored), version->sha256);
    EXPECT_EQ(*stored, bytes_of("sealed Campus des métiers / Adhésion de la ville1 fields 3"));
}

TEST(FreezeVersion, KeepsTheArticlesBesideTheFileUnderASaltOfTheirOwn) {
    World world;
    world.create();
    world.fill();
    ASSERT_TRUE(freeze(world, world.asked()));
    const auto first = world.state().versions.back().text;
    const auto kept = world.documents.load(kCampus, first.document, 0);
    ASSERT_TRUE(kept);
    EXPECT_EQ(world.digest.sha256(*kept), first.sha256);
    const auto words = bytes_of("articles of Campus des métiers / Adhésion de la ville");
    ASSERT_EQ(kept->size(), words.size() + 16);
    EXPECT_TRUE(std::equal(words.begin(), words.end(), kept->begin()));
    world.act(ReopenDraft{"Une virgule.", false});
    world.fill();
    ASSERT_TRUE(freeze(world, world.asked()));
    EXPECT_NE(world.state().versions.back().text.sha256, first.sha256) << "the same words";
}

TEST(FreezeVersion, StopsAtTheFirstBlockingItemWithoutTypesetting) {
    World world;
    world.create();
    const auto refused = freeze(world, world.asked());
    ASSERT_FALSE(refused);
    const auto& why = std::get<Refused>(refused.error());
    EXPECT_EQ(why.refusal, Refusal::ChecklistBlocks);
    EXPECT_EQ(why.subject, "required_field:motive");
    EXPECT_EQ(world.typesetter.calls, 0);
}

TEST(FreezeVersion, IsRefusedWhenTheDraftWasEditedMeanwhile) {
    World world;
    world.create();
    world.fill();
    world.typesetter.meanwhile = [&world] {
        EditDraft edit;
        edit.title = "Un autre titre";
        world.act(edit);
    };
    const auto refused = freeze(world, world.asked());
    ASSERT_FALSE(refused);
    EXPECT_EQ(std::get<Refused>(refused.error()).refusal, Refusal::ChangedMeanwhile);
    EXPECT_EQ(world.state().frozen(), nullptr);
}

TEST(FreezeVersion, PassesOnWhatStopsTheTypesetterOrTheReader) {
    World world;
    world.create();
    world.fill();
    world.typesetter.problem = DocumentProblem{"typesetter_timeout", "30 s", true};
    auto refused = freeze(world, world.asked());
    ASSERT_FALSE(refused);
    EXPECT_EQ(std::get<DocumentProblem>(refused.error()).code, "typesetter_timeout");
    EXPECT_TRUE(std::get<DocumentProblem>(refused.error()).temporary);
    world.typesetter.problem.reset();
    world.ingest.problem = DocumentProblem{"trial_failed", "", false};
    refused = freeze(world, world.asked());
    ASSERT_FALSE(refused);
    EXPECT_EQ(std::get<DocumentProblem>(refused.error()).code, "trial_failed");
    EXPECT_EQ(world.documents.puts, 0);
}

TEST(FreezeVersion, RefusesByNameATextWhosePlacesAreNotThoseOfTheAct) {
    struct Case {
        std::vector<int> not_placed;
        std::vector<int> also_placed;
        std::string code;
        std::vector<int> slots;
    };
    World world;
    world.create();
    world.fill();
    for (const auto& [not_placed, also_placed, code, slots] : std::vector<Case>{
             {{1, 2, 3}, {}, "place_missing", {1, 2, 3}},
             {{2}, {}, "place_missing", {2}},
             {{2}, {9}, "place_missing", {2}},
             {{}, {3}, "place_twice", {3}},
             {{}, {4, 9}, "place_unknown", {4, 9}}}) {
        world.typesetter.not_placed = not_placed;
        world.typesetter.also_placed = also_placed;
        const auto refused = freeze(world, world.asked());
        ASSERT_FALSE(refused);
        const auto& why = std::get<DocumentProblem>(refused.error());
        EXPECT_EQ(why.code, code);
        EXPECT_EQ(why.slots, slots);
        EXPECT_FALSE(why.temporary);
    }
    EXPECT_EQ(world.documents.puts, 0);
    EXPECT_EQ(world.state().frozen(), nullptr);
}

TEST(FreezeVersion, RefusesByNameATextWhosePlacesAreTooSmallToBeRead) {
    World world;
    world.create();
    world.fill();
    const auto& state = world.state();
    const auto placed = [&state](double width, double height) {
        std::vector<SignaturePlace> places;
        for (const auto& slot : state.slots) {
            places.push_back({slot.n, 1, 0, 0, 213, 91, false});
        }
        places.at(1).width = width;
        places.at(1).height = height;
        return misplaced(state, places);
    };
    EXPECT_FALSE(placed(213, 91));
    EXPECT_FALSE(placed(100, 40));
    const double none = std::numeric_limits<double>::quiet_NaN();
    for (const auto& [width, height] : std::vector<std::pair<double, double>>{
             {0, 0}, {0, 91}, {213, 0}, {-213, 91}, {213, -91}, {99, 91}, {213, 39}, {none, 91}}) {
        const auto problem = placed(width, height);
        ASSERT_TRUE(problem) << width << " by " << height;
        EXPECT_EQ(problem->code, "place_too_small");
        EXPECT_EQ(problem->slots, std::vector{state.slots.at(1).n});
    }
}

TEST(FreezeVersion, AnswersARepeatedCommandWithoutTypesettingAgain) {
    World world;
    world.create();
    world.fill();
    const auto asked = world.asked();
    const auto first = freeze(world, asked);
    const auto again = freeze(world, asked);
    ASSERT_TRUE(first);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->already_done);
    EXPECT_EQ(again->head, first->head);
    EXPECT_EQ(world.typesetter.calls, 1);
    EXPECT_EQ(world.documents.puts, 2);  // the file and its articles
}

TEST(FreezeVersion, IsRefusedForATextThatIsFrozenAlready) {
    World world;
    world.create();
    world.fill();
    world.freeze();
    const auto refused = freeze(world, world.asked());
    ASSERT_FALSE(refused);
    EXPECT_EQ(std::get<Refused>(refused.error()).refusal, Refusal::DraftIsFrozen);
    EXPECT_EQ(world.typesetter.calls, 1);
}

Expected<Outcome, Refused> ask(World& world, const OpinionAsked& wanted = {}) {
    return request_opinion(world.engine, world.registry, world.asked(), wanted);
}

class Opinions : public ::testing::Test {
protected:
    Opinions() {
        world.create();
        world.fill();
        world.freeze();
    }
    World world;
};

TEST_F(Opinions, CopyTheSeatsSoThatTheBodyMayChangeAfterwards) {
    const auto outcome = ask(world);
    ASSERT_TRUE(outcome);
    ASSERT_EQ(outcome->state.opinion()->seats.size(), 2U);
    EXPECT_EQ(outcome->state.opinion()->body_name, "Directoire");
    EXPECT_EQ(outcome->state.opinion()->question, "Votre avis ?");
    EXPECT_TRUE(outcome->state.opinion()->seats.at(0).chair);
    auto body = *world.registry.body(kCampus, "directoire");
    body.seats.clear();
    world.registry.save(kCampus, body);
    auto person = *world.registry.person(kCampus, numbered<PersonId>(11));
    person.contact.email.text = "other@campus.example";
    world.registry.save(kCampus, person);
    EXPECT_EQ(world.state().opinion()->seats.at(0).holder.email.text, "directoire1@campus.example");
}

TEST(OpinionsOfANetwork, AreAskedOfItsOwnBodyElseOfTheCampuss) {
    World world;
    Network sea{{}, "Mer", "Lycée de Sète", ""};
    sea.id.bytes.fill(1);
    world.registry.save(kCampus, sea);
    auto command = wanted(world);
    command.command = CommandId{world.convention.bytes};
    ASSERT_TRUE(start_convention(world.engine, world.registry, world.types, command));
    world.fill();
    world.freeze();
    auto own = *world.registry.body(kCampus, "directoire");
    own.id = numbered<BodyId>(9);
    own.name = "Directoire de la mer";
    own.network = sea.id;
    own.seats.pop_back();
    world.registry.save(kCampus, own);
    EXPECT_EQ(
        world.engine.surroundings_with_body(world.type, world.state(), kCampus, world.clock.at)
            .informed_body_name,
        "Comité d’orientation stratégique"
    );
    own.kind = "cos";
    own.id = numbered<BodyId>(10);
    own.name = "COS de la mer";
    world.registry.save(kCampus, own);
    EXPECT_EQ(
        world.engine.surroundings_with_body(world.type, world.state(), kCampus, world.clock.at)
            .informed_body_name,
        "COS de la mer"
    );
    const auto outcome = ask(world);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->state.opinion()->body_name, "Directoire de la mer");
    EXPECT_EQ(outcome->state.opinion()->seats.size(), 1U);
}

TEST_F(Opinions, AskTheSubstituteWhoActsAndLeaveOutEmptySeats) {
    auto body = *world.registry.body(kCampus, "directoire");
    Person substitute;
    substitute.id = numbered<PersonId>(30);
    substitute.contact = workflows::testing::contact("Suppléante", "suppleante@campus.example");
    world.registry.save(kCampus, substitute);
    body.seats.at(0).substitute = substitute.id;
    body.seats.at(0).substitute_acts = true;
    body.seats.push_back(BodySeat{3, "Vacant", VoteKind::Deliberative, false, {}, {}, false});
    // Acts, but nobody is named: the holder has not given the seat back.
    body.seats.push_back(BodySeat{
        4, "Sans suppléant", VoteKind::Deliberative, false, numbered<PersonId>(12), {}, true});
    world.registry.save(kCampus, body);
    const auto outcome = ask(world);
    ASSERT_TRUE(outcome);
    const auto& seats = outcome->state.opinion()->seats;
    ASSERT_EQ(seats.size(), 2U);
    EXPECT_EQ(seats.at(0).holder.name, "Suppléante");
    EXPECT_EQ(seats.at(1).n, 2);
}

TEST_F(Opinions, EndAtSixInTheEveningOfTheTenthWorkingDay) {
    world.clock.at = testing::at("2026-03-12T09:00:00Z");
    const auto outcome = ask(world);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(to_text(outcome->state.opinion()->deadline), "2026-03-26T17:00:00.000000Z");
}

TEST_F(Opinions, CountTheirDaysOverEasterAndTheChangeOfHour) {
    world.clock.at = testing::at("2026-03-27T09:00:00Z");
    const auto outcome = ask(world);
    ASSERT_TRUE(outcome);
    // 30 and 31 March, 1 to 3 April, not Easter Monday the 6th, 7 to 10, 13; in summer time.
    EXPECT_EQ(to_text(outcome->state.opinion()->deadline), "2026-04-13T16:00:00.000000Z");
}

TEST_F(Opinions, StartTheirDaysFromTheDayItIsInParis) {
    world.clock.at = testing::at("2026-03-12T23:30:00Z");  // the 13th there
    const auto outcome = ask(world);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(to_text(outcome->state.opinion()->deadline), "2026-03-27T17:00:00.000000Z");
}

TEST_F(Opinions, TakeTheQuestionAndTheDeadlineThatAreGiven) {
    const auto deadline = world.clock.now() + std::chrono::hours(72);
    const auto outcome = ask(world, {"Une autre question ?", deadline});
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->state.opinion()->question, "Une autre question ?");
    EXPECT_EQ(outcome->state.opinion()->deadline, deadline);
}

TEST_F(Opinions, AreRefusedWithoutABodyOrForATypeThatAsksNone) {
    world.db.bodies.clear();
    const auto refused = ask(world);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), (Refused{Refusal::NotFound, "body"}));

    World other(workflows::testing::partnership());
    other.create();
    const auto none = ask(other);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error(), (Refused{Refusal::NotFound, "opinion"}));
}

}  // namespace
}  // namespace contreseing::workflows::app
