#include "tests/conformance/stores_under_test.hpp"

#include <atomic>
#include <thread>

namespace contreseing::conformance {
namespace {

using namespace std::chrono_literals;
using namespace test_support;
using namespace workflows;
using namespace workflows::app;

template <class Stores>
class RegistryConformance : public Conformance<Stores> {};
TYPED_TEST_SUITE(RegistryConformance, EveryStore);

TYPED_TEST(RegistryConformance, KeepsACampusAndItsCorrections) {
    auto campus = this->registry.campus(kCampus);
    ASSERT_TRUE(campus);
    EXPECT_EQ(campus->name, "Campus");
    EXPECT_EQ(campus->reply_to, contact("accueil"));
    campus->place = "Nîmes";
    this->registry.save(*campus);
    EXPECT_EQ(this->registry.campus(kCampus)->place, "Nîmes");
    EXPECT_EQ(this->registry.campuses().size(), 1U);
    EXPECT_FALSE(this->registry.campus(CampusId{"autre"}));
}

TYPED_TEST(RegistryConformance, KeepsPeopleAndOrganisations) {
    const Person zoe{numbered<PersonId>(1), contact("zoe")};
    const Person abel{numbered<PersonId>(2), contact("abel")};
    this->registry.save(kCampus, zoe);
    this->registry.save(kCampus, abel);
    this->registry.save(kCampus, Person{zoe.id, contact("zoe-marie")});
    const auto people = this->registry.people(kCampus);
    ASSERT_EQ(people.size(), 2U);
    EXPECT_EQ(people[0].contact, abel.contact);
    EXPECT_EQ(this->registry.person(kCampus, zoe.id)->contact.name, "zoe-marie");
    EXPECT_FALSE(this->registry.person(CampusId{"autre"}, zoe.id));

    this->registry.save(
        kCampus,
        Organisation{
            numbered<OrganisationId>(1),
            "Atelier",
            "Metz",
            "12345678901234",
            HolidayZone::AlsaceMoselle}
    );
    const auto organisations = this->registry.organisations(kCampus);
    ASSERT_EQ(organisations.size(), 1U);
    EXPECT_EQ(organisations[0].siret, "12345678901234");
    EXPECT_EQ(organisations[0].zone, HolidayZone::AlsaceMoselle);
}

/// Shows `look` two people of one id, then two organisations, each with how they are read.
template <class Look>
void with_people_and_organisations(workflows::app::Registry& registry, const Look& look) {
    const auto person = numbered<PersonId>(1);
    look(Person{person, contact("zoe")}, Person{person, contact("abel")}, [&] {
        return *registry.person(kCampus, person);
    });
    const auto house = numbered<OrganisationId>(1);
    look(Organisation{house, "A", "Metz", {}}, Organisation{house, "A", "Nancy", {}}, [&] {
        return *registry.organisation(kCampus, house);
    });
}

/// Held by the first person of the above.
BodySeat held_seat() {
    return {1, "Lycée", VoteKind::Deliberative, true, numbered<PersonId>(1), std::nullopt, false};
}

TYPED_TEST(RegistryConformance, ReplacesWhatNobodyChangedMeanwhile) {
    const auto look = [this](const auto& first, const auto& second, const auto& now) {
        this->registry.save(kCampus, first);
        EXPECT_TRUE(this->registry.replace(kCampus, first, second));
        EXPECT_EQ(now(), second);
        EXPECT_FALSE(this->registry.replace(kCampus, first, first)) << "changed meanwhile";
        EXPECT_EQ(now(), second);
        EXPECT_FALSE(this->registry.replace(CampusId{"autre"}, second, first));
    };
    with_people_and_organisations(this->registry, look);
    const Body body{numbered<BodyId>(1), "directoire", "Directoire", {held_seat()}};
    look(body, Body{body.id, body.kind, body.name, {}}, [&] {
        return *this->registry.body(kCampus, "directoire");
    });
}

TYPED_TEST(RegistryConformance, AddsWhereThereIsNone) {
    const auto look = [this](const auto& first, const auto& second, const auto& now) {
        EXPECT_TRUE(this->registry.add(kCampus, first));
        EXPECT_FALSE(this->registry.add(kCampus, first));
        EXPECT_FALSE(this->registry.add(kCampus, second));
        EXPECT_EQ(now(), first);
    };
    with_people_and_organisations(this->registry, look);
    const Body body{numbered<BodyId>(1), "directoire", "Directoire", {held_seat()}};
    const auto now = [&] { return *this->registry.body(kCampus, "directoire"); };
    look(body, Body{numbered<BodyId>(2), "directoire", "Autre", {}}, now);
    look(Body{numbered<BodyId>(3), "cos", "COS", {}}, Body{body.id, "bureau", "B", {}}, [&] {
        return *this->registry.body(kCampus, "cos");
    });
    EXPECT_EQ(now(), body) << "another kind under its id";

    this->registry.save(kCampus, Body{numbered<BodyId>(2), "directoire", "Autre", {}});
    EXPECT_EQ(now(), (Body{body.id, "directoire", "Autre", {}}));
    EXPECT_EQ(this->registry.bodies(kCampus).size(), 2U);
}

TYPED_TEST(RegistryConformance, LetsOneOfManyWhoAddABodyOfAKindAtOnceDoIt) {
    constexpr int kRounds = 8;
    constexpr int kRivals = 4;
    for (int round = 0; round < kRounds; ++round) {
        const auto kind = "conseil_" + std::to_string(round);
        std::atomic<int> added{0};
        std::vector<std::thread> rivals;
        for (int n = 0; n < kRivals; ++n) {
            rivals.emplace_back([&, n] {
                const auto id = numbered<BodyId>(1 + round * kRivals + n);
                added += this->registry.add(kCampus, Body{id, kind, "N", {}}) ? 1 : 0;
            });
        }
        for (auto& rival : rivals) {
            rival.join();
        }
        EXPECT_EQ(added, 1);
    }
    EXPECT_EQ(this->registry.bodies(kCampus).size(), static_cast<std::size_t>(kRounds));
}

TYPED_TEST(RegistryConformance, ShowsPeopleAndOrganisationsInParts) {
    for (int n = 1; n <= 5; ++n) {
        const auto name = n % 2 == 0 ? "abel" : "zoe";
        this->registry.save(kCampus, Person{numbered<PersonId>(n), contact(name)});
        this->registry.save(kCampus, Organisation{numbered<OrganisationId>(n), name, {}, {}});
    }
    std::vector<PersonId> people;
    Slice<PersonId> part{2, {}};
    for (auto some = this->registry.people(kCampus, part); !some.empty();
         some = this->registry.people(kCampus, part)) {
        EXPECT_LE(some.size(), 2U);
        for (const auto& person : some) {
            people.push_back(person.id);
        }
        part.after = people.back();
    }
    std::vector<OrganisationId> organisations;
    Slice<OrganisationId> next{2, {}};
    for (auto some = this->registry.organisations(kCampus, next); !some.empty();
         some = this->registry.organisations(kCampus, next)) {
        EXPECT_LE(some.size(), 2U);
        for (const auto& organisation : some) {
            organisations.push_back(organisation.id);
        }
        next.after = organisations.back();
    }
    ASSERT_EQ(people.size(), 5U);
    ASSERT_EQ(organisations.size(), 5U);
    for (std::size_t i = 0; i < 5; ++i) {
        const int expected[] = {2, 4, 1, 3, 5};
        EXPECT_EQ(people[i], numbered<PersonId>(expected[i]));
        EXPECT_EQ(organisations[i], numbered<OrganisationId>(expected[i]));
    }
    EXPECT_TRUE(this->registry.people(kCampus, {2, numbered<PersonId>(9)}).empty());
}

TYPED_TEST(RegistryConformance, SearchesAndOrdersNamesAsFrenchReadersDo) {
    int n = 0;
    for (const char* name : {"zoé", "Hélène", "abel", "Édouard", "Émile", "eva"}) {
        ++n;
        this->registry.save(kCampus, Person{numbered<PersonId>(n), contact(name)});
        this->registry.save(kCampus, Organisation{numbered<OrganisationId>(n), name, {}, {}});
    }
    std::vector<std::string> people;
    std::vector<std::string> organisations;
    Slice<PersonId> part{4, {}};
    for (int page = 0; page < 2; ++page) {
        for (const auto& person : this->registry.people(kCampus, part)) {
            people.push_back(person.contact.name);
            part.after = person.id;
        }
    }
    for (const auto& organisation : this->registry.organisations(kCampus)) {
        organisations.push_back(organisation.name);
    }
    const std::vector<std::string> expected{"abel", "Édouard", "Émile", "eva", "Hélène", "zoé"};
    EXPECT_EQ(people, expected);
    EXPECT_EQ(organisations, expected);
    for (const char* search : {"helene", "HÉLÈNE", "hélène"}) {
        EXPECT_EQ(this->registry.count_people(kCampus, search), 1) << search;
        ASSERT_EQ(this->registry.people(kCampus, {}, search).size(), 1U) << search;
        EXPECT_EQ(this->registry.organisations(kCampus, {}, search).size(), 1U) << search;
        EXPECT_EQ(this->registry.count_organisations(kCampus, search), 1) << search;
    }
    EXPECT_EQ(this->registry.count_people(kCampus), 6);
    EXPECT_EQ(this->registry.count_organisations(CampusId{"autre"}), 0);
}

TYPED_TEST(RegistryConformance, FindsPeopleAndOrganisationsByWhatTheirNamesContain) {
    this->registry.save(kCampus, Person{numbered<PersonId>(1), contact("zoe")});
    this->registry.save(kCampus, Person{numbered<PersonId>(2), contact("abel")});
    this->registry.save(kCampus, Organisation{numbered<OrganisationId>(1), "100 % bois", {}, {}});
    this->registry.save(kCampus, Organisation{numbered<OrganisationId>(2), "100 ans", {}, {}});
    const auto people = this->registry.people(kCampus, {}, "ZO");
    ASSERT_EQ(people.size(), 1U);
    EXPECT_EQ(people[0].id, numbered<PersonId>(1));
    const auto by_address = this->registry.people(kCampus, {}, contact("abel").email.text);
    ASSERT_EQ(by_address.size(), 1U);
    EXPECT_EQ(by_address[0].id, numbered<PersonId>(2));
    EXPECT_TRUE(this->registry.people(kCampus, {}, "_").empty());
    EXPECT_EQ(this->registry.organisations(kCampus, {}, "100").size(), 2U);
    const auto one = this->registry.organisations(kCampus, {}, "% b");
    ASSERT_EQ(one.size(), 1U);
    EXPECT_EQ(one[0].id, numbered<OrganisationId>(1));
    EXPECT_EQ(this->registry.organisations(kCampus, {1, one[0].id}, "100").size(), 1U);
    const auto known = this->registry.organisation(kCampus, one[0].id);
    ASSERT_TRUE(known);
    EXPECT_EQ(known->name, "100 % bois");
    EXPECT_FALSE(this->registry.organisation(kCampus, numbered<OrganisationId>(9)));
    EXPECT_FALSE(this->registry.organisation(CampusId{"autre"}, one[0].id));
}

TYPED_TEST(RegistryConformance, KeepsNetworksAndTheirCorrections) {
    EXPECT_TRUE(this->registry.networks(kCampus).empty());
    Network sea{numbered<NetworkId>(1), "Mer", "Lycée de Sète", "excellence"};
    sea.represented_by = "sa proviseure";
    Network energy{numbered<NetworkId>(2), "Énergie", "Lycée de Bagnols", ""};
    this->registry.save(kCampus, sea);
    this->registry.save(kCampus, energy);
    EXPECT_EQ(this->registry.networks(kCampus), (std::vector{energy, sea}));

    energy.support = "Université de Nîmes";
    energy.state = Network::State::Closed;
    this->registry.save(kCampus, energy);
    EXPECT_EQ(this->registry.networks(kCampus), (std::vector{energy, sea}));
    EXPECT_TRUE(this->registry.networks(CampusId{"autre"}).empty());
}

TYPED_TEST(RegistryConformance, KeepsABodyWithItsSeats) {
    const Person holder{numbered<PersonId>(1), contact("zoe")};
    const Person substitute{numbered<PersonId>(2), contact("abel")};
    this->registry.save(kCampus, holder);
    this->registry.save(kCampus, substitute);
    Body body{numbered<BodyId>(1), "directoire", "Directoire", {}};
    body.seats = {
        {1, "Rectorat", VoteKind::Deliberative, true, holder.id, substitute.id, true},
        {2, "Région", VoteKind::Guest, false, std::nullopt, std::nullopt, false}};
    this->registry.save(kCampus, body);
    this->registry.save(kCampus, Body{numbered<BodyId>(2), "cos", "COS", {}});

    auto found = this->registry.body(kCampus, "directoire");
    ASSERT_TRUE(found);
    ASSERT_EQ(found->seats.size(), 2U);
    EXPECT_EQ(found->seats[0].holder, holder.id);
    EXPECT_EQ(found->seats[0].substitute, substitute.id);
    EXPECT_TRUE(found->seats[0].chair && found->seats[0].substitute_acts);
    EXPECT_EQ(found->seats[1].vote, VoteKind::Guest);
    EXPECT_FALSE(found->seats[1].holder);
    EXPECT_TRUE(this->registry.body(kCampus, "cos")->seats.empty());
    EXPECT_FALSE(this->registry.body(kCampus, "bureau"));
    EXPECT_EQ(this->registry.bodies(kCampus).size(), 2U);

    found->seats.erase(found->seats.begin());
    this->registry.save(kCampus, *found);
    EXPECT_EQ(this->registry.body(kCampus, "directoire")->seats.size(), 1U);
}

TYPED_TEST(RegistryConformance, KeepsOneBodyOfAKindForEachNetworkAndOneOfTheCampus) {
    const Network sea{numbered<NetworkId>(1), "Mer", "Lycée de Sète", ""};
    const Network wood{numbered<NetworkId>(2), "Bois", "Lycée de Mende", ""};
    this->registry.save(kCampus, sea);
    this->registry.save(kCampus, wood);
    const Body common{numbered<BodyId>(3), "directoire", "Commun", {}};
    const Body of_sea{numbered<BodyId>(2), "directoire", "De la mer", {}, sea.id};
    EXPECT_TRUE(this->registry.add(kCampus, of_sea));
    EXPECT_FALSE(this->registry.body(kCampus, "directoire"));
    EXPECT_TRUE(this->registry.add(kCampus, common));
    EXPECT_FALSE(
        this->registry.add(kCampus, Body{numbered<BodyId>(4), "directoire", "X", {}, sea.id})
    );
    EXPECT_EQ(this->registry.body(kCampus, "directoire"), common);
    EXPECT_EQ(this->registry.body(kCampus, "directoire", sea.id), of_sea);
    EXPECT_FALSE(this->registry.body(kCampus, "directoire", wood.id));
    EXPECT_FALSE(this->registry.body(kCampus, "cos", sea.id));
    EXPECT_EQ(this->registry.bodies(kCampus), (std::vector{common, of_sea}));

    EXPECT_EQ(body_for(this->registry, kCampus, "directoire", sea.id), of_sea);
    EXPECT_EQ(body_for(this->registry, kCampus, "directoire", wood.id), common);
    EXPECT_EQ(body_for(this->registry, kCampus, "directoire", std::nullopt), common);
    EXPECT_EQ(body_for(this->registry, kCampus, "cos", sea.id), std::nullopt);

    auto renamed = of_sea;
    renamed.name = "Du littoral";
    EXPECT_TRUE(this->registry.replace(kCampus, of_sea, renamed));
    this->registry.save(kCampus, Body{numbered<BodyId>(5), "directoire", "Des bois", {}, wood.id});
    EXPECT_EQ(this->registry.body(kCampus, "directoire", sea.id), renamed);
    EXPECT_EQ(this->registry.body(kCampus, "directoire"), common);
    EXPECT_EQ(this->registry.bodies(kCampus).size(), 3U);
}

template <class Stores>
class AccountsConformance : public Conformance<Stores> {
protected:
    static Administrator administrator(int n, const std::string& login) {
        return {
            numbered<AdministratorId>(n),
            kCampus,
            login,
            contact(login),
            "$argon2id$x",
            "",
            0,
            true};
    }
};
TYPED_TEST_SUITE(AccountsConformance, EveryStore);

TYPED_TEST(AccountsConformance, FindsAnAdministratorByLoginAndByIdentifier) {
    auto account = this->administrator(1, "a@exemple.fr");
    this->accounts.save(account);
    account.totp_secret = "sealed";
    account.totp_last_step = 57'000'000'000;
    account.active = false;
    this->accounts.save(account);
    const auto found = this->accounts.find(std::string("a@exemple.fr"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->contact, account.contact);
    EXPECT_EQ(found->totp_last_step, 57'000'000'000);
    EXPECT_FALSE(found->active);
    EXPECT_EQ(this->accounts.find(account.id)->login, "a@exemple.fr");
    EXPECT_FALSE(this->accounts.find(std::string("b@exemple.fr")));
    EXPECT_EQ(this->accounts.of_campus(kCampus).size(), 1U);
    EXPECT_ANY_THROW(this->accounts.save(this->administrator(2, "a@exemple.fr")));
}

TYPED_TEST(AccountsConformance, EndsASessionInTimeOrWhenAsked) {
    this->accounts.save(this->administrator(1, "a@exemple.fr"));
    Sha256 token;
    token.bytes[0] = 0xFE;
    this->accounts.open_session({token, numbered<AdministratorId>(1), kCampus, instant(60)});
    const auto session = this->accounts.session(token, instant(59));
    ASSERT_TRUE(session);
    EXPECT_EQ(session->campus, kCampus);
    EXPECT_EQ(session->expires_at, instant(60));
    EXPECT_FALSE(this->accounts.session(token, instant(60)));
    EXPECT_FALSE(this->accounts.session(Sha256{}, instant(0)));
    this->accounts.close_session(token);
    EXPECT_FALSE(this->accounts.session(token, instant(0)));
}

TYPED_TEST(AccountsConformance, KeepsTokensAndTheirRevocation) {
    Sha256 hash;
    hash.bytes[31] = 1;
    ApiToken token{kCampus, hash, "export hebdomadaire", numbered<AdministratorId>(1), {}};
    this->accounts.save(token);
    EXPECT_FALSE(this->accounts.token(hash)->revoked_at);
    token.revoked_at = instant(5);
    this->accounts.save(token);
    EXPECT_EQ(this->accounts.token(hash)->revoked_at, instant(5));
    EXPECT_EQ(this->accounts.token(hash)->name, "export hebdomadaire");
    EXPECT_FALSE(this->accounts.token(Sha256{}));
}

TYPED_TEST(AccountsConformance, TakesAStepOfTheSecondFactorOnceAndChangesNothingElse) {
    auto account = this->administrator(1, "a@exemple.fr");
    this->accounts.save(account);
    EXPECT_TRUE(this->accounts.use_totp_step(account.id, 1000));
    EXPECT_FALSE(this->accounts.use_totp_step(account.id, 1000));
    EXPECT_FALSE(this->accounts.use_totp_step(account.id, 999));
    EXPECT_TRUE(this->accounts.use_totp_step(account.id, 1001));
    EXPECT_EQ(this->accounts.find(account.id)->totp_last_step, 1001);
    EXPECT_EQ(this->accounts.find(account.id)->password_hash, account.password_hash);
    EXPECT_FALSE(this->accounts.use_totp_step(numbered<AdministratorId>(2), 1));
}

TYPED_TEST(AccountsConformance, LetsOneOfManySimultaneousUsesOfAStepPass) {
    const auto account = this->administrator(1, "a@exemple.fr");
    this->accounts.save(account);
    std::atomic<int> passed{0};
    std::vector<std::thread> tries;
    for (int n = 0; n < 8; ++n) {
        tries.emplace_back([&] { passed += this->accounts.use_totp_step(account.id, 7) ? 1 : 0; });
    }
    for (auto& one : tries) {
        one.join();
    }
    EXPECT_EQ(passed, 1);
}

TYPED_TEST(AccountsConformance, EndsTheSessionsOfAnAccountThatGetsAnotherPassword) {
    auto account = this->administrator(1, "a@exemple.fr");
    const auto neighbour = this->administrator(2, "b@exemple.fr");
    Sha256 mine;
    mine.bytes[0] = 1;
    Sha256 theirs;
    theirs.bytes[0] = 2;
    for (const auto& [owner, token] : {std::pair(account, mine), std::pair(neighbour, theirs)}) {
        this->accounts.save(owner);
        this->accounts.open_session({token, owner.id, kCampus, instant(60)});
    }
    account.contact.name = "Autre nom";
    this->accounts.save(account);
    EXPECT_TRUE(this->accounts.session(mine, instant(1)));
    account.password_hash = "another";
    this->accounts.save(account);
    EXPECT_FALSE(this->accounts.session(mine, instant(1)));
    EXPECT_TRUE(this->accounts.session(theirs, instant(1)));
    EXPECT_EQ(this->accounts.find(account.id)->password_hash, "another");
}

TYPED_TEST(AccountsConformance, ClosesAnAccountAndItsSessionsButNotItsName) {
    const auto account = this->administrator(1, "a@exemple.fr");
    const auto neighbour = this->administrator(2, "b@exemple.fr");
    Sha256 mine;
    mine.bytes[0] = 1;
    Sha256 theirs;
    theirs.bytes[0] = 2;
    Sha256 late;
    late.bytes[0] = 3;
    for (const auto& [owner, token] : {std::pair(account, mine), std::pair(neighbour, theirs)}) {
        this->accounts.save(owner);
        this->accounts.open_session({token, owner.id, kCampus, instant(60)});
    }
    this->accounts.close(account.id);
    EXPECT_FALSE(this->accounts.session(mine, instant(1)));
    EXPECT_TRUE(this->accounts.session(theirs, instant(1)));
    EXPECT_FALSE(this->accounts.find(account.id)->active);
    EXPECT_EQ(this->accounts.find(account.id)->contact, account.contact);
    EXPECT_EQ(this->accounts.of_campus(kCampus).size(), 2U);
    EXPECT_FALSE(this->accounts.use_totp_step(account.id, 1));
    // A sign-in that had begun before.
    this->accounts.open_session({late, account.id, kCampus, instant(60)});
    EXPECT_FALSE(this->accounts.session(late, instant(1)));
}

TYPED_TEST(AccountsConformance, ListsTheTokensOfACampusByName) {
    EXPECT_TRUE(this->accounts.tokens(kCampus).empty());
    for (const auto& [n, name] : {std::pair(1, "site public"), std::pair(2, "export")}) {
        Sha256 hash;
        hash.bytes[0] = static_cast<std::uint8_t>(n);
        this->accounts.save(ApiToken{
            kCampus,
            hash,
            name,
            numbered<AdministratorId>(1),
            n == 2 ? std::optional(instant(5)) : std::nullopt});
    }
    const auto tokens = this->accounts.tokens(kCampus);
    ASSERT_EQ(tokens.size(), 2U);
    EXPECT_EQ(tokens[0].name, "export");
    EXPECT_EQ(tokens[0].revoked_at, instant(5));
    EXPECT_EQ(tokens[1].name, "site public");
    EXPECT_EQ(tokens[1].token_hash.bytes[0], 1);
    EXPECT_FALSE(tokens[1].revoked_at);
    EXPECT_TRUE(this->accounts.tokens(CampusId{"other"}).empty());
}

TYPED_TEST(AccountsConformance, CountsAttemptsWindowByWindow) {
    const auto count = [&](const std::string& key, int minute) {
        return this->accounts.count_attempt(key, 10min, instant(minute));
    };
    EXPECT_EQ(count("sign-in/a", 0), 1);
    EXPECT_EQ(count("sign-in/a", 1), 2);
    EXPECT_EQ(count("sign-in/b", 2), 1);
    EXPECT_EQ(count("sign-in/a", 9), 3);
    EXPECT_EQ(count("sign-in/a", 10), 1);
    this->accounts.give_back_attempt("sign-in/a");
    this->accounts.give_back_attempt("sign-in/a");
    this->accounts.give_back_attempt("never counted");
    EXPECT_EQ(count("sign-in/a", 11), 1);
    EXPECT_EQ(count("new-link/a", 11), 1);
    this->accounts.forget_attempts("sign-in/");
    EXPECT_EQ(count("sign-in/a", 12), 1);
    EXPECT_EQ(count("new-link/a", 12), 2);
}

TYPED_TEST(AccountsConformance, EndsTheSessionsWithAnotherSecondFactor) {
    auto account = this->administrator(1, "a@exemple.fr");
    this->accounts.save(account);
    Sha256 token;
    token.bytes[0] = 1;
    this->accounts.open_session({token, account.id, kCampus, instant(60)});
    this->accounts.save(account);
    EXPECT_TRUE(this->accounts.session(token, instant(1)));
    account.totp_secret = "sealed";
    this->accounts.save(account);
    EXPECT_FALSE(this->accounts.session(token, instant(1)));
}

}  // namespace
}  // namespace contreseing::conformance
