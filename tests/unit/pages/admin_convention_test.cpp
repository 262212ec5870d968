#include "tests/unit/pages/admin_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::server::pages::tests {

namespace {

using testing::HasSubstr;
using testing::Not;
using workflows::Stage;

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

/// Every address with a fragment that an item of the checklist leads to.
std::vector<std::string> remedies(const std::string& page) {
    std::vector<std::string> found;
    const std::string mark = "</span> <a href=\"";
    const auto end = page.find("</ul>", page.find("class=\"checks\""));
    for (auto at = page.find(mark); at < end; at = page.find(mark, at + 1)) {
        const auto start = at + mark.size();
        found.push_back(page.substr(start, page.find('"', start) - start));
    }
    return found;
}

class AdminConvention : public testing::Test {
protected:
    /// The type of the world, changed: the rules read it again at each request.
    template <class Change>
    void change_type(Change change) {
        auto type = *world.types.find(world.campus, "adhesion", 1);
        change(type);
        world.types.add(world.campus, type);
    }
    std::string page_of_act() { return world.show(world.address()).body(); }
    workflows::PersonId add_person(const std::string& name, const std::string& email) {
        app::Person person;
        world.random.fill(person.id.bytes);
        person.contact = {name, {email}, Locale::Fr, {}};
        world.registry.save(world.campus, person);
        return person.id;
    }
    void sign_all() {
        for (const int slot : {1, 2}) {
            const auto link = world.sign_link(slot);
            const auto address = address_of(link);
            auto browser = world.open(link);
            ASSERT_EQ(world.post(address + "/code", browser, world.hidden(browser)).status(), 303);
            const auto page = world.get(address, browser).body();
            browser.command = hidden_value(page.substr(page.find("/sign\"")), "command");
            const auto form =
                world.hidden(browser) + "&annex=1&consent=adhesion%401&code=" + world.code_of(slot);
            ASSERT_EQ(world.post(address + "/sign", browser, form).status(), 303);
        }
    }

    AdminWorld world;
};

TEST_F(AdminConvention, LeadsFromEachMissingPointToTheInputThatPutsItRight) {
    using workflows::FieldSpec;
    change_type([](workflows::ConventionType& type) {
        FieldSpec object;
        object.key = "object";
        object.label = {{"fr", "Objet"}};
        object.required = true;
        FieldSpec college = object;
        college.key = "college";
        college.kind = FieldSpec::Kind::OneOf;
        college.options = {{"companies", {{"fr", "Entreprises"}}}};
        type.fields = {object, college};
        type.annexes.push_back({"statutes", {{"fr", "Statuts"}}, true, true});
    });
    const auto before = world.state();
    workflows::EditDraft edit;
    edit.place = "À définir";
    edit.visas = {"Vu la délibération du ……"};
    edit.parties = before.parties;
    edit.parties->at(1).name.clear();
    edit.slots = before.slots;
    edit.slots->at(0).holder.email.text = world.administrator.contact.email.text;
    edit.slots->at(1).holder = {};
    world.execute(edit);

    EXPECT_THAT(page_of_act(), HasSubstr("points à compléter et 1 à confirmer."));
    const auto found = remedies(page_of_act());
    for (const auto* input :
         {"/edit#f.object",
          "/edit#f.college",
          "/edit#place",
          "/edit#visas",
          "/edit#party.1.name",
          "/edit#slot.0.email",
          "/edit#slot.1.name",
          "/edit#slot.1.email",
          "/annexes?kind=statutes#kind"}) {
        EXPECT_THAT(found, testing::Contains(world.address(input)));
    }
    for (const auto& target : found) {
        const auto hash = target.find('#');
        const auto page = world.show(target.substr(0, hash)).body();
        EXPECT_THAT(page, HasSubstr("id=\"" + target.substr(hash + 1) + "\"")) << target;
    }
    EXPECT_THAT(
        world.show(world.address("/annexes?kind=statutes")).body(),
        HasSubstr("<option value=\"statutes\" selected>")
    );
    // Whoever's address it is may also stay, with a reason.
    EXPECT_THAT(
        world.show(world.address()).body(),
        HasSubstr("href=\"" + world.address("/actions/acknowledge_warning?item="))
    );
}

TEST_F(AdminConvention, AsksToAttestInItsOwnWordsWhatHoldsBackBeforeWhatDoesNot) {
    change_type([](workflows::ConventionType& type) {
        workflows::AttestationSpec optional;
        optional.key = "insurance";
        optional.label = {{"fr", "Assurance vérifiée"}};
        optional.blocking = false;
        auto eligible = optional;
        eligible.key = "eligible";
        eligible.label = {{"fr", "Candidat éligible"}};
        eligible.blocking = true;
        type.attestations = {optional, eligible};
    });
    const auto page = world.show(world.address()).body();
    EXPECT_LT(page.find("Candidat éligible"), page.find("Assurance vérifiée"));
    EXPECT_THAT(page, HasSubstr(">Attester une vérification<"));
    EXPECT_THAT(page, Not(HasSubstr(">Confirmer avec un motif<")));
}

TEST_F(AdminConvention, LeadsToTheBlankPlaceOfARequiredSignatory) {
    change_type([](workflows::ConventionType& type) {
        type.slots = {{1, "campus", "Directeur", true, true}, {1, "campus", "Recteur", true, true}};
    });
    const auto found = remedies(world.show(world.address()).body());
    ASSERT_THAT(found, testing::ElementsAre(world.address("/edit#slot.2.office")));
    EXPECT_THAT(world.show(world.address("/edit")).body(), HasSubstr("id=\"slot.2.office\""));
}

TEST_F(AdminConvention, OffersNoInputOfATextThatIsFrozen) {
    world.freeze();
    const auto found = remedies(world.show(world.address()).body());
    EXPECT_THAT(found, testing::ElementsAre(world.address("/actions/request_opinion")));
}

TEST_F(AdminConvention, ShowsTheLastEventsAndTheRestOnAPageOfItsOwn) {
    for (int n = 1; n <= 120; ++n) {
        workflows::EditDraft edit;
        edit.title = "Titre " + std::to_string(n);
        world.execute(edit);
    }
    const auto total = world.state().events;
    const auto page = world.show(world.address()).body();
    EXPECT_EQ(count_of(page, "<time "), 8U);
    EXPECT_THAT(page, Not(HasSubstr("est jointe")));
    EXPECT_THAT(page, HasSubstr("(" + std::to_string(total) + " événements)"));
    EXPECT_THAT(page, HasSubstr("href=\"" + world.address("/history") + "\""));

    const auto first = world.show(world.address("/history")).body();
    EXPECT_EQ(count_of(first, "<time "), 100U);
    EXPECT_THAT(first, HasSubstr("est jointe"));
    EXPECT_THAT(first, HasSubstr("Tête actuelle"));
    EXPECT_THAT(first, HasSubstr("href=\"" + world.address("/history?after=100") + "\""));
    const auto second = world.show(world.address("/history?after=100")).body();
    EXPECT_EQ(count_of(second, "<time "), static_cast<std::size_t>(total) - 100U);
    EXPECT_THAT(second, Not(HasSubstr("rel=\"next\"")));
    EXPECT_THAT(second, HasSubstr("Revenir au début"));
    for (const auto* after : {"-7", "99999", "2147483647", "x"}) {
        EXPECT_EQ(world.show(world.address("/history?after=" + std::string(after))).status(), 200);
    }
}

TEST_F(AdminConvention, SaysHowManyAnswersTheQuorumWants) {
    world.freeze();
    world.ask_opinion();
    EXPECT_THAT(page_of_act(), HasSubstr("0 réponse sur 2\u00a0; quorum de 1 pas encore atteint."));
    world.execute(workflows::AnswerOpinion{
        1, 2, workflows::OpinionChoice::Reserved, "Un bilan par an."});
    EXPECT_THAT(page_of_act(), HasSubstr("1 réponse sur 2\u00a0; quorum de 1 atteint."));
    world.execute(workflows::CloseOpinion{1});
    EXPECT_THAT(
        page_of_act(),
        HasSubstr(
            "Voix délibératives\u00a0: favorable\u00a0: 0\u00a0; favorable avec réserves\u00a0: 1"
        )
    );
    for (const auto& page : {page_of_act(), world.show(world.address("/history")).body()}) {
        EXPECT_THAT(page, HasSubstr("Quorum de 1 atteint\u00a0: 1 réponse sur 2."));
    }
}

TEST_F(AdminConvention, SaysOnceClosedThatTheQuorumWasMissed) {
    world.freeze();
    world.ask_opinion();
    world.execute(workflows::CloseOpinion{1});
    for (const auto& page : {page_of_act(), world.show(world.address("/history")).body()}) {
        EXPECT_THAT(page, HasSubstr("Quorum de 1 non atteint\u00a0: 0 réponse sur 2."));
    }
}

TEST_F(AdminConvention, TellsInOneLineWhatALinkDoesAgainAndAgain) {
    world.open_round();
    const auto state = world.state();
    const auto& version = *state.frozen();
    const workflows::RequestCode request{1, {{7}}, version.n, version.sha256};
    for (int n = 0; n < 10; ++n) {
        world.clock.at += std::chrono::seconds(31);
        world.execute(request);
        if (n % 3 == 0) {
            world.execute(workflows::RecordWrongCode{1, request.session});
        }
    }
    const auto page = page_of_act();
    const auto timeline = page.substr(page.find("<ol class=\"timeline\""));
    EXPECT_EQ(count_of(timeline, "reçoit un code"), 0U);
    EXPECT_THAT(timeline, HasSubstr("Dominique Modèle, Directeur\u00a0: 10 codes demandés."));
    EXPECT_THAT(timeline, HasSubstr("Dominique Modèle, Directeur\u00a0: 4 codes inexacts."));
    EXPECT_THAT(timeline, HasSubstr("entre le 12\u00a0mars\u00a02026"));
    EXPECT_THAT(timeline, HasSubstr("La signature est ouverte."));
    const auto history = world.show(world.address("/history")).body();
    EXPECT_EQ(count_of(history, "10 codes demandés."), 1U);
    EXPECT_EQ(count_of(history, "<code>code_issued</code>"), 10U) << "the journal keeps each";
    EXPECT_EQ(count_of(history, "<code>code_refused</code>"), 4U);
}

TEST_F(AdminConvention, DoesNotAskToWriteAgainToWhoseMailCameBack) {
    change_type([](workflows::ConventionType& type) { type.names_are_printed = false; });
    world.open_round();
    const auto first_offer = [this] {
        const auto page = page_of_act();
        const auto at = page.find("<a class=\"button\"");
        return page.substr(at, page.find("</section>", at) - at);
    };
    EXPECT_THAT(first_offer(), HasSubstr("/actions/remind_now?place=slot/1"));
    const auto email = world.state().slot(1)->holder.email;
    world.execute(workflows::RecordReturnedMail{email, "M. Modèle a quitté la collectivité."});
    EXPECT_THAT(
        first_offer(),
        testing::StartsWith(
            "<a class=\"button\" href=\"" + world.address("/actions/substitute_holder?place=slot/1")
        )
    );
    EXPECT_THAT(first_offer(), HasSubstr("/actions/correct_address?place=slot/1"));
    EXPECT_THAT(first_offer(), Not(HasSubstr("remind_now")));
    EXPECT_THAT(page_of_act(), HasSubstr("Un message est revenu, à lire ci-dessous"));
    const auto page = page_of_act();
    EXPECT_LT(
        page.find("/actions/substitute_holder?place=slot/1\">"),
        page.find("/actions/remind_now?place=slot/1\">")
    );
    world.execute(workflows::RecordDeliveryFailure{email, "5.1.1", "no such user"});
    EXPECT_THAT(
        first_offer(),
        testing::StartsWith(
            "<a class=\"button\" href=\"" + world.address("/actions/correct_address?place=slot/1")
        )
    );
    EXPECT_THAT(first_offer(), Not(HasSubstr("remind_now")));
}

TEST_F(AdminConvention, WhereTheTextPrintsTheNameOffersToOpenItAgain) {
    world.open_round();
    world.execute(workflows::RecordReturnedMail{
        world.state().slot(1)->holder.email, "M. Modèle a quitté la collectivité."});
    const auto page = page_of_act();
    const auto at = page.find("<a class=\"button\"");
    EXPECT_THAT(
        page.substr(at, page.find("</section>", at) - at),
        testing::AllOf(
            HasSubstr(world.address("/actions/reopen_draft")),
            HasSubstr(world.address("/actions/correct_address?place=slot/1")),
            Not(HasSubstr("remind_now"))
        )
    );
    EXPECT_THAT(page, HasSubstr("rouvrez le texte, où son nom est imprimé"));
}

TEST_F(AdminConvention, CreditsTheServerWithWhatFollowsFromASignature) {
    world.open_round();
    sign_all();
    const auto history = world.show(world.address("/history")).body();
    const auto entry = [&history](std::string_view sentence) {
        const auto at = history.find(sentence);
        return at == std::string::npos ? std::string{}
                                       : history.substr(at, history.find("</li>", at) - at);
    };
    for (const auto* automatic :
         {"Dominique Modèle, Directeur\u00a0: signature demandée",
          "Camille Exemple, Président\u00a0: signature demandée",
          "La convention entre en vigueur"}) {
        EXPECT_THAT(entry(automatic), HasSubstr("<bdi>Contreseing (automatique)</bdi></p>"));
    }
    EXPECT_THAT(
        entry("Camille Exemple, Président a signé"),
        HasSubstr("<bdi>Camille Exemple</bdi> (<bdi>Président</bdi>)")
    );
    // The journal itself says whose act each entry follows from.
    const auto row = history.substr(history.find("<code>entered_into_force</code>"));
    EXPECT_THAT(row.substr(0, row.find("</tr>")), HasSubstr("<bdi>Camille Exemple</bdi>"));
}

TEST_F(AdminConvention, OffersOnAPlaceOnlyWhatCanActAndSaysWhereItStands) {
    const auto offers = [this](std::string_view action, int slot) {
        const auto link = world.address(
            "/actions/" + std::string(action) + "?place=slot/" + std::to_string(slot) + "\">"
        );
        return page_of_act().find(link) != std::string::npos;
    };
    EXPECT_THAT(page_of_act(), HasSubstr("Recevra son lien à l’ouverture de la signature"));
    EXPECT_EQ(count_of(page_of_act(), "Signera ensuite"), 1U);
    EXPECT_THAT(page_of_act(), Not(HasSubstr("Texte arrêté")));
    world.open_round();
    EXPECT_TRUE(offers("extend_link", 1));
    EXPECT_TRUE(offers("revoke_link", 1));

    world.execute(workflows::DeclineToSign{1, "Non"});
    EXPECT_FALSE(offers("extend_link", 1));
    EXPECT_FALSE(offers("revoke_link", 1));
    EXPECT_THAT(page_of_act(), HasSubstr("Signature jamais demandée"));
}

TEST_F(AdminConvention, SaysThatAFrozenTextIsFrozen) {
    world.freeze();
    EXPECT_THAT(page_of_act(), HasSubstr("<span class=\"badge\">Texte arrêté</span>"));
}

TEST_F(AdminConvention, ClosesTheLinkOfWhoSignedInWordsOfItsOwn) {
    world.open_round();
    sign_all();
    EXPECT_THAT(page_of_act(), Not(HasSubstr("Révoquer le lien")));
    EXPECT_THAT(page_of_act(), Not(HasSubstr("Prolonger le lien")));
    EXPECT_THAT(page_of_act(), HasSubstr(">Fermer l’accès par le lien<"));
    const auto close = world.address("/actions/revoke_link");
    EXPECT_THAT(world.show(close + "?place=slot/1").body(), HasSubstr("sa signature reste"));
    EXPECT_EQ(
        world.submit(close + "?place=slot/1", close, "place=slot/1&reason=Poste+vol%C3%A9")
            .status(),
        303
    );
    EXPECT_THAT(page_of_act(), HasSubstr("Son lien est fermé\u202f; sa signature reste."));
}

TEST_F(AdminConvention, RenewsTheReadingLinksOfAnActInForce) {
    world.open_round();
    const auto renew = world.address("/actions/renew_copies");
    EXPECT_THAT(page_of_act(), Not(HasSubstr(renew)));
    sign_all();
    EXPECT_THAT(page_of_act(), HasSubstr(renew));
    EXPECT_THAT(world.show(renew).body(), HasSubstr("l’instance n’en reçoit pas d’autre"));
    EXPECT_EQ(world.submit(renew, renew, "reason=").status(), 422);
    EXPECT_EQ(world.submit(renew, renew, "reason=Message+perdu.").status(), 303);
    EXPECT_THAT(
        page_of_act(), HasSubstr("les précédents sont fermés. Motif\u00a0: Message perdu.")
    );
}

TEST_F(AdminConvention, AReadingLinkThatIsOverSaysWhoKeepsTheAct) {
    world.open_round();
    app::Campus home;
    home.id = world.campus;
    home.reply_to.name = "Alix Contact";
    home.reply_to.email = {"alix@campus.example"};
    world.registry.save(home);
    sign_all();
    const auto copy = app::copy_link(world.campus, world.state(), 0);
    const auto expect_over = [&] {
        const auto reader = world.open(copy);
        for (const auto& target : {address_of(copy), address_of(copy) + "/document"}) {
            const auto page = world.get(target, reader);
            EXPECT_EQ(page.status(), 410);
            EXPECT_THAT(page.body(), HasSubstr("Le campus, lui, conserve l’acte signé."));
            EXPECT_THAT(page.body(), HasSubstr("Alix Contact, alix@campus.example"));
            EXPECT_THAT(page.body(), Not(HasSubstr("/new-link")));
        }
    };
    EXPECT_EQ(world.get(address_of(copy), world.open(copy)).status(), 200);
    world.clock.at = *world.state().in_force_at + workflows::parts::Copies::kLife;
    expect_over();
    world.execute(workflows::RenewCopies{"Message lu par un autre."});
    expect_over();
    const auto fresh = app::copy_link(world.campus, world.state(), 0);
    EXPECT_EQ(world.get(address_of(fresh), world.open(fresh)).status(), 200);
}

TEST_F(AdminConvention, SaysThatAnAnswerWasChangedAndNeverSpeaksForTheMember) {
    world.freeze();
    world.ask_opinion();
    const auto answer = [this](workflows::OpinionChoice choice) {
        world.execute(workflows::AnswerOpinion{1, 1, choice, {}});
    };
    answer(workflows::OpinionChoice::Favourable);
    answer(workflows::OpinionChoice::Abstain);
    const auto history = world.show(world.address("/history")).body();
    EXPECT_THAT(history, HasSubstr("donne son avis\u00a0: favorable."));
    EXPECT_THAT(history, HasSubstr("change son avis, désormais\u00a0: abstention."));
    EXPECT_THAT(world.show(world.address()).body(), Not(HasSubstr("Je m’abstiens")));
}

TEST_F(AdminConvention, InformsABodyThatHadNoMemberAtTheEnd) {
    change_type([](workflows::ConventionType& type) { type.inform_body_kind = "cos"; });
    world.freeze();
    EXPECT_THAT(
        remedies(world.show(world.address()).body()), testing::Contains("/admin/bodies/cos")
    );
    world.ask_opinion();
    for (const int seat : {1, 2}) {
        world.execute(workflows::AnswerOpinion{1, seat, workflows::OpinionChoice::Favourable, {}});
    }
    world.execute(workflows::AcknowledgeWarning{"body_without_member:cos", "À nommer en mai"});
    world.execute(workflows::OpenRound{});
    sign_all();
    ASSERT_EQ(world.state().stage, Stage::InForce);

    const auto inform = world.address("/actions/inform_body");
    const auto nobody = world.show(world.address()).body();
    EXPECT_THAT(nobody, HasSubstr("n’a pas de membre"));
    EXPECT_THAT(nobody, Not(HasSubstr(inform)));
    EXPECT_EQ(world.show(inform).status(), 409);

    const auto holder = add_person("Ann Exemple", "ann@lycee.example");
    app::Body cos;
    world.random.fill(cos.id.bytes);
    cos.kind = "cos";
    cos.name = "Conseil d’orientation stratégique";
    cos.seats = {{1, "Lycée", workflows::VoteKind::Guest, true, holder, {}, false}};
    world.registry.save(world.campus, cos);
    EXPECT_THAT(
        world.show(world.address()).body(),
        HasSubstr("<a class=\"button\" href=\"" + inform + "\">Informer l’instance</a>")
    );
    EXPECT_EQ(world.show(inform).status(), 200);
    EXPECT_EQ(world.submit(inform, "").status(), 303);
    const auto sent = world.effects.of_convention(world.campus, world.convention);
    EXPECT_EQ(
        std::count_if(
            sent.begin(),
            sent.end(),
            [](const auto& effect) {
                return effect.message()->kind == workflows::mails::kBodyInformation &&
                       effect.message()->to.email.text == "ann@lycee.example";
            }
        ),
        1
    );
    EXPECT_EQ(world.show(inform).status(), 409);
}

TEST_F(AdminConvention, ListsItsAnnexesOnTheirPageAndKeepsWhatWasTyped) {
    const auto page = world.show(world.address("/annexes"));
    EXPECT_EQ(page.status(), 200);
    EXPECT_THAT(page.body(), HasSubstr("href=\"" + world.address("/annex/1") + "\""));
    EXPECT_THAT(
        page.body(), HasSubstr("href=\"" + world.address("/actions/remove_annex?annex=1") + "\"")
    );
    const auto remove = world.address("/actions/remove_annex");
    EXPECT_THAT(world.show(remove + "?annex=1").body(), HasSubstr("Convention constitutive"));
    EXPECT_EQ(world.submit(remove + "?annex=1", remove, "annex=1").status(), 303);
    EXPECT_TRUE(world.state().annexes.empty());
    EXPECT_THAT(world.show(world.address("/annexes")).body(), HasSubstr("Aucune annexe."));
    EXPECT_EQ(world.show("/admin/conventions/nonsense/annexes").status(), 404);
}

TEST_F(AdminConvention, SaysOnTheDashboardWhoHoldsThePenAndWhatIsLate) {
    EXPECT_THAT(world.show("/admin/").body(), HasSubstr("L’administration du campus"));
    world.open_round();
    const auto row = world.show("/admin/").body();
    EXPECT_THAT(row, HasSubstr("<bdi>Dominique Modèle, Directeur</bdi>"));
    EXPECT_THAT(row, Not(HasSubstr("class=\"late\"")));
    world.clock.at += std::chrono::hours{24 * 61};
    world.browser.cookie = world.sign_in("correct horse");
    EXPECT_THAT(world.show("/admin/").body(), HasSubstr("class=\"late\""));
}

}  // namespace

}  // namespace contreseing::server::pages::tests
