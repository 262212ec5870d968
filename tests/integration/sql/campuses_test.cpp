#include "sql/error.hpp"
#include "sql/journal_verify.hpp"
#include "sql/personal_values.hpp"
#include "tests/integration/sql/fixture.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/support/timers.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include <pqxx/pqxx>

namespace contreseing::integration {
namespace {

using namespace test_support;
using namespace workflows;
using namespace workflows::app;
using namespace std::chrono_literals;

const CampusId kOther{"autre"};

std::string file(const std::filesystem::path& path) {
    std::ifstream stream(path);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Two campuses, each with a row in every table that has a campus.
class Campuses : public SqlTest {
protected:
    Campuses() {
        stores_.registry.save(
            {kOther, "Autre", "son directeur", "Lycée", "Alès", contact("accueil")}
        );
        fill(kCampus);
        fill(kOther);
    }

    static SampleAct act_of(const CampusId& campus) { return SampleAct(nth(campus), campus); }
    static int nth(const CampusId& campus) { return campus == kCampus ? 1 : 2; }
    static Person person_of(const CampusId& campus) {
        return {numbered<PersonId>(nth(campus)), contact("berthe")};
    }
    static Organisation organisation_of(const CampusId& campus) {
        return {numbered<OrganisationId>(nth(campus)), "Lycée", "Alès", "", {}};
    }
    static Network network_of(const CampusId& campus) {
        return {numbered<NetworkId>(nth(campus)), "Mer", "Lycée", "excellence"};
    }
    static Body body_of(const CampusId& campus) {
        Body body{numbered<BodyId>(nth(campus)), "cos", "COS", {}};
        body.seats.push_back({1, "Lycée", VoteKind::Deliberative, true, person_of(campus).id, {}});
        body.network = network_of(campus).id;
        return body;
    }
    static Administrator administrator_of(const CampusId& campus) {
        Administrator one;
        one.id = numbered<AdministratorId>(nth(campus));
        one.campus = campus;
        one.login = campus.text + "@campus.example";
        one.contact = contact("camille");
        one.password_hash = "x";
        return one;
    }
    static Sha256 token_of(const CampusId& campus) {
        Sha256 token;
        token.bytes[0] = static_cast<std::uint8_t>(nth(campus));
        return token;
    }
    static AdministratorSession session_of(const CampusId& campus) {
        return {token_of(campus), administrator_of(campus).id, campus, instant(60)};
    }
    static ApiToken api_token_of(const CampusId& campus) {
        return {campus, token_of(campus), "export", administrator_of(campus).id, {}};
    }
    static DocumentId document_of(const CampusId& campus) {
        return numbered<DocumentId>(nth(campus));
    }

    void fill(const CampusId& campus) {
        auto act = act_of(campus);
        stores_.registry.save(campus, network_of(campus));
        auto creation = act.create("ADH-2026-001");
        creation.after.network = network_of(campus).id;
        creation.messages = {message_to("berthe")};
        creation.message_causes = {0};
        creation.timers_after = {{signature_reminder(1), 1, instant(5)}};
        commit(act, creation);
        SampleAct amendment(nth(campus) + 20, campus);
        auto amending = amendment.create("ADH-2026-002");
        auto& created = std::get<ConventionCreated>(amending.entries.front().event);
        created.relations = {{Relation::Kind::Amends, act.id, {}, {}}};
        amending.after.relations = created.relations;
        commit(amendment, amending);
        stores_.registry.save(campus, person_of(campus));
        stores_.registry.save(campus, organisation_of(campus));
        stores_.registry.save(campus, body_of(campus));
        stores_.types.publish(
            campus, file(CONTRESEING_SOURCE_DIR "/workflows/types/adhesion.json")
        );
        stores_.types.withdraw(campus, "adhesion");
        stores_.documents.put(campus, document_of(campus), act.id, bytes_, digest_.sha256(bytes_));
        stores_.accounts.save(administrator_of(campus));
        stores_.accounts.open_session(session_of(campus));
        stores_.accounts.save(api_token_of(campus));
        superuser(
            "INSERT INTO member SELECT campus_id, id, 'Lycée', 'x', 'associe', '2026-09-01'"
            " FROM convention WHERE campus_id = '" +
            campus.text + "' AND reference = 'ADH-2026-001'"
        );
        acts_.emplace(campus, act);
    }

    /// Tables with a campus, the journal's partitions too.
    std::vector<std::string> tables() {
        std::vector<std::string> all;
        std::istringstream names(superuser(
            "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class c"
            " WHERE relnamespace = 'contreseing'::regnamespace AND relkind IN ('r', 'p') AND EXISTS"
            " (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'campus_id')"
        ));
        for (std::string name; names >> name;) {
            all.push_back(name);
        }
        return all;
    }
    /// A sum of what each table holds of a campus.
    std::map<std::string, std::string> rows_of(const CampusId& campus) {
        std::map<std::string, std::string> all;
        for (const auto& table : tables()) {
            all[table] = superuser(
                "SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '') FROM " + table +
                " t WHERE campus_id = '" + campus.text + "'"
            );
        }
        return all;
    }

    const Bytes bytes_{1, 2, 3};
    std::map<CampusId, SampleAct> acts_;
};

TEST_F(Campuses, HaveARowInEveryTableOfTheTests) {
    for (const auto& [table, rows] : rows_of(kOther)) {
        if (table.find("convention_event_") == std::string::npos) {
            EXPECT_NE(rows, "") << table;
        }
    }
    EXPECT_GE(tables().size(), 34U);
}

TEST_F(Campuses, AreKeptApartByPolicyInEveryTable) {
    EXPECT_EQ(
        superuser("SELECT string_agg(relname, ' ') FROM pg_class c WHERE relkind IN ('r', 'p')"
                  " AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = "
                  "'campus_id')"
                  " AND relnamespace = 'contreseing'::regnamespace"
                  " AND NOT (relrowsecurity AND relforcerowsecurity)"),
        "convention_search"  // read through its owner's view: docs/adr/0022
    );
    EXPECT_EQ(
        superuser("SELECT relrowsecurity FROM pg_class WHERE relname = 'convention_search'"), "t"
    );
    EXPECT_EQ(
        superuser("SELECT string_agg(viewname, ' ') FROM pg_views WHERE schemaname = 'contreseing'"
        ),
        "convention_search_here"
    );
    // The server's role has one policy everywhere, and it names the campus.
    EXPECT_EQ(
        superuser("SELECT string_agg(DISTINCT policyname || ' ' || cmd || ' ' || permissive || ' ' "
                  "|| qual"
                  " || coalesce(with_check, ''), '; ') FROM pg_policies"
                  " WHERE schemaname = 'contreseing' AND 'contreseing_app' = ANY (roles)"),
        "of_campus ALL PERMISSIVE (campus_id = here())"
    );
    EXPECT_EQ(
        superuser("SELECT string_agg(tablename || ' ' || cmd, '; ' ORDER BY tablename, cmd)"
                  " FROM pg_policies WHERE roles = '{contreseing_jobs}'"),
        "admin_session DELETE; admin_session SELECT; convention SELECT; convention_timer SELECT;"
        " effect SELECT; effect UPDATE"
    );
    // Nor does a role that serves own a table, or belong to who does.
    EXPECT_EQ(
        superuser("SELECT bool_or(pg_has_role(role, 'contreseing_owner', 'MEMBER'))"
                  " FROM unnest(ARRAY['contreseing_app', 'contreseing_jobs']) role"),
        "f"
    );
}

TEST_F(Campuses, ShowNothingUntilOneIsSet) {
    auto everything = tables();
    // The server may not name a partition.
    std::erase_if(everything, [this](const std::string& table) {
        return superuser(
                   "SELECT has_table_privilege('contreseing_app', '" + table + "', 'SELECT')"
               ) == "f";
    });
    EXPECT_GE(everything.size(), 18U);
    everything.emplace_back("convention_search_here");
    for (const auto& table : everything) {
        for (const std::string set : {"", "SET contreseing.campus = '';"}) {
            EXPECT_EQ(run_sql(database_.as_app(), set + "SELECT count(*) FROM " + table), "0")
                << table;
        }
        EXPECT_EQ(
            app("SELECT count(*) FROM " + table + " WHERE campus_id <> '" + kCampus.text + "'"), "0"
        ) << table;
    }
    EXPECT_EQ(app("SELECT count(*) FROM convention"), "2");
}

// No WHERE at all, and a WHERE that asks for the other campus.
TEST_F(Campuses, AreNotChangedByAStatementThatForgetsOrMistakesThem) {
    const auto before = rows_of(kOther);
    int changed = 0;
    for (const auto& table : tables()) {
        for (const std::string& where :
             {std::string{}, " WHERE campus_id = '" + kOther.text + "'"}) {
            for (const std::string& verb :
                 {"UPDATE " + table + " SET campus_id = campus_id", "DELETE FROM " + table}) {
                for (const auto& role : {database_.as_app(), database_.as_jobs()}) {
                    // In a transaction that is undone: one table's rows hold another's.
                    pqxx::connection connection(role);
                    const pqxx::quiet_errorhandler quiet(connection);
                    pqxx::work work(connection);
                    work.exec("SET LOCAL search_path = contreseing");
                    work.exec("SET LOCAL contreseing.campus = '" + kCampus.text + "'");
                    try {
                        const auto done = work.exec(verb + where + " RETURNING campus_id");
                        for (const auto& row : done) {
                            // The jobs' queues are of all campuses.
                            const bool queue = role == database_.as_jobs() &&
                                               (table == "effect" || table == "admin_session");
                            EXPECT_TRUE(queue || row[0].as<std::string>() == kCampus.text)
                                << verb << where;
                            ++changed;
                        }
                    } catch (const pqxx::sql_error&) {
                    }
                }
            }
        }
        // Refused by the policy, or for want of the right; NOT NULL is looked at after both.
        EXPECT_EQ(
            refusal_to_app("INSERT INTO " + table + " (campus_id) VALUES ('" + kOther.text + "')"),
            "42501"
        ) << table;
    }
    EXPECT_GT(changed, 10);
    EXPECT_EQ(rows_of(kOther), before);
}

/// Every store asked for a campus while the policies hold another: what happens to a statement
/// that names the wrong campus, or none.
class Crossed : public Campuses {
protected:
    Crossed() {
        // Their text is logged, so that the test knows which were run.
        const auto name = superuser("SELECT current_database()");
        superuser("ALTER DATABASE " + name + " SET log_min_messages = 'log'");
        superuser("ALTER DATABASE " + name + " SET log_min_duration_statement = 0");
        superuser(
            "CREATE OR REPLACE FUNCTION here() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE"
            " RETURN 'demo'::text"
        );
        log_size_ = log().size();
    }

    std::string log() {
        return superuser("SELECT pg_read_file(current_setting('data_directory') || '/../log')");
    }
    std::set<std::string> run_so_far() {
        const auto text = log().substr(log_size_);
        std::set<std::string> names;
        const std::string_view mark = "  bind ";  // a refused one is logged up to there
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
            const auto first = at + mark.size();
            names.insert(text.substr(first, text.find(':', first) - first));
        }
        return names;
    }
    /// Those that the sources name.
    static std::set<std::string> all_statements() {
        std::set<std::string> names;
        for (const auto& entry :
             std::filesystem::directory_iterator(CONTRESEING_SOURCE_DIR "/sql")) {
            if (!entry.is_regular_file()) {
                continue;
            }
            const auto text = file(entry.path());
            const std::string_view mark = "Statement k";
            for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
                const auto opened = text.find_first_of("{;(,)", at);
                const auto quoted = text.find_first_not_of(" \n", opened + 1);
                if (text.at(opened) == '{' && text.at(quoted) == '"') {
                    names.insert(text.substr(quoted + 1, text.find('"', quoted + 1) - quoted - 1));
                }
            }
        }
        return names;
    }

    template <class F>
    static void refused_or_nothing(F f) {
        try {
            EXPECT_FALSE(f());
        } catch (const sql::Error&) {
        }
    }

    std::size_t log_size_ = 0;
};

TEST_F(Crossed, EveryStoreSeesAndChangesNothingOfAnotherCampus) {
    const auto before = rows_of(kOther);
    for (const auto& role : {database_.as_app(), database_.as_jobs()}) {
        sql::Stores crossed({.connection = role, .size = 4}, digest_, random_);
        const bool is_jobs = role == database_.as_jobs();
        auto act = acts_.at(kOther);
        const auto document = document_of(kOther);

        auto& acts = crossed.conventions;
        EXPECT_FALSE(acts.load(kOther, act.id, {}));
        EXPECT_TRUE(acts.journal(kOther, act.id).empty());
        EXPECT_FALSE(acts.moment(kOther, act.id, 1));
        EXPECT_TRUE(acts.count_by_stage(kOther).empty());
        EXPECT_EQ(acts.next_reference(kOther, "ADH", 2026), "ADH-2026-001");
        for (const std::string search : {"", "convention", "adhesion 2026"}) {
            for (const auto order :
                 {SummaryOrder::Newest, SummaryOrder::Title, SummaryOrder::Deadline}) {
                SummaryQuery query;
                query.campus = kOther;
                query.limit = 10;
                query.search = search;
                query.order = order;
                EXPECT_TRUE(acts.list(query).empty()) << search;
                query.network = network_of(kOther).id;
                EXPECT_TRUE(acts.list(query).empty()) << search;
            }
        }
        EXPECT_TRUE(acts.existing(kOther, {act.id}).empty());
        EXPECT_FALSE(acts.of_reference(kOther, "ADH-2026-001"));
        for (const int n : {0, 20}) {
            const auto related = acts.related(kOther, numbered<ConventionId>(nth(kOther) + n));
            EXPECT_TRUE(related.to.empty() && related.from.empty());
        }
        EXPECT_EQ(acts.commit(act.rename("Autre titre")).kind, CommitResult::Kind::Conflict);
        auto signing = act.rename("Signé");
        signing.revision = AppendedRevision{document, 1, {4}, digest_.sha256(Bytes{1, 2, 3, 4}), 0};
        EXPECT_EQ(acts.commit(signing).kind, CommitResult::Kind::LeaseLost);
        refused_or_nothing([&] {
            const auto created = SampleAct(9, kOther).create("ADH-2026-009");
            return acts.commit(created).kind == CommitResult::Kind::Committed;
        });
        EXPECT_TRUE(sql::personal_values(crossed.pool, kOther, act.id).empty());

        EXPECT_FALSE(crossed.documents.tip(kOther, document, -1));
        EXPECT_FALSE(crossed.documents.load(kOther, document, -1));
        EXPECT_FALSE(crossed.documents.lease(kOther, document, 0ms, 1min));
        crossed.documents.release(kOther, document, 0);
        refused_or_nothing([&] {
            crossed.documents.put(kOther, document, act.id, bytes_, digest_.sha256(bytes_));
            return true;
        });

        if (!is_jobs) {
            EXPECT_FALSE(acts.informing(kOther, act.id));
            const EffectKey effect{kOther, act.id, 1, 0};
            EXPECT_TRUE(crossed.effects.of_convention(kOther, act.id).empty());
            EXPECT_TRUE(crossed.effects.unsettled(kOther, {10}).empty());
            EXPECT_TRUE(crossed.effects.waiting(kOther).empty());
            EXPECT_FALSE(crossed.effects.retry_now(effect));
            EXPECT_FALSE(crossed.effects.abandon(effect, "x"));
            for (const auto& claimed : crossed.effects.claim(Lane::Ordinary, 10, 1min)) {
                EXPECT_EQ(claimed.key.campus, kCampus);
            }
            EXPECT_TRUE(crossed.effects.claim(Lane::Acts, 10, 1min).empty());
            crossed.effects.settle({{effect, 0, Settlement::Kind::Overtaken, "x", {}}});
            for (const auto& due : crossed.timers.due(instant(100))) {
                EXPECT_EQ(due.campus, kCampus);
            }
            EXPECT_TRUE(crossed.timers.unknown(instant(100)).empty());
        }
        crossed.timers.discard({kOther, act.id, {signature_reminder(1), 1, instant(5)}});

        auto& registry = crossed.registry;
        const auto person = person_of(kOther);
        const auto organisation = organisation_of(kOther);
        const auto body = body_of(kOther);
        EXPECT_FALSE(registry.campus(kOther));
        EXPECT_FALSE(registry.person(kOther, person.id));
        EXPECT_TRUE(registry.people(kOther, {10}, "berthe").empty());
        EXPECT_EQ(registry.count_people(kOther, ""), 0);
        EXPECT_FALSE(registry.organisation(kOther, organisation.id));
        EXPECT_TRUE(registry.organisations(kOther, {10}, "").empty());
        EXPECT_EQ(registry.count_organisations(kOther, ""), 0);
        EXPECT_TRUE(registry.networks(kOther).empty());
        EXPECT_TRUE(registry.bodies(kOther).empty());
        EXPECT_FALSE(registry.body(kOther, "cos", body.network));
        EXPECT_TRUE(registry.members(kOther, {10}).empty());
        EXPECT_EQ(registry.count_members(kOther), 0);
        refused_or_nothing([&] { return registry.add(kOther, person); });
        refused_or_nothing([&] { return registry.replace(kOther, person, person); });
        refused_or_nothing([&] { return registry.add(kOther, organisation); });
        refused_or_nothing([&] { return registry.replace(kOther, organisation, organisation); });
        refused_or_nothing([&] { return registry.add(kOther, body); });
        refused_or_nothing([&] { return registry.replace(kOther, body, body); });
        EXPECT_THROW(registry.save(kOther, person), sql::Error);
        EXPECT_THROW(registry.save(kOther, organisation), sql::Error);
        EXPECT_THROW(registry.save(kOther, network_of(kOther)), sql::Error);
        EXPECT_THROW(registry.save(kOther, body), sql::Error);
        EXPECT_THROW(registry.save(Campus{kOther, "x", "x", "x", "x", contact("x")}), sql::Error);

        auto& types = crossed.types;
        const auto json = file(CONTRESEING_SOURCE_DIR "/workflows/types/adhesion.json");
        EXPECT_TRUE(types.current(kOther).empty());
        EXPECT_THROW(types.find(kOther, "adhesion", 1), sql::Error);
        EXPECT_THROW(types.publish(kOther, json), sql::Error);
        refused_or_nothing([&] { return types.withdraw(kOther, "adhesion"); });
        refused_or_nothing([&] { return types.offer(kOther, "adhesion"); });

        auto& accounts = crossed.accounts;
        EXPECT_TRUE(accounts.of_campus(kOther).empty());
        EXPECT_THROW(accounts.save(administrator_of(kOther)), sql::Error);
        if (!is_jobs) {
            EXPECT_TRUE(accounts.tokens(kOther).empty());
            EXPECT_FALSE(accounts.use_totp_step(administrator_of(kOther).id, 99));
            accounts.close(administrator_of(kOther).id);
            EXPECT_THROW(accounts.save(api_token_of(kOther)), sql::Error);
            EXPECT_THROW(accounts.open_session(session_of(kOther)), sql::Error);
            sql::JournalVerifier verifier(crossed.pool, digest_);
            EXPECT_EQ(verifier.verify(kOther, act.id).entries, 0);
        }
    }
    EXPECT_EQ(rows_of(kOther), before);

    auto left = all_statements();
    for (const auto& name : run_so_far()) {
        left.erase(name);
    }
    // Of no campus: the installation's, those that find one row by what only its owner holds, the
    // operator's, which look for a campus, and the queues of the jobs' role.
    const std::set<std::string> of_no_campus{
        "accounts_by_login",
        "accounts_session",
        "accounts_token",
        "accounts_close_session",
        "accounts_count_attempt",
        "accounts_give_back_attempt",
        "accounts_forget_attempts",
        "accounts_sweep",
        "convention_with_body_to_record",
        "effect_give_back",
        "installation_status",
        "installation_acknowledge",
        "installation_hidden_table",
        "life_show",
        "life_end",
        "life_end_idle",
        "life_is_jobs",
        "oldest_snapshot",
        "pool_check",
        "registry_campuses",
        "timer_next_due",
        "verify_all"};
    // Those that come after one which has found nothing, or was refused; their tables are crossed
    // by the tests above.
    const std::set<std::string> after_a_refusal{
        "document_chunk_insert",
        "document_chunks",
        "personal_erase",
        "personal_erase_in_message",
        "personal_messages",
        "personal_named",
        "personal_state",
        "personal_words",
        "registry_clear_seats",
        "registry_save_seat",
        "document_base_hash",
        "type_body"};
    for (const auto& name : left) {
        EXPECT_TRUE(of_no_campus.contains(name) || after_a_refusal.contains(name))
            << name << ": cross it above";
    }
}

// Rows of accounts are found before a campus is known, one by one, by whoever knows their key.
TEST_F(Campuses, FindAnAccountByWhatItsOwnerHolds) {
    EXPECT_EQ(stores_.accounts.find("autre@campus.example")->campus, kOther);
    EXPECT_EQ(stores_.accounts.session(token_of(kOther), instant(1))->campus, kOther);
    EXPECT_EQ(stores_.accounts.token(token_of(kCampus))->campus, kCampus);
    stores_.accounts.close_session(token_of(kOther));
    EXPECT_FALSE(stores_.accounts.session(token_of(kOther), instant(1)));
    EXPECT_EQ(stores_.registry.campuses().size(), 2U);
    EXPECT_EQ(sql::JournalVerifier(stores_.pool, digest_).verify_all().conventions, 4);
    jobs_.accounts.sweep(instant(100));
    EXPECT_EQ(superuser("SELECT count(*) FROM admin_session"), "0");
}

TEST_F(Campuses, ShareTheSessionsOfAPoolWithoutShowingInOneWhatIsOfTheOther) {
    sql::Stores one({.connection = database_.as_app(), .size = 1}, digest_, random_);
    for (int turn = 0; turn < 3; ++turn) {
        for (const auto& campus : {kCampus, kOther}) {
            EXPECT_EQ(one.registry.people(campus, {10}, "").size(), 1U);
            EXPECT_EQ(one.registry.people(campus, {10}, "").at(0).id, person_of(campus).id);
            EXPECT_TRUE(one.accounts.find(campus.text + "@campus.example"));
        }
    }
    // A transaction that is undone undoes nothing of what the session sees.
    EXPECT_FALSE(one.registry.add(kCampus, body_of(kCampus)));
    EXPECT_TRUE(one.registry.body(kCampus, "cos", network_of(kCampus).id));
    EXPECT_EQ(one.pool.use().open, 1U);
}

TEST_F(Campuses, AreClaimedTogetherByTheJobsAlone) {
    EXPECT_EQ(stores_.effects.claim(Lane::Ordinary, 10, 1min).size(), 0U);
    EXPECT_EQ(jobs_.effects.claim(Lane::Ordinary, 10, 1min).size(), 2U);
    EXPECT_EQ(jobs_.timers.due(instant(100)).size(), 2U);
    EXPECT_NO_THROW(jobs_.lives.require_jobs_role());
    EXPECT_THROW(stores_.lives.require_jobs_role(), sql::Error);
}

TEST_F(Campuses, AreAllInADumpOrNoneIsMade) {
    const auto as = [this](const std::string& role) {
        return database_.as_superuser() + " user=" + role;
    };
    EXPECT_NO_THROW(sql::require_every_row(database_.as_superuser()));
    EXPECT_NO_THROW(sql::require_every_row(as("contreseing_owner")));
    EXPECT_THROW(sql::require_every_row(database_.as_app()), sql::Error);
    EXPECT_THROW(sql::require_every_row(database_.as_jobs()), sql::Error);
    superuser("DROP POLICY whole ON person");
    EXPECT_THROW(sql::require_every_row(as("contreseing_owner")), sql::Error);
}

}  // namespace
}  // namespace contreseing::integration
