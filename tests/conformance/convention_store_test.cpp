#include "tests/conformance/stores_under_test.hpp"
#include "tests/support/timers.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

namespace contreseing::conformance {
namespace {

using namespace test_support;
using namespace workflows;
using namespace workflows::app;
using Kind = CommitResult::Kind;

/// A query that `fill` narrows.
template <class F>
SummaryQuery query(F fill) {
    SummaryQuery made;
    made.campus = kCampus;
    fill(made);
    return made;
}

template <class Stores>
class ConventionStoreConformance : public Conformance<Stores> {};
TYPED_TEST_SUITE(ConventionStoreConformance, EveryStore);

TYPED_TEST(ConventionStoreConformance, GivesBackTheStateThatWasCommitted) {
    SampleAct act(1);
    const auto transition = act.create("ADH-2026-001");
    ASSERT_EQ(this->commit(act, transition).kind, Kind::Committed);

    const auto loaded = this->conventions.load(kCampus, act.id, CommandId{});
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->state, transition.after);
    EXPECT_EQ(loaded->ver, 1);
    EXPECT_EQ(loaded->head, act.head);
    EXPECT_NE(loaded->head, Sha256{});
    EXPECT_FALSE(loaded->already_done);
}

TYPED_TEST(ConventionStoreConformance, KnowsNothingOfAnotherCampus) {
    SampleAct act(1);
    this->commit(act, act.create("ADH-2026-001"));
    EXPECT_FALSE(this->conventions.load(CampusId{"autre"}, act.id, CommandId{}));
    EXPECT_TRUE(this->conventions.journal(CampusId{"autre"}, act.id).empty());
    EXPECT_TRUE(this->conventions.list(query([](auto& q) { q.campus = CampusId{"autre"}; })).empty()
    );
}

TYPED_TEST(ConventionStoreConformance, TellsWhatActsAreToOneAnotherBothWays) {
    using As = Relation::Kind;
    const auto relating = [](SampleAct& act, std::vector<Relation> relations) {
        DraftEdited edited;
        edited.relations = std::move(relations);
        return act.next({edited});
    };
    SampleAct charter(1);
    SampleAct amendment(2);
    SampleAct other(3);
    this->commit(charter, charter.create("ADH-2026-001"));
    this->commit(other, other.create("ADH-2026-002"));
    auto created = amendment.create("ADH-2026-003");
    auto& event = std::get<ConventionCreated>(created.entries.front().event);
    event.relations = {
        {As::Amends, charter.id, {}, {}},
        {As::ConformsTo, {}, "Charte", parse_day("2019-03-12")},
        {As::Applies, other.id, {}, {}}};
    created.after.relations = event.relations;
    this->commit(amendment, created);
    EXPECT_EQ(this->conventions.load(kCampus, amendment.id, {})->state.relations, event.relations);

    const auto related = [this](const SampleAct& act) {
        return this->conventions.related(kCampus, act.id);
    };
    const RelatedAct to_charter{charter.id, "ADH-2026-001", Stage::Drafting, As::Amends};
    const RelatedAct to_other{other.id, "ADH-2026-002", Stage::Drafting, As::Applies};
    RelatedAct from_amendment{amendment.id, "ADH-2026-003", Stage::Drafting, As::Amends};
    EXPECT_EQ(related(amendment).to, (std::vector{to_charter, to_other}));
    EXPECT_TRUE(related(amendment).from.empty());
    EXPECT_TRUE(related(charter).to.empty());
    EXPECT_EQ(related(charter).from, std::vector{from_amendment});

    // An edit of something else leaves them; fewer or others take their place.
    this->commit(amendment, amendment.rename("Autre titre"));
    EXPECT_EQ(related(amendment).to.size(), 2U);
    this->commit(amendment, relating(amendment, {{As::Replaces, charter.id, {}, {}}}));
    from_amendment.kind = As::Replaces;
    EXPECT_EQ(related(charter).from, std::vector{from_amendment});
    EXPECT_TRUE(related(other).from.empty());
    this->commit(other, relating(other, {{As::Amends, charter.id, {}, {}}}));
    ASSERT_EQ(related(charter).from.size(), 2U);
    this->commit(amendment, relating(amendment, {}));
    EXPECT_TRUE(related(amendment).to.empty());
    EXPECT_EQ(related(charter).from.size(), 1U);
    EXPECT_TRUE(this->conventions.related(CampusId{"autre"}, charter.id).from.empty());
}

TYPED_TEST(ConventionStoreConformance, FindsActsByTheirIdsAndReferences) {
    SampleAct act(1);
    this->commit(act, act.create("ADH-2026-001"));
    auto& acts = this->conventions;
    const CampusId elsewhere{"autre"};
    const std::vector asked{act.id, numbered<ConventionId>(999)};
    EXPECT_EQ(acts.existing(kCampus, asked), std::vector{act.id});
    EXPECT_TRUE(acts.existing(elsewhere, asked).empty());
    EXPECT_TRUE(acts.existing(kCampus, {}).empty());
    EXPECT_EQ(acts.of_reference(kCampus, "ADH-2026-001"), act.id);
    EXPECT_EQ(acts.of_reference(kCampus, "adh-2026-001"), act.id);
    EXPECT_FALSE(acts.of_reference(kCampus, "ADH-2026-1"));
    EXPECT_FALSE(acts.of_reference(kCampus, ""));
    EXPECT_FALSE(acts.of_reference(elsewhere, "ADH-2026-001"));
}

TYPED_TEST(ConventionStoreConformance, RecognisesACommandThatWasCarriedOut) {
    SampleAct act(1);
    this->commit(act, act.create("ADH-2026-001"));
    auto edit = act.rename("Autre titre");
    edit.fingerprint = "of the request";
    this->commit(act, edit);
    EXPECT_TRUE(this->conventions.load(kCampus, act.id, edit.command)->already_done);
    EXPECT_EQ(this->conventions.load(kCampus, act.id, edit.command)->done_as, "of the request");
    const auto plain = act.rename("Titre");
    this->commit(act, plain);
    EXPECT_TRUE(this->conventions.load(kCampus, act.id, plain.command)->already_done);
    EXPECT_EQ(this->conventions.load(kCampus, act.id, plain.command)->done_as, "");
    EXPECT_FALSE(this->conventions.load(kCampus, act.id, numbered<CommandId>(999))->already_done);
}

TYPED_TEST(ConventionStoreConformance, RecallsWhatItCommittedAndTheCommandsThatLedThere) {
    SampleAct act(1);
    EXPECT_FALSE(this->conventions.recall(kCampus, act.id, {}));
    this->commit(act, act.create("ADH-2026-001"));
    auto edit = act.rename("Autre titre");
    edit.fingerprint = "of the request";
    this->commit(act, edit);
    const auto recalled = this->conventions.recall(kCampus, act.id, edit.command);
    ASSERT_TRUE(recalled);
    EXPECT_EQ(recalled->state, act.state);
    EXPECT_EQ(recalled->ver, act.state.events);
    EXPECT_EQ(recalled->head, act.head);
    EXPECT_TRUE(recalled->already_done);
    EXPECT_EQ(recalled->done_as, "of the request");
    EXPECT_FALSE(this->conventions.recall(kCampus, act.id, numbered<CommandId>(999))->already_done);
    EXPECT_FALSE(this->conventions.recall(CampusId{"autre"}, act.id, {}));
}

TYPED_TEST(ConventionStoreConformance, RefusesACommitOnAnotherHistoryOfTheSameLength) {
    SampleAct act(1);
    this->commit(act, act.create("ADH-2026-001"));
    auto edit = act.rename("Autre titre");
    edit.head.bytes[0] ^= 1;
    EXPECT_EQ(this->conventions.commit(edit).kind, Kind::Conflict);
}

TYPED_TEST(ConventionStoreConformance, FindsTheActsWhoseBodyWasToldWithoutARecordOfIt) {
    SampleAct act(1);
    auto creation = act.create("ADH-2026-001");
    for (const auto* name : {"a", "b"}) {
        creation.messages.push_back(message_to(name));
        creation.messages.back().kind = mails::kBodyInformation;
        creation.message_causes.push_back(0);
    }
    creation.summary.to_inform = true;
    this->commit(act, creation);
    EXPECT_TRUE(this->jobs_conventions.with_body_to_record().empty());

    const auto claimed = this->effects.claim(Lane::Ordinary, 2, std::chrono::minutes(1));
    ASSERT_EQ(claimed.size(), 2U);
    this->effects.settle({settlement_of(claimed[0], Settlement::Kind::Delivered, "250 ok")});
    EXPECT_TRUE(this->jobs_conventions.with_body_to_record().empty());
    this->effects.settle({settlement_of(claimed[1], Settlement::Kind::Overtaken, "done")});
    const auto waiting = this->jobs_conventions.with_body_to_record();
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0], (std::pair{kCampus, act.id}));

    auto recorded = act.rename("Titre");
    recorded.summary.to_inform = false;
    this->commit(act, recorded);
    EXPECT_TRUE(this->jobs_conventions.with_body_to_record().empty());
}

TYPED_TEST(ConventionStoreConformance, ListsAsNeedingHelpAnActWhoseBodyNobodyIsTelling) {
    SampleAct act(1);
    auto creation = act.create("ADH-2026-001");
    creation.summary.to_inform = true;
    this->commit(act, creation);
    const auto needing_help = [&] {
        const auto all = this->conventions.list(query([](auto&) {}));
        const auto help =
            this->conventions.list(query([](auto& q) { q.only_needing_help = true; }));
        EXPECT_EQ(all.at(0).summary.needs_help, help.size() == 1);
        return all.at(0).summary.needs_help;
    };
    EXPECT_FALSE(this->conventions.informing(kCampus, act.id));
    EXPECT_TRUE(needing_help());

    auto informed = act.rename("Titre");
    informed.summary.to_inform = true;
    informed.messages = {message_to("a")};
    informed.messages.back().kind = mails::kBodyInformation;
    informed.message_causes = {0};
    this->commit(act, informed);
    EXPECT_TRUE(this->conventions.informing(kCampus, act.id));
    EXPECT_FALSE(needing_help());
    const auto claimed = this->effects.claim(Lane::Ordinary, 1, std::chrono::minutes(1));
    ASSERT_EQ(claimed.size(), 1U);
    this->effects.settle({settlement_of(claimed[0], Settlement::Kind::Delivered, "250 ok")});
    EXPECT_TRUE(this->conventions.informing(kCampus, act.id));
    EXPECT_FALSE(needing_help());
}

TYPED_TEST(ConventionStoreConformance, RefusesATransitionOnAStateThatMoved) {
    SampleAct act(1);
    this->commit(act, act.create("ADH-2026-001"));
    SampleAct late = act;
    ASSERT_EQ(this->commit(act, act.rename("Premier")).kind, Kind::Committed);
    auto stale = late.rename("Second");
    stale.timers_after = {{signature_reminder(1), 1, instant(60)}};
    stale.messages = {message_to("berthe")};
    stale.message_causes = {0};
    EXPECT_EQ(this->conventions.commit(stale).kind, Kind::Conflict);

    EXPECT_EQ(this->conventions.load(kCampus, act.id, {})->state.title, "Premier");
    EXPECT_EQ(this->conventions.journal(kCampus, act.id).size(), 2U);
    EXPECT_TRUE(this->effects.of_convention(kCampus, act.id).empty());
    EXPECT_FALSE(this->timers.next_due());
}

TYPED_TEST(ConventionStoreConformance, CreatesOnlyOnce) {
    SampleAct act(1);
    const auto creation = act.create("ADH-2026-001");
    EXPECT_EQ(this->conventions.commit(creation).kind, Kind::Committed);
    EXPECT_EQ(this->conventions.commit(creation).kind, Kind::Conflict);
}

TYPED_TEST(ConventionStoreConformance, RefusesAReferenceOfAnotherConvention) {
    SampleAct act(1);
    SampleAct other(2);
    this->commit(act, act.create("ADH-2026-001"));
    EXPECT_EQ(this->conventions.commit(other.create("ADH-2026-001")).kind, Kind::ReferenceTaken);
    EXPECT_FALSE(this->conventions.load(kCampus, other.id, {}));
    EXPECT_EQ(this->conventions.commit(other.create("ADH-2026-002")).kind, Kind::Committed);
}

TYPED_TEST(ConventionStoreConformance, OneOfTwoRivalsWinsAtEachVersion) {
    SampleAct act(1);
    this->commit(act, act.create("ADH-2026-001"));
    constexpr int kEach = 25;
    std::atomic<int> conflicts{0};
    const auto rival = [&](int who) {
        for (int done = 0; done < kEach;) {
            const auto loaded = this->conventions.load(kCampus, act.id, {});
            SampleAct mine = act;
            mine.state = loaded->state;
            mine.head = loaded->head;
            mine.commands = who * 1000 + done;
            const auto result = this->conventions.commit(mine.rename("t" + std::to_string(who)));
            result.kind == Kind::Committed ? ++done : ++conflicts;
        }
    };
    std::thread first(rival, 1);
    std::thread second(rival, 2);
    first.join();
    second.join();
    const auto journal = this->conventions.journal(kCampus, act.id);
    ASSERT_EQ(journal.size(), 1U + 2 * kEach);
    EXPECT_EQ(this->conventions.load(kCampus, act.id, {})->ver, 1 + 2 * kEach);
    EXPECT_EQ(journal.back().hash, this->conventions.load(kCampus, act.id, {})->head);
}

TYPED_TEST(ConventionStoreConformance, TellsTheJournalInOrderWithItsPeople) {
    SampleAct act(1);
    this->commit(act, act.create("ADH-2026-001"));
    DraftEdited title;
    title.title = "Titre";
    const auto both = act.next({title, WarningAcknowledged{"shared_address:1,2", "même boîte"}});
    this->commit(act, both);

    const auto journal = this->conventions.journal(kCampus, act.id);
    ASSERT_EQ(journal.size(), 3U);
    EXPECT_EQ(journal[0].recorded.seq, 1);
    EXPECT_EQ(journal[2].recorded.seq, 3);
    EXPECT_EQ(journal[2].recorded.command, both.command);
    EXPECT_EQ(journal[2].recorded.actor, both.actor);
    EXPECT_EQ(journal[2].recorded.received_at, both.received_at);
    const auto& created = std::get<ConventionCreated>(journal[0].recorded.event);
    EXPECT_EQ(created.slots.at(0).holder, contact("berthe"));
    EXPECT_EQ(std::get<WarningAcknowledged>(journal[2].recorded.event).reason, "même boîte");
    EXPECT_EQ(journal[2].hash, act.head);

    const auto part = this->conventions.journal(kCampus, act.id, {1, 1});
    ASSERT_EQ(part.size(), 1U);
    EXPECT_EQ(part[0].hash, journal[1].hash);
    EXPECT_EQ(this->conventions.journal(kCampus, act.id, {9, 2}).size(), 1U);
    EXPECT_TRUE(this->conventions.journal(kCampus, act.id, {9, 3}).empty());
}

TYPED_TEST(ConventionStoreConformance, TellsAnEntryWithTheStateItWasRecordedOn) {
    SampleAct act(1);
    const auto created = act.create("ADH-2026-001");
    this->commit(act, created);
    const auto renamed = act.rename("Plus tard");
    this->commit(act, renamed);
    const auto head = act.head;
    this->commit(act, act.rename("Bien plus tard"));
    const auto moment = this->conventions.moment(kCampus, act.id, 2);
    ASSERT_TRUE(moment);
    EXPECT_EQ(moment->before, created.after);
    EXPECT_EQ(moment->entry.recorded.command, renamed.command);
    EXPECT_EQ(moment->entry.hash, head);
    State blank;
    blank.id = act.id;
    EXPECT_EQ(this->conventions.moment(kCampus, act.id, 1)->before, blank);
    EXPECT_EQ(this->conventions.moment(kCampus, act.id, 3)->before, renamed.after);
    EXPECT_FALSE(this->conventions.moment(kCampus, act.id, 4));
    EXPECT_FALSE(this->conventions.moment(kCampus, act.id, 0));
}

TYPED_TEST(ConventionStoreConformance, ListsTheNewestFirstPageByPage) {
    // Ids say nothing of time: the third was created last.
    const std::array<int, 5> created = {10, 20, 50, 30, 20};
    for (int n = 1; n <= 5; ++n) {
        SampleAct act(n);
        auto creation = act.create("ADH-2026-00" + std::to_string(n));
        creation.received_at = instant(created[static_cast<std::size_t>(n - 1)]);
        this->commit(act, creation);
    }
    std::vector<std::string> seen;
    std::optional<ConventionId> after;
    for (std::size_t page = 0; page < 3; ++page) {
        const auto rows = this->conventions.list(query([&](auto& q) {
            q.after = after;
            q.limit = 2;
        }));
        ASSERT_EQ(rows.size(), page < 2 ? 2U : 1U);
        for (const auto& row : rows) {
            seen.push_back(row.summary.reference.substr(11));
        }
        after = rows.back().id;
    }
    // Two of the same instant: the greater id first.
    EXPECT_EQ(seen, (std::vector<std::string>{"3", "4", "5", "2", "1"}));
}

TYPED_TEST(ConventionStoreConformance, FiltersByStageHelpAndText) {
    SampleAct quiet(1);
    SampleAct loud(2);
    this->commit(quiet, quiet.create("ADH-2026-001"));
    auto creation = loud.create("CST-2026-001");
    creation.summary.needs_help = true;
    creation.summary.title = "100 % Été_à [Sète]";
    creation.summary.pen_holder = "Mme A., directrice";
    creation.summary.since = instant(3);
    this->commit(loud, creation);
    this->commit(quiet, quiet.next({OpinionRequested{}}));

    const auto ids = [&](auto fill) {
        std::vector<ConventionId> found;
        for (const auto& row : this->conventions.list(query(fill))) {
            found.push_back(row.id);
        }
        return found;
    };
    using Ids = std::vector<ConventionId>;
    EXPECT_EQ(ids([](auto& q) { q.stage = Stage::UnderOpinion; }), Ids{quiet.id});
    EXPECT_EQ(ids([](auto& q) { q.stage = Stage::Signed; }), Ids{});
    EXPECT_EQ(ids([](auto& q) { q.only_needing_help = true; }), Ids{loud.id});
    EXPECT_EQ(ids([](auto& q) { q.search = "cst-2026"; }), Ids{loud.id});
    EXPECT_EQ(ids([](auto& q) { q.search = "% Été_"; }), Ids{loud.id});
    EXPECT_EQ(ids([](auto& q) { q.search = "%"; }), Ids{loud.id});
    EXPECT_EQ(ids([](auto& q) { q.search = "'; DROP TABLE convention; --"; }), Ids{});
    const auto row = this->conventions.list(query([](auto& q) { q.search = "CST"; })).at(0);
    EXPECT_EQ(row.summary.pen_holder, "Mme A., directrice");
    EXPECT_EQ(row.summary.since, instant(3));
    EXPECT_FALSE(row.summary.last_reminder_at);

    using Counts = std::vector<std::pair<Stage, std::int64_t>>;
    EXPECT_EQ(
        this->conventions.count_by_stage(kCampus),
        (Counts{{Stage::Drafting, 1}, {Stage::UnderOpinion, 1}})
    );
}

TYPED_TEST(ConventionStoreConformance, FindsConventionsByTheirWordsHoweverTheyAreTyped) {
    SampleAct school(1);
    SampleAct other(2);
    auto creation = school.create("CST-2026-042");
    auto& created = std::get<ConventionCreated>(creation.entries[0].event);
    created.title = "L’École d’été";
    created.parties[1].name = "Communauté des Hautes-Vallées";
    created.parties[1].represented_by = "Mme Noëlle Castel";
    created.slots[0].holder.name = "Jean-François Œuvrard";
    creation.after = evolve(State{}, creation.entries[0]);
    creation.after.id = school.id;
    creation.summary.title = created.title;
    this->commit(school, creation);
    this->commit(other, other.create("ADH-2025-007"));
    const auto found = [&](const std::string& search) {
        std::vector<ConventionId> ids;
        for (const auto& row : this->conventions.list(query([&](auto& q) { q.search = search; }))) {
            ids.push_back(row.id);
        }
        return ids;
    };
    using Ids = std::vector<ConventionId>;
    for (const char* search :
         {"école",
          "ecole",
          "ÉCOLE",
          "e\u0301cole",
          "été école",
          "l'ecole",
          "l’école",
          "l\u02BCécole",
          "ecole d ete",
          "cole",
          "hautes vallees",
          "Hautes-Vallées",
          "hautes\u2011vallées",
          "vallées\u00A0hautes",
          "castel",
          "CASTEL noelle",
          "Castel, Noëlle",
          "oeuvrard",
          "jean francois",
          "CST-2026-042",
          "2026 cst",
          "cst 042",
          "école 2026 castel"}) {
        EXPECT_EQ(found(search), Ids{school.id}) << search;
    }
    for (const char* search : {"ecoles", "castel 2025", "ole x", "'", "-", "« »"}) {
        EXPECT_EQ(found(search), Ids{}) << search;
    }
    EXPECT_EQ(found(""), (Ids{other.id, school.id}));
    EXPECT_EQ(found("202"), (Ids{other.id, school.id}));
}

TYPED_TEST(ConventionStoreConformance, FindsAnActByTheNamesThatItHasNow) {
    SampleAct act(1);
    this->commit(act, act.create("ADH-2026-001"));
    const auto count = [&](const std::string& search) {
        return this->conventions.list(query([&](auto& q) { q.search = search; })).size();
    };
    EXPECT_EQ(count("berthe"), 1U);
    HolderSubstituted substituted;
    substituted.slot = 1;
    substituted.from = contact("berthe");
    substituted.to = contact("Ségolène");
    this->commit(act, act.next({substituted}));
    EXPECT_EQ(count("berthe"), 0U);
    EXPECT_EQ(count("segolene"), 1U);
    DraftEdited edited;
    edited.title = "Échange";
    edited.parties = {{2, "member", "Lycée Pasteur", "", std::nullopt, HolidayZone::Metropole}};
    this->commit(act, act.next({edited}));
    EXPECT_EQ(count("echange pasteur segolene"), 1U);
    EXPECT_EQ(count("atelier"), 0U);
}

TYPED_TEST(ConventionStoreConformance, SiftsByTypeYearAndParty) {
    SampleAct first(1);
    SampleAct second(2);
    this->commit(first, first.create("ADH-2025-001"));
    auto creation = second.create("PAR-2026-001");
    auto& created = std::get<ConventionCreated>(creation.entries[0].event);
    created.type_key = "partenariat";
    created.parties[1].name = "Mairie d’Alès";
    creation.after = evolve(State{}, creation.entries[0]);
    creation.after.id = second.id;
    creation.summary.type_key = created.type_key;
    this->commit(second, creation);
    const auto ids = [&](auto fill) {
        std::vector<ConventionId> found;
        for (const auto& row : this->conventions.list(query(fill))) {
            found.push_back(row.id);
        }
        return found;
    };
    using Ids = std::vector<ConventionId>;
    EXPECT_EQ(ids([](auto& q) { q.type_key = "partenariat"; }), Ids{second.id});
    EXPECT_EQ(ids([](auto& q) { q.type_key = "nothing"; }), Ids{});
    EXPECT_EQ(ids([](auto& q) { q.year = 2025; }), Ids{first.id});
    EXPECT_EQ(ids([](auto& q) { q.year = 2024; }), Ids{});
    EXPECT_EQ(ids([](auto& q) { q.party = "ales mairie"; }), Ids{second.id});
    EXPECT_EQ(ids([](auto& q) { q.party = "campus"; }), (Ids{second.id, first.id}));
    // A word of the title only is no party.
    EXPECT_EQ(ids([](auto& q) { q.party = "adhésion"; }), Ids{});
    const auto all_at_once = [](auto& q) {
        q.search = "adhesion";
        q.party = "ales";
        q.type_key = "partenariat";
        q.year = 2026;
        q.stage = Stage::Drafting;
        q.order = SummaryOrder::Deadline;
    };
    EXPECT_EQ(ids(all_at_once), Ids{second.id});
}

TYPED_TEST(ConventionStoreConformance, SiftsByNetworkAndPages) {
    const auto sea = numbered<NetworkId>(1);
    const auto wood = numbered<NetworkId>(2);
    this->registry.save(kCampus, Network{sea, "Mer", "Lycée de Sète", ""});
    this->registry.save(kCampus, Network{wood, "Bois", "Lycée de Mende", ""});
    std::vector<ConventionId> of_sea;
    for (int n = 1; n <= 7; ++n) {
        SampleAct act(n);
        auto creation = act.create("ADH-2026-00" + std::to_string(n));
        if (n > 1) {
            const auto network = n % 2 == 0 ? sea : wood;
            std::get<ConventionCreated>(creation.entries[0].event).network = network;
            creation.after.network = network;
            creation.summary.network = network;
            if (network == sea) {
                of_sea.push_back(act.id);
            }
        }
        this->commit(act, creation);
        if (n == 2) {
            this->commit(act, act.rename("Autre titre"));
        }
    }
    for (const auto& row : this->conventions.list(query([](auto&) {}))) {
        const auto n = row.summary.reference.back() - '0';
        EXPECT_EQ(
            row.summary.network, n == 1 ? std::nullopt : std::optional(n % 2 == 0 ? sea : wood)
        );
    }
    std::vector<ConventionId> newest_first(of_sea.rbegin(), of_sea.rend());
    for (const std::string search : {"", "adh"}) {
        for (const auto order :
             {SummaryOrder::Newest, SummaryOrder::Title, SummaryOrder::Deadline}) {
            std::vector<ConventionId> found;
            std::optional<ConventionId> after;
            for (int page = 0; page < 3; ++page) {
                for (const auto& row : this->conventions.list(query([&](auto& q) {
                         q.search = search;
                         q.network = sea;
                         q.order = order;
                         q.limit = 2;
                         q.after = after;
                     }))) {
                    EXPECT_EQ(row.summary.network, sea);
                    found.push_back(row.id);
                    after = row.id;
                }
            }
            if (order == SummaryOrder::Newest) {
                EXPECT_EQ(found, newest_first) << search;
            }
            std::ranges::sort(found);
            EXPECT_EQ(found, of_sea) << search;
        }
    }
    const auto all_at_once = [&](auto& q) {
        q.network = wood;
        q.type_key = "adhesion";
        q.year = 2026;
        q.stage = Stage::Drafting;
    };
    EXPECT_EQ(this->conventions.list(query(all_at_once)).size(), 3U);
    EXPECT_TRUE(this->conventions.list(query([](auto& q) { q.network = numbered<NetworkId>(3); })
    ).empty());
}

TYPED_TEST(ConventionStoreConformance, SortsAndPagesByTitleAndByDeadline) {
    int n = 0;
    for (const char* title : {"Zone", "école", "Été", "abri", "ecole"}) {
        SampleAct act(++n);
        auto creation = act.create("ADH-2026-00" + std::to_string(n));
        std::get<ConventionCreated>(creation.entries[0].event).title = title;
        creation.after.title = title;
        creation.summary.title = title;
        if (n != 2) {
            creation.summary.next_deadline = instant(100 - n);
        }
        this->commit(act, creation);
    }
    for (const char* search : {"", "adh"}) {
        for (const auto order : {SummaryOrder::Title, SummaryOrder::Deadline}) {
            std::vector<std::string> titles;
            std::optional<ConventionId> after;
            for (int page = 0; page < 4; ++page) {
                const auto rows = this->conventions.list(query([&](auto& q) {
                    q.search = search;
                    q.order = order;
                    q.limit = 2;
                    q.after = after;
                }));
                for (const auto& row : rows) {
                    titles.push_back(row.summary.title);
                    after = row.id;
                }
            }
            EXPECT_EQ(titles.size(), 5U);
            if (order == SummaryOrder::Title) {
                std::replace(
                    titles.begin(), titles.end(), std::string("école"), std::string("ecole")
                );
                EXPECT_EQ(
                    titles, (std::vector<std::string>{"abri", "ecole", "ecole", "Été", "Zone"})
                ) << search;
            } else {
                EXPECT_EQ(
                    titles, (std::vector<std::string>{"ecole", "abri", "Été", "Zone", "école"})
                ) << search;
            }
        }
    }
}

TYPED_TEST(ConventionStoreConformance, ProposesTheNumberAfterTheGreatest) {
    EXPECT_EQ(this->conventions.next_reference(kCampus, "ADH", 2026), "ADH-2026-001");
    int n = 0;
    for (const char* reference :
         {"ADH-2026-002", "ADH-2026-099", "ADH-2026-12b", "ADH-2025-500", "ADHX-2026-700"}) {
        SampleAct act(++n);
        this->commit(act, act.create(reference));
    }
    EXPECT_EQ(this->conventions.next_reference(kCampus, "ADH", 2026), "ADH-2026-100");
    for (const char* reference : {"ADH-2026-999", "ADH-2026-1000"}) {
        SampleAct act(++n);
        this->commit(act, act.create(reference));
    }
    EXPECT_EQ(this->conventions.next_reference(kCampus, "ADH", 2026), "ADH-2026-1001");
    EXPECT_EQ(this->conventions.next_reference(CampusId{"autre"}, "ADH", 2026), "ADH-2026-001");
}

TYPED_TEST(ConventionStoreConformance, RegistersTheMemberWithTheEvent) {
    SampleAct act(1);
    this->commit(act, act.create("ADH-2026-001"));
    const Day since = std::chrono::year(2026) / 3 / 12;
    this->commit(act, act.next({MemberRegistered{2, "entreprises", since}}));
    const auto members = this->registry.members(kCampus);
    ASSERT_EQ(members.size(), 1U);
    EXPECT_EQ(members[0].organisation, "Atelier");
    EXPECT_EQ(members[0].college, "entreprises");
    EXPECT_EQ(members[0].since, since);
    EXPECT_EQ(members[0].convention, act.id);
    EXPECT_EQ(members[0].reference, "ADH-2026-001");
    EXPECT_EQ(this->registry.count_members(CampusId{"autre"}), 0);

    SampleAct other(2);
    this->commit(other, other.create("ADH-2026-002"));
    this->commit(other, other.next({MemberRegistered{2, "entreprises", since}}));
    EXPECT_EQ(this->registry.count_members(kCampus), 2);
    EXPECT_EQ(this->registry.members(kCampus, {1}).size(), 1U);
    const auto rest = this->registry.members(kCampus, {9, act.id});
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].convention, other.id);
}

}  // namespace
}  // namespace contreseing::conformance
