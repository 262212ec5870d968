#include "sql/journal_verify.hpp"
#include "sql/personal_values.hpp"
#include "tests/integration/sql/fixture.hpp"

namespace contreseing::integration {
namespace {

using namespace test_support;
using namespace workflows;
using namespace workflows::app;
using Kind = sql::JournalFault::Kind;

/// Five entries of one convention, as the server wrote them, and a verifier.
class Journal : public SqlTest {
protected:
    Journal() {
        commit(act_, act_.create("ADH-2026-001"));
        for (int i = 2; i <= 5; ++i) {
            commit(act_, act_.rename("Titre " + std::to_string(i)));
        }
    }
    sql::JournalReport verify() { return verifier_.verify_all(); }
    /// What only somebody with the superuser's rights can do.
    void tamper(const std::string& statement) {
        superuser(
            "SET session_replication_role = replica; SET search_path = contreseing; " + statement
        );
    }
    static void expect_fault(const sql::JournalReport& report, Kind kind, int seq) {
        ASSERT_FALSE(report.faults.empty());
        EXPECT_EQ(sql::name_of(report.faults[0].kind), sql::name_of(kind));
        EXPECT_EQ(report.faults[0].seq, seq) << report.faults[0].detail;
    }

    SampleAct act_{1};
    sql::JournalVerifier verifier_{stores_.pool, digest_};
};

TEST_F(Journal, IsSoundAsWritten) {
    const auto report = verify();
    EXPECT_TRUE(report.sound());
    EXPECT_EQ(report.conventions, 1);
    EXPECT_EQ(report.entries, 5);
    EXPECT_TRUE(verifier_.verify({kCampus, act_.id, 5, act_.head}).sound());
}

TEST_F(Journal, HoldsNoPersonalValueInItsEntries) {
    const auto entries = superuser("SELECT string_agg(body, '') FROM contreseing.convention_event");
    EXPECT_EQ(entries.find("berthe"), std::string::npos);
    EXPECT_EQ(entries.find("lise"), std::string::npos);
    const auto values = superuser("SELECT string_agg(value, '') FROM contreseing.personal_value");
    EXPECT_NE(values.find("berthe@exemple.fr"), std::string::npos);
}

TEST_F(Journal, NamesAnEntryWithOneFlippedByte) {
    tamper("UPDATE convention_event SET body = replace(body, 'Titre 3', 'Titre 4') WHERE seq = 3");
    expect_fault(verify(), Kind::AlteredEntry, 3);
}

TEST_F(Journal, NamesAnEntryWhoseHashWasMadeToFit) {
    tamper(
        "UPDATE convention_event SET body = replace(body, 'Titre 3', 'Titre 4') WHERE seq = 3;"
        "UPDATE convention_event SET hash = sha256(convert_to(body, 'UTF8')) WHERE seq = 3"
    );
    expect_fault(verify(), Kind::BrokenChain, 4);
}

TEST_F(Journal, NamesAMissingEntry) {
    tamper("DELETE FROM convention_event WHERE seq = 2");
    expect_fault(verify(), Kind::MissingEntry, 2);
}

TEST_F(Journal, NamesAMissingLastEntry) {
    tamper("DELETE FROM convention_event WHERE seq = 5");
    expect_fault(verify(), Kind::MissingEntry, 5);
    tamper("UPDATE convention SET ver = 4");
    expect_fault(verify(), Kind::WrongHead, 4);
}

TEST_F(Journal, NamesAnInsertedEntry) {
    tamper(
        "UPDATE convention_event SET seq = seq + 100 WHERE seq >= 3;"
        "INSERT INTO convention_event SELECT campus_id, convention_id, 3, command_id, body, hash"
        " FROM convention_event WHERE seq = 2;"
        "UPDATE convention_event SET seq = seq - 99 WHERE seq >= 100;"
        "UPDATE convention SET ver = 6"
    );
    expect_fault(verify(), Kind::BrokenChain, 3);
}

TEST_F(Journal, NamesTwoEntriesThatChangedPlaces) {
    tamper(
        "UPDATE convention_event SET seq = 100 WHERE seq = 2;"
        "UPDATE convention_event SET seq = 2 WHERE seq = 3;"
        "UPDATE convention_event SET seq = 3 WHERE seq = 100"
    );
    expect_fault(verify(), Kind::BrokenChain, 2);
}

TEST_F(Journal, NamesAnEntryMovedFromAnotherConvention) {
    SampleAct other(2);
    commit(other, other.create("ADH-2026-002"));
    tamper(
        "DELETE FROM convention_event WHERE seq = 1 AND convention_id = '" + to_string(act_.id) +
        "'; INSERT INTO convention_event SELECT campus_id, '" + to_string(act_.id) +
        "', seq, command_id, body, hash FROM convention_event WHERE convention_id = '" +
        to_string(other.id) + "'"
    );
    expect_fault(verify(), Kind::BrokenChain, 1);
}

TEST_F(Journal, SaysOnWhichTextAnEntryWasMadeAndNamesOneThatSaysAnother) {
    Version version;
    version.n = 1;
    version.sha256.bytes.fill(7);
    commit(act_, act_.next({VersionFrozen{version}}));
    commit(act_, act_.rename("Titre 7"));
    EXPECT_TRUE(verify().sound());
    const auto journal = stores_.conventions.journal(kCampus, act_.id);
    EXPECT_FALSE(journal.at(5).recorded.on);
    EXPECT_EQ(journal.at(6).recorded.on, (TextRef{1, version.sha256}));

    // As entries were written before they said so.
    auto silent = act_.rename("Titre 8");
    silent.entries.at(0).on.reset();
    commit(act_, silent);
    EXPECT_TRUE(verify().sound());

    auto other = act_.rename("Titre 9");
    other.entries.at(0).on->sha256.bytes.fill(8);
    commit(act_, other);
    const auto report = verify();
    EXPECT_EQ(report.faults.size(), 1U);
    expect_fault(report, Kind::WrongText, 9);
}

TEST_F(Journal, TellsAnOldReceiptFromARewrittenHistory) {
    const sql::Receipt receipt{
        kCampus, act_.id, 3, stores_.conventions.journal(kCampus, act_.id)[2].hash};
    EXPECT_TRUE(verifier_.verify(receipt).sound());
    // The whole history again, made to fit from end to end.
    tamper("TRUNCATE convention_event, personal_value, convention");
    SampleAct forged(1);
    commit(forged, forged.create("ADH-2026-001"));
    for (int i = 2; i <= 5; ++i) {
        commit(forged, forged.rename("Faux " + std::to_string(i)));
    }
    EXPECT_TRUE(verify().sound());
    expect_fault(verifier_.verify(receipt), Kind::ReceiptDiffers, 3);
    expect_fault(verifier_.verify({kCampus, act_.id, 9, receipt.head}), Kind::NoSuchEntry, 9);
}

TEST_F(Journal, LosesValuesEverywhereAtOnceAndSaysSo) {
    auto told = act_.rename("Titre 6");
    told.messages = {message_to("berthe"), message_to("lise")};
    told.message_causes = {0, 0};
    commit(act_, told);
    superuser(
        "UPDATE contreseing.effect SET status = 'delivered', settled_at = now(), next_try_at = "
        "NULL,"
        " proof = '250 <Berthe@Exemple.fr> Ok', last_error = '450 <BERTHE@exemple.fr> later'"
    );
    ASSERT_TRUE(stores_.conventions.load(kCampus, act_.id, {})) << "the state is in memory";

    const auto values = sql::personal_values(stores_.pool, kCampus, act_.id);
    std::vector<JournalPlace> places;
    for (const auto& value : values_about(values, {}, "berthe@exemple.fr")) {
        places.push_back(value.place);
    }
    ASSERT_EQ(places.size(), 2U);
    auto erasing = act_.next({ValuesErased{"À sa demande.", places}});
    erasing.erased = places;
    ASSERT_EQ(commit(act_, erasing).kind, CommitResult::Kind::Committed);

    const auto loaded = stores_.conventions.load(kCampus, act_.id, {});
    EXPECT_EQ(loaded->state.slots.at(0).holder.name, "(effacé)");
    EXPECT_EQ(loaded->state.slots.at(0).holder.email.text, "(effacé)");
    EXPECT_EQ(loaded->state.title, "Titre 6");
    State folded;
    folded.id = act_.id;
    for (const auto& entry : stores_.conventions.journal(kCampus, act_.id)) {
        folded = evolve(std::move(folded), entry.recorded);
    }
    EXPECT_EQ(folded, loaded->state);
    for (const auto* table :
         {"convention", "convention_event", "convention_search", "personal_value", "effect"}) {
        const auto rows = superuser(
            "SELECT lower(string_agg(t::text, '')) FROM contreseing." + std::string(table) + " t"
        );
        EXPECT_EQ(rows.find("berthe"), std::string::npos) << table;
    }
    EXPECT_EQ(
        superuser("SELECT string_agg(payload::json #>> '{to,email}', ' ' ORDER BY n) FROM "
                  "contreseing.effect"),
        "(effacé) lise@exemple.fr"
    );
    const auto report = verify();
    EXPECT_TRUE(report.sound());
    ASSERT_EQ(report.erased.size(), 2U);
    EXPECT_EQ(report.erased[0].seq, places[0].seq);
    EXPECT_EQ(report.erased[0].pointer, places[0].pointer);
}

TEST_F(Journal, KeepsTheProofsOfDeliveryWhenAFreeTextIsErased) {
    auto told = act_.next({WarningAcknowledged{"attestation:eligibility", "Ok"}});
    told.messages = {message_to("lise")};
    told.message_causes = {0};
    commit(act_, told);
    superuser(
        "UPDATE contreseing.effect SET status = 'delivered', settled_at = now(), next_try_at = "
        "NULL, proof = '250 Ok'"
    );
    const std::vector<JournalPlace> places{{6, "/body/reason"}};
    auto erasing = act_.next({ValuesErased{"À sa demande.", places}});
    erasing.erased = places;
    ASSERT_EQ(commit(act_, erasing).kind, CommitResult::Kind::Committed);
    EXPECT_EQ(superuser("SELECT proof FROM contreseing.effect"), "250 Ok");
}

TEST_F(Journal, RecordsNoErasureWhileAMessageWaits) {
    auto told = act_.rename("Titre 6");
    told.messages = {message_to("lise")};
    told.message_causes = {0};
    commit(act_, told);
    const std::vector<JournalPlace> places{{1, "/body/slots/0/holder/name"}};
    auto erasing = act_.next({ValuesErased{"r", places}});
    erasing.erased = places;
    EXPECT_EQ(stores_.conventions.commit(erasing).kind, CommitResult::Kind::Conflict);
    EXPECT_EQ(stores_.conventions.load(kCampus, act_.id, {})->ver, 6);
}

TEST_F(Journal, RecordsNoErasureOfWhatIsNotThere) {
    const std::vector<JournalPlace> nowhere{{1, "/body/slots/9/holder/name"}};
    auto erasing = act_.next({ValuesErased{"r", nowhere}});
    erasing.erased = nowhere;
    EXPECT_EQ(stores_.conventions.commit(erasing).kind, CommitResult::Kind::Conflict);
    EXPECT_EQ(stores_.conventions.load(kCampus, act_.id, {})->ver, 5);
}

TEST_F(Journal, StaysSoundWhenPersonalValuesAreErased) {
    // By the server's own role: erasing is an operation, not an attack.
    app("UPDATE personal_value SET value = NULL, salt = NULL, erased_at = now()"
        " WHERE pointer LIKE '%/holder/%'");
    const auto report = verify();
    EXPECT_TRUE(report.sound());
    EXPECT_EQ(report.erased.size(), 2U);
    const auto journal = stores_.conventions.journal(kCampus, act_.id);
    const auto& created = std::get<ConventionCreated>(journal.at(0).recorded.event);
    EXPECT_EQ(created.slots.at(0).holder.name, "(effacé)");
    EXPECT_EQ(created.title, act_.create("x").after.title);
    EXPECT_TRUE(stores_.conventions.moment(kCampus, act_.id, 5));
}

TEST_F(Journal, NamesAPersonalValueThatWasChanged) {
    tamper("UPDATE personal_value SET value = 'mallory' WHERE seq = 1 AND pointer LIKE '%/name'");
    expect_fault(verify(), Kind::AlteredPersonal, 1);
}

TEST_F(Journal, NamesAPersonalValueThatVanished) {
    tamper("DELETE FROM personal_value WHERE seq = 2");
    expect_fault(verify(), Kind::MissingPersonal, 2);
}

}  // namespace
}  // namespace contreseing::integration
