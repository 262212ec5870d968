#include "server/pages/kit/csv.hpp"
#include "tests/unit/pages/admin_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::server::pages::tests {

namespace {

using testing::HasSubstr;
using testing::Not;

class AdminRegistry : public testing::Test {
protected:
    void add_people(int count) {
        for (int n = 0; n < count; ++n) {
            app::Person person;
            world.random.fill(person.id.bytes);
            const auto number = std::to_string(1000 + n);
            person.contact = {"Personne " + number, {"p" + number + "@lycee.example"}, {}, {}};
            world.registry.save(world.campus, person);
        }
    }
    /// The address behind « Page suivante »; empty when there is none.
    static std::string next_of(const std::string& page) {
        const auto link = page.find("\" rel=\"next\"");
        const auto start = page.rfind("href=\"", link) + 6;
        return link == std::string::npos ? "" : page.substr(start, link - start);
    }

    AdminWorld world;
};

TEST_F(AdminRegistry, ShowsPeopleAPageAtATimeAndFindsThem) {
    add_people(120);
    std::string shown;
    int pages = 0;
    for (std::string at = "/admin/people"; !at.empty() && pages < 5; ++pages) {
        const auto page = world.show(at).body();
        EXPECT_EQ(page.find("Revenir au début") != std::string::npos, pages > 0);
        shown += page;
        at = next_of(page);
    }
    EXPECT_EQ(pages, 3);
    for (int n = 1000; n < 1120; ++n) {
        const auto name = "<bdi>Personne " + std::to_string(n) + "</bdi>";
        const auto first = shown.find(name);
        EXPECT_NE(first, std::string::npos) << n;
        EXPECT_EQ(shown.find(name, first + 1), std::string::npos) << n;
    }
    EXPECT_THAT(shown, HasSubstr(">120 fiches<"));
    const auto found = world.show("/admin/people?q=P1077%40lycee").body();
    EXPECT_THAT(found, HasSubstr(">1 fiche<"));
    EXPECT_THAT(found, HasSubstr("Personne 1077"));
    EXPECT_THAT(found, Not(HasSubstr("Personne 1078")));
    EXPECT_THAT(found, HasSubstr("value=\"P1077@lycee\""));
    const auto narrowed = next_of(world.show("/admin/people?q=personne+10").body());
    EXPECT_THAT(narrowed, testing::StartsWith("/admin/people?q=personne%2010&amp;after="));
    EXPECT_THAT(world.show("/admin/people?q=nobody").body(), HasSubstr("Aucune fiche ne répond"));
}

TEST_F(AdminRegistry, ShowsOrganisationsAPageAtATimeAndFindsThem) {
    std::string last;
    for (int n = 0; n < 60; ++n) {
        app::Organisation organisation;
        world.random.fill(organisation.id.bytes);
        organisation.name = "Atelier " + std::to_string(100 + n);
        world.registry.save(world.campus, organisation);
        last = to_string(organisation.id);
    }
    const auto next = next_of(world.show("/admin/organisations").body());
    ASSERT_THAT(next, testing::StartsWith("/admin/organisations?after="));
    const auto second = world.show(next).body();
    EXPECT_THAT(second, HasSubstr("Atelier 159"));
    EXPECT_THAT(second, Not(HasSubstr("Atelier 149")));
    EXPECT_EQ(next_of(second), "");
    EXPECT_THAT(world.show("/admin/organisations?q=130").body(), HasSubstr("Atelier 130"));
    EXPECT_THAT(
        world.show("/admin/organisations/" + last).body(), HasSubstr("value=\"Atelier 159\"")
    );
    EXPECT_EQ(world.show("/admin/organisations/nonsense").status(), 404);
}

TEST_F(AdminRegistry, RefusesNamesThatAnActCannotPrintWhereTheyAreTyped) {
    const std::string chinese = "name=%E6%9D%8E+Ming";      // 李 Ming
    const std::string tagged = "name=Ann+Roy%F3%A0%81%81";  // U+E0041 after it
    const std::string seats = "&seats=1&seat.0.n=1&seat.0.vote=deliberative&seat.0.organisation=";
    const auto in_body = [&](const std::string& fields) {
        return world.submit("/admin/bodies/directoire", fields).body();
    };
    for (const auto& [page, rest] :
         {std::pair{"/admin/people", "&email=ann@lycee.example"}, {"/admin/organisations", ""}}) {
        const auto refused = world.submit(page, chinese + rest);
        EXPECT_EQ(refused.status(), 422);
        EXPECT_THAT(
            refused.body(),
            HasSubstr("L’acte ne peut pas imprimer un caractère de\u00a0: Nom (李 (U+674E)). "
                      "Écrivez-le autrement, en lettres latines.")
        );
        const auto hidden = world.submit(page, tagged + rest);
        EXPECT_EQ(hidden.status(), 422);
        EXPECT_THAT(hidden.body(), HasSubstr("Un caractère invisible s’y cache (U+E0041)"));
        EXPECT_EQ(
            world.submit(page, "name=Nguy%E1%BB%85n+%C5%81%C3%B3d%C5%BA" + std::string(rest))
                .status(),
            303
        );
    }
    EXPECT_THAT(in_body(chinese), HasSubstr("Nom (李 (U+674E))"));
    EXPECT_THAT(in_body("name=D" + seats + "%E6%9D%8E"), HasSubstr("Au titre de (李 (U+674E))"));
    EXPECT_THAT(in_body("name=D" + seats + "A%F3%A0%81%81"), HasSubstr("(U+E0041)"));
}

TEST_F(AdminRegistry, ShowsMembersAPageAtATimeAndExportsThemAll) {
    for (int n = 0; n < 60; ++n) {
        workflows::ConventionId convention;
        world.random.fill(convention.bytes);
        const auto name = "Membre " + std::to_string(100 + n);
        world.database.members.push_back(
            {world.campus,
             {name,
              "x",
              "associe",
              std::chrono::year(2026) / 3 / 12,
              convention,
              "ADH-2026-" + std::to_string(100 + n)}}
        );
    }
    const auto first = world.show("/admin/members").body();
    EXPECT_THAT(first, Not(HasSubstr("Membre 150")));
    EXPECT_THAT(world.show(next_of(first)).body(), HasSubstr("Membre 159"));
    EXPECT_THAT(first, HasSubstr(">60 fiches<"));
    const auto csv = world.show("/admin/members.csv").body();
    EXPECT_THAT(csv, HasSubstr("\"Depuis le\";\"Référence\";\"Convention\""));
    EXPECT_THAT(
        csv, HasSubstr("\"Membre 159\";\"x\";\"membre associé\";\"2026-03-12\";\"ADH-2026-159\";")
    );
}

TEST_F(AdminRegistry, ProposesAFewPeopleToABodyAndTakesAnyByTheirAddress) {
    add_people(250);
    const std::string body = "/admin/bodies/directoire";
    const auto page = world.show(body).body();
    EXPECT_THAT(page, HasSubstr("<option value=\"Personne 1000 (p1000@lycee.example)\">"));
    EXPECT_THAT(page, Not(HasSubstr("Personne 1249")));
    const std::string seat = "name=Directoire&seat.0.n=1&seat.0.organisation=CFA&seat.0.holder=";
    const auto unknown = world.submit(body, seat + "nobody@lycee.example");
    EXPECT_EQ(unknown.status(), 422);
    EXPECT_THAT(unknown.body(), HasSubstr("href=\"#seat.0.holder\""));
    EXPECT_THAT(unknown.body(), HasSubstr("value=\"nobody@lycee.example\""));
    EXPECT_EQ(world.submit(body, seat + "P1249@lycee.example").status(), 303);
    EXPECT_THAT(
        world.show(body).body(), HasSubstr("value=\"Personne 1249 (p1249@lycee.example)\"")
    );
    // An address alone does not choose between two people.
    world.submit("/admin/people", "name=Autre&email=p1249@lycee.example");
    EXPECT_EQ(world.submit(body, seat + "p1249@lycee.example").status(), 422);
    EXPECT_EQ(world.submit(body, seat + "Autre+(p1249@lycee.example)").status(), 303);
}

TEST_F(AdminRegistry, EditTheBodiesOfNetworksBesideTheCampuss) {
    workflows::NetworkId sea;
    sea.bytes.fill(1);
    const std::string address = "/admin/bodies/directoire";
    const auto of_sea = address + "?network=" + to_string(sea);
    EXPECT_EQ(world.show(of_sea).status(), 404);
    EXPECT_THAT(world.show("/admin/bodies").body(), Not(HasSubstr("Réseau")));
    world.registry.save(world.campus, app::Network{sea, "Mer", "Lycée de Sète", ""});
    EXPECT_THAT(world.show(of_sea).body(), HasSubstr(", Mer</h1>"));
    auto list = world.show("/admin/bodies").body();
    EXPECT_THAT(list, HasSubstr("href=\"" + of_sea + "\""));
    EXPECT_THAT(list, HasSubstr("à créer"));
    EXPECT_THAT(list, HasSubstr("commune aux réseaux"));
    EXPECT_EQ(world.submit(address, "name=Directoire+commun").status(), 303);
    list = world.show("/admin/bodies").body();
    EXPECT_THAT(list, HasSubstr("l’instance commune"));
    EXPECT_THAT(list, Not(HasSubstr("à créer")));
    const auto saved = world.submit(of_sea, "name=Directoire+de+la+mer");
    EXPECT_EQ(saved.status(), 303);
    EXPECT_THAT(world.show(of_sea + "&done=saved").body(), HasSubstr("Directoire de la mer"));
    EXPECT_EQ(world.submit(of_sea, "name=").status(), 422);
    EXPECT_EQ(world.registry.body(world.campus, "directoire")->name, "Directoire commun");
    EXPECT_EQ(world.registry.body(world.campus, "directoire", sea)->name, "Directoire de la mer");
    list = world.show("/admin/bodies").body();
    EXPECT_THAT(list, HasSubstr("Directoire de la mer"));
    EXPECT_THAT(list, HasSubstr("Directoire commun"));
    EXPECT_THAT(list, Not(HasSubstr("l’instance commune")));
}

TEST_F(AdminRegistry, EditPeopleAndBodies) {
    EXPECT_EQ(world.submit("/admin/people", "name=&email=nowhere").status(), 422);
    EXPECT_EQ(
        world.submit("/admin/people", "name=Ann+Exemple&email=ann@lycee.example").status(), 303
    );
    const auto people = world.registry.people(world.campus);
    ASSERT_EQ(people.size(), 1U);
    const auto id = to_string(people[0].id);
    EXPECT_THAT(world.show("/admin/people/" + id).body(), HasSubstr("value=\"ann@lycee.example\""));
    const std::string body = "/admin/bodies/directoire";
    EXPECT_THAT(world.show("/admin/bodies").body(), HasSubstr("à créer"));
    const auto twice = world.submit(
        body,
        "name=Directoire&seat.0.n=1&seat.0.organisation=Lycée&seat.1.n=1&seat.1.organisation=CFA"
    );
    EXPECT_EQ(twice.status(), 422);
    EXPECT_THAT(twice.body(), HasSubstr("href=\"#seat.1.n\""));
    const auto saved = world.submit(
        body,
        "name=Directoire&seat.0.n=1&seat.0.organisation=Lycée&seat.0.vote=guest&seat.0.chair=1"
        "&seat.0.holder=Ann+Exemple+(ann@lycee.example)&seat.1.n=2&seat.1.organisation=CFA&seat.1."
        "remove=1"
    );
    EXPECT_EQ(saved.status(), 303);
    const auto made = world.registry.body(world.campus, "directoire");
    ASSERT_TRUE(made);
    ASSERT_EQ(made->seats.size(), 1U);
    EXPECT_EQ(made->seats[0].vote, workflows::VoteKind::Guest);
    EXPECT_TRUE(made->seats[0].chair);
    EXPECT_EQ(made->seats[0].holder, people[0].id);
    EXPECT_EQ(world.show("/admin/bodies/unheard_of").status(), 404);
}

TEST_F(AdminRegistry, TakeWhatIsPastedAndNameWhatIsWrong) {
    const std::string person = "name=Ann+Exemple&email=";
    EXPECT_EQ(
        world.submit("/admin/people", person + "Ann+Exemple+%3Cann%40lycee.example%3E").status(),
        303
    );
    EXPECT_EQ(world.registry.people(world.campus)[0].contact.email.text, "ann@lycee.example");
    const auto accented = world.submit("/admin/people", person + "ann%40lyc%C3%A9e.example");
    EXPECT_EQ(accented.status(), 422);
    EXPECT_THAT(accented.body(), HasSubstr("ann@xn--lyce-dpa.example"));
    EXPECT_THAT(
        world.submit("/admin/people", person + "ann%40exemple").body(),
        HasSubstr("Il manque la fin de cette adresse")
    );
    const std::string organisation = "name=Ville&siret=";
    EXPECT_EQ(
        world.submit("/admin/organisations", organisation + "732%C2%A0829.320-00074").status(), 303
    );
    EXPECT_EQ(world.registry.organisations(world.campus)[0].siret, "73282932000074");
    const auto wrong = world.submit("/admin/organisations", organisation + "12345678900012");
    EXPECT_EQ(wrong.status(), 422);
    EXPECT_THAT(wrong.body(), HasSubstr("sa clé de contrôle est fausse"));
    EXPECT_THAT(wrong.body(), HasSubstr("value=\"12345678900012\""));
}

TEST_F(AdminRegistry, ExportHostileNamesAsTextInOneCell) {
    const workflows::Day since = std::chrono::year(2026) / 3 / 12;
    for (const auto* name : {"=cmd|' /C calc'!A0", "Atelier\r\n=1+1;\"x\""}) {
        world.database.members.push_back(
            {world.campus, {name, "entreprises", "associe", since, world.convention}}
        );
    }
    const auto answer = world.show("/admin/members.csv");
    EXPECT_EQ(answer.status(), 200);
    EXPECT_THAT(header(answer, "Content-Disposition"), testing::StartsWith("attachment"));
    EXPECT_THAT(answer.body(), HasSubstr("\n\"'=cmd|' /C calc'!A0\";\""));
    EXPECT_THAT(answer.body(), HasSubstr("\"Atelier\r\n=1+1;\"\"x\"\"\";\""));
}

TEST(CsvCell, NeverMakesAFormulaOfACell) {
    EXPECT_EQ(csv_cell("Lycée"), "\"Lycée\"");
    EXPECT_EQ(csv_cell("dit \"le\" lycée; et"), "\"dit \"\"le\"\" lycée; et\"");
    for (const std::string start : {"=", "+", "-", "@", "\t", "\r"}) {
        EXPECT_EQ(csv_cell(start + "cmd"), "\"'" + start + "cmd\"");
    }
    EXPECT_EQ(csv_cell(""), "\"\"");
}

}  // namespace

}  // namespace contreseing::server::pages::tests
