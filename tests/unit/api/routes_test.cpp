#include "tests/support/sample_acts.hpp"
#include "tests/unit/api/server_of_api.hpp"
#include "workflows/domain/names.hpp"

#include <map>
#include <set>

#include <gtest/gtest.h>

namespace contreseing::server::api {
namespace {

using nlohmann::json;
using test_support::numbered;
using tests::json_of;
using tests::problem_in;
using tests::ServerOfApi;
using namespace workflows;

constexpr auto kKey = "01890a5d-ac96-774b-bcce-b302099a8057";

class Api : public ::testing::Test {
protected:
    ServerOfApi server;
    app::testing::World& world = server.world;
};

TEST_F(Api, AnswersNothingWithoutAKnownToken) {
    world.create();
    for (const std::string token : {"", "wrong", "revoked-token", "Good-Token", "good-token "}) {
        for (const auto& route : server.router.routes()) {
            if (route.ends_with("openapi.json")) {
                continue;
            }
            auto target = route.substr(route.find(' ') + 1);
            for (auto at = target.find(':'); at != std::string::npos; at = target.find(':')) {
                target.replace(at, target.find('/', at) - at, "1");
            }
            const auto answer = server.ask({route.substr(0, route.find(' ')), target, "", token});
            EXPECT_EQ(problem_in(answer), "401 urn:contreseing:unauthorised") << route;
        }
    }
}

TEST_F(Api, ShowsNothingOfAnotherCampus) {
    world.create();
    const auto answer = server.ask({"GET", server.address(), "", "other-campus"});
    EXPECT_EQ(problem_in(answer), "404 urn:contreseing:refusal:not_found");
    const auto list = server.ask({"GET", "/api/v1/conventions", "", "other-campus"});
    EXPECT_TRUE(json_of(list).at("items").empty());
    const auto act = server.ask(
        {"POST", server.address() + "/actions/abandon", R"({"reason":"x"})", "other-campus"}
    );
    EXPECT_EQ(act.status(), 404);
    EXPECT_EQ(world.state().stage, Stage::Drafting);
}

TEST_F(Api, CreatesAConventionAndAnswersTheSameOneToTheSameKey) {
    const ServerOfApi::Asked asked{
        "POST",
        "/api/v1/conventions",
        R"({"type": "adhesion", "title": "Adhésion de la ville"})",
        "good-token",
        kKey};
    const auto first = server.ask(asked);
    ASSERT_EQ(first.status(), 201) << first.body();
    const auto again = server.ask(asked);
    EXPECT_EQ(again.status(), 201);
    EXPECT_EQ(json_of(first).at("id"), json_of(again).at("id"));
    EXPECT_EQ(json_of(first).at("journal_head"), json_of(again).at("journal_head"));
    EXPECT_EQ(world.db.conventions.size(), 1U);
    EXPECT_EQ(json_of(first).at("reference"), "ADH-2026-001");
}

TEST_F(Api, RefusesAKeyThatWasGivenToAnotherRequestOnTheSameAct) {
    world.create();
    const std::string edit = server.address() + "/actions/edit_draft";
    const std::string abandon = server.address() + "/actions/abandon";
    const auto ask = [this](const std::string& target, const std::string& body) {
        return server.ask({"POST", target, body, "good-token", kKey});
    };
    const auto first = ask(edit, R"({"title":"Un","place":"Uzès"})");
    ASSERT_EQ(first.status(), 200) << first.body();
    const auto again = ask(edit, R"({ "place": "Uzès", "title": "Un" })");
    EXPECT_EQ(again.status(), 200);
    EXPECT_EQ(again.body(), first.body());
    for (const auto& other :
         {ask(edit, R"({"title":"Deux","place":"Uzès"})"),
          ask(abandon, R"({"reason":"Fin."})"),
          ask(server.address() + "/opinion", "{}")}) {
        EXPECT_EQ(problem_in(other), "422 urn:contreseing:refusal:command_reused");
        EXPECT_EQ(json_of(other).at("errors").at(0).at("field"), "Idempotency-Key");
    }
    EXPECT_EQ(world.state().title, "Un");
    EXPECT_EQ(world.state().stage, Stage::Drafting);
}

TEST_F(Api, RefusesACreationUnderAKeyThatMadeAnotherConvention) {
    const auto ask = [this](const std::string& title) {
        return server.ask(
            {"POST",
             "/api/v1/conventions",
             R"({"type": "adhesion", "title": ")" + title + "\"}",
             "good-token",
             kKey}
        );
    };
    ASSERT_EQ(ask("Une").status(), 201);
    EXPECT_EQ(problem_in(ask("Autre")), "422 urn:contreseing:refusal:command_reused");
    EXPECT_EQ(ask("Une").status(), 201);
    EXPECT_EQ(world.db.conventions.size(), 1U);
}

TEST_F(Api, RefusesAnIdempotencyKeyThatIsNoUuid) {
    const auto answer = server.ask(
        {"POST", "/api/v1/conventions", R"({"type":"adhesion","title":"x"})", "good-token", "42"}
    );
    EXPECT_EQ(problem_in(answer), "400 urn:contreseing:bad-request");
    EXPECT_TRUE(world.db.conventions.empty());
}

TEST_F(Api, NamesTheFieldsOfABodyThatCannotBeUsed) {
    const auto answer = server.post("/api/v1/conventions", R"({"title": 3, "colour": "red"})");
    EXPECT_EQ(problem_in(answer), "422 urn:contreseing:invalid-body");
    std::set<std::string> fields;
    const auto problem = json_of(answer);
    for (const auto& error : problem.at("errors")) {
        fields.insert(error.at("field"));
    }
    EXPECT_EQ(fields, (std::set<std::string>{"/type", "/title", "/colour"}));
    EXPECT_EQ(json_of(answer).at("instance"), "request-1");
    EXPECT_EQ(
        problem_in(server.post("/api/v1/conventions", "{")), "400 urn:contreseing:invalid-body"
    );
}

TEST_F(Api, NamesTheRefusalAndExplainsIt) {
    world.create();
    world.fill();
    world.freeze();
    const auto answer = server.act("edit_draft", R"({"title": "Autre"})");
    EXPECT_EQ(problem_in(answer), "409 urn:contreseing:refusal:draft_is_frozen");
    EXPECT_EQ(json_of(answer).at("title"), "draft_is_frozen");
    EXPECT_EQ(
        json_of(answer).at("detail"),
        "The text is frozen and does not change: POST actions/reopen_draft first, which makes a"
        " new version."
    );
}

TEST_F(Api, CarriesAnActionOutOnceUnderOneKey) {
    world.create();
    const ServerOfApi::Asked asked{
        "POST", server.address() + "/actions/edit_draft", R"({"title":"Un"})", "good-token", kKey};
    const auto first = server.ask(asked);
    const auto again = server.ask(asked);
    EXPECT_EQ(first.status(), 200);
    EXPECT_EQ(json_of(first), json_of(again));
    EXPECT_EQ(world.state().events, 2);
    EXPECT_EQ(
        world.conventions.journal(CampusId{"demo"}, world.convention).at(1).recorded.actor.id,
        "token/good-token"
    );
}

TEST_F(Api, DoesNotKnowOtherActionsRoutesOrConventions) {
    world.create();
    EXPECT_EQ(server.act("record_signature", "{}").status(), 404);
    EXPECT_EQ(server.get("/api/v1/nothing").status(), 404);
    EXPECT_EQ(
        problem_in(server.get("/api/v1/conventions/" + std::string(kKey))),
        "404 urn:contreseing:refusal:not_found"
    );
    EXPECT_EQ(
        problem_in(server.get("/api/v1/conventions/" + std::string(kKey) + "/journal")),
        "404 urn:contreseing:refusal:not_found"
    );
    EXPECT_EQ(problem_in(server.get("/api/v1/conventions/7")), "400 urn:contreseing:bad-request");
    const auto answer = server.ask({"DELETE", server.address()});
    EXPECT_EQ(answer.status(), 405);
    EXPECT_EQ(answer.headers().get("Allow"), "GET, HEAD");
}

TEST_F(Api, AnswersHeadAsGet) {
    world.create();
    const auto head = server.ask({"HEAD", server.address()});
    EXPECT_EQ(head.status(), 200);
    EXPECT_EQ(head.body(), server.get(server.address()).body());
}

TEST_F(Api, PagesThroughEveryListOnce) {
    const CampusId campus{"demo"};
    for (int n = 1; n <= 7; ++n) {
        world.convention = numbered<ConventionId>(n);
        world.create();
        const auto name = "Atelier " + std::to_string(n % 2);
        world.registry.save(
            campus, app::Person{numbered<PersonId>(n), {name, {"a@example.org"}, {}, {}}}
        );
        world.registry.save(campus, app::Organisation{numbered<OrganisationId>(n), name, {}, {}});
        const Day since = std::chrono::year(2026) / 3 / 12;
        world.db.members.push_back({campus, {name, "", "", since, world.convention}});
    }
    world.convention = numbered<ConventionId>(8);
    world.reach_signature();
    for (const std::string& list :
         {std::string("/api/v1/conventions"),
          std::string("/api/v1/people"),
          std::string("/api/v1/organisations"),
          std::string("/api/v1/members"),
          std::string("/api/v1/effects"),
          server.address() + "/effects",
          server.address() + "/journal"}) {
        const auto all = json_of(server.get(list + "?limit=200")).at("items");
        ASSERT_GT(all.size(), 3U) << list;
        auto seen = json::array();
        std::string cursor;
        for (std::size_t page = 0; page <= all.size(); ++page) {
            const auto answer = json_of(server.get(list + "?limit=3" + cursor));
            EXPECT_LE(answer.at("items").size(), 3U);
            for (const auto& item : answer.at("items")) {
                seen.push_back(item);
            }
            if (answer.at("next_cursor").is_null()) {
                break;
            }
            cursor = "&cursor=" + answer.at("next_cursor").get<std::string>();
        }
        EXPECT_EQ(seen, all) << list;
        EXPECT_EQ(problem_in(server.get(list + "?cursor=abc")), "400 urn:contreseing:bad-request")
            << list;
        EXPECT_EQ(problem_in(server.get(list + "?limit=0")), "400 urn:contreseing:bad-request")
            << list;
    }
    EXPECT_EQ(
        problem_in(server.get("/api/v1/conventions/" + std::string(kKey) + "/journal?cursor=9")),
        "404 urn:contreseing:refusal:not_found"
    );
}

TEST_F(Api, BoundsTheListsAndRefusesWhatItDoesNotUnderstand) {
    EXPECT_EQ(server.get("/api/v1/conventions?limit=1").status(), 200);
    EXPECT_EQ(server.get("/api/v1/conventions?limit=200").status(), 200);
    for (const std::string query :
         {"limit=0",       "limit=201",    "limit=-1",    "limit=1x",   "limit=99999999999",
          "stage=unknown", "needs_help=1", "search=adh",  "cursor=abc", "limit=",
          "stage=",        "cursor=",      "needs_help=", "type=",      "party=",
          "sort=",         "sort=oldest",  "year=26",     "year=2026x", "limit=1&limit=2",
          "q=a&q=b",       "q=a%0Ab",      "network=",    "network=mer"}) {
        const auto answer = server.get("/api/v1/conventions?" + query);
        EXPECT_EQ(problem_in(answer), "400 urn:contreseing:bad-request") << query;
    }
}

TEST_F(Api, RefusesAQueryParameterThatTheAddressDoesNotRead) {
    world.create();
    for (const std::string target :
         {"/api/v1/people?q=roy",
          "/api/v1/bodies?limit=5",
          "/api/v1/effects?stage=drafting",
          "/api/v1/conventions?search=adh"}) {
        EXPECT_EQ(problem_in(server.get(target)), "400 urn:contreseing:bad-request") << target;
    }
    EXPECT_EQ(
        json_of(server.get("/api/v1/conventions?search=adh")).at("title"),
        "the query parameter search is not known here"
    );
    EXPECT_EQ(
        problem_in(server.act("abandon?dry_run=1", R"({"reason":"x"})")),
        "400 urn:contreseing:bad-request"
    );
    EXPECT_EQ(world.state().stage, Stage::Drafting);
}

TEST_F(Api, FindsConventionsByStageTextAndNeed) {
    world.create();
    const auto count = [this](const std::string& query) {
        return json_of(server.get("/api/v1/conventions?" + query)).at("items").size();
    };
    EXPECT_EQ(count("stage=drafting"), 1U);
    EXPECT_EQ(count("stage=signed"), 0U);
    EXPECT_EQ(count("q=adh"), 1U);
    EXPECT_EQ(count("q="), 1U);
    EXPECT_EQ(count("q=nothing"), 0U);
    EXPECT_EQ(count("needs_help=true"), 0U);
    EXPECT_EQ(count("needs_help=false"), 1U);
    EXPECT_EQ(count("type=adhesion&year=2026&sort=deadline"), 1U);
    EXPECT_EQ(count("type=nothing"), 0U);
    EXPECT_EQ(count("year=2020"), 0U);
    EXPECT_EQ(count("party=nobody"), 0U);
}

TEST_F(Api, KnowsATokenHoweverTheSchemeIsWritten) {
    const auto status = [this](const std::string& authorization) {
        http::Request request;
        request.method = "GET";
        EXPECT_TRUE(http::parse_target("/api/v1/conventions", request));
        request.headers.add("authorization", authorization);
        return server.router.handle(std::move(request)).status();
    };
    for (const char* good : {"Bearer good-token", "bearer good-token", "BEARER  good-token"}) {
        EXPECT_EQ(status(good), 200) << good;
    }
    for (const char* bad :
         {"Bearergood-token", "Bearer", "Bearer ", "Basic good-token", "good-token", "Bearer x"}) {
        EXPECT_EQ(status(bad), 401) << bad;
    }
    const auto answer = server.ask({"GET", "/api/v1/conventions", {}, ""});
    EXPECT_EQ(answer.headers().get("WWW-Authenticate"), "Bearer");
}

TEST_F(Api, SaysThatAnUnknownActOrMessageIsNotThere) {
    world.create();
    const std::string unknown = "/api/v1/conventions/" + std::string(kKey);
    const auto not_found = "404 urn:contreseing:refusal:not_found";
    for (const char* part :
         {"",
          "/checklist",
          "/journal",
          "/effects",
          "/versions",
          "/versions/1",
          "/document",
          "/annexes/1"}) {
        EXPECT_EQ(problem_in(server.get(unknown + part)), not_found) << part;
    }
    for (const std::string& act : {unknown, server.address()}) {
        EXPECT_EQ(problem_in(server.post(act + "/effects/1/0/retry")), not_found);
        EXPECT_EQ(
            problem_in(server.post(act + "/effects/1/0/abandon", R"({"reason":"x"})")), not_found
        );
    }
    EXPECT_EQ(json_of(server.get(server.address() + "/effects")).at("items").size(), 0U);
    EXPECT_EQ(problem_in(server.act("no_such_action")), "404 urn:contreseing:unknown-action");
}

TEST_F(Api, TakesADateTimeOfAnyOffset) {
    world.reach_signature();
    for (const char* until :
         {"2026-12-24T23:59:59+01:00", "2026-12-24t22:59:59z", "2026-12-24T22:59:59.123456789Z"}) {
        const auto answer = server.act(
            "extend_link", std::string(R"({"place":"slot/1","until":")") + until + "\"}"
        );
        EXPECT_EQ(answer.status(), 200) << until << answer.body();
    }
    EXPECT_EQ(
        problem_in(server.act("extend_link", R"({"place":"slot/1","until":"2026-12-24T23:59:59"})")
        ),
        "422 urn:contreseing:invalid-body"
    );
}

TEST_F(Api, ShowsTheChecklistOfADraft) {
    world.create();
    const auto shown = json_of(server.get(server.address() + "/checklist"));
    bool motive = false;
    for (const auto& item : shown.at("draft")) {
        motive = motive || item.dump().find("motive") != std::string::npos;
    }
    EXPECT_TRUE(motive);
    EXPECT_TRUE(shown.contains("signature"));
}

TEST_F(Api, FreezesAndHandsTheDocumentToNginx) {
    world.create();
    EXPECT_EQ(
        problem_in(server.post(server.address() + "/freeze")),
        "409 urn:contreseing:refusal:checklist_blocks"
    );
    EXPECT_EQ(server.get(server.address() + "/document").status(), 404);
    world.fill();
    const auto frozen = server.post(server.address() + "/freeze");
    ASSERT_EQ(frozen.status(), 200) << frozen.body();
    EXPECT_EQ(json_of(frozen).at("version").at("sha256"), to_hex(world.state().frozen()->sha256));
    const auto document = server.get(server.address() + "/document");
    EXPECT_EQ(
        document.headers().get("X-Accel-Redirect"),
        "/_blob/ab/" + to_string(world.state().frozen()->document)
    );
    EXPECT_TRUE(document.body().empty());
    EXPECT_EQ(server.get(server.address() + "/annexes/1").status(), 200);
    for (const std::string n : {"2", "0", "-1", "1x", "x", "99999999999"}) {
        EXPECT_EQ(server.get(server.address() + "/annexes/" + n).status(), 404) << n;
    }
}

TEST_F(Api, KeepsFormerVersionsWithinReach) {
    world.reach_signature();
    world.sign_at_once(1);
    const auto first = *world.state().frozen();
    EXPECT_EQ(server.act("reopen_draft", R"({"reason":"Article 4."})").status(), 200);
    EXPECT_EQ(server.act("remove_annex", R"({"annex":1})").status(), 200);

    const auto versions = json_of(server.get(server.address() + "/versions")).at("items");
    ASSERT_EQ(versions.size(), 1U);
    EXPECT_EQ(versions[0].at("n"), 1);
    EXPECT_EQ(versions[0].at("sha256"), to_hex(first.sha256));
    EXPECT_EQ(versions[0].at("reopened_for"), "Article 4.");
    EXPECT_EQ(versions[0].at("signatures"), 1);
    EXPECT_NE(versions[0].at("document_sha256"), versions[0].at("sha256"));

    const auto blob = [this](const std::string& part) {
        const auto answer = server.get(server.address() + part);
        return std::string(answer.headers().get("X-Accel-Redirect"));
    };
    const auto file = "/_blob/ab/" + to_string(first.document);
    EXPECT_EQ(blob("/versions/1"), file + "-0");
    EXPECT_EQ(blob("/versions/1/document"), file);
    EXPECT_EQ(blob("/versions/1/articles"), "/_blob/ab/" + to_string(first.text.document) + "-0");
    EXPECT_EQ(versions[0].at("articles_sha256"), to_hex(first.text.sha256));
    const auto kept = server.get(server.address() + "/versions/1/articles");
    EXPECT_EQ(kept.headers().get("Content-Type"), "application/json");
    EXPECT_EQ(blob("/annexes/1"), "/_blob/ab/" + to_string(first.annexes.at(0).document) + "-0");
    EXPECT_EQ(server.get(server.address() + "/document").status(), 404);
    for (const std::string n : {"0", "2", "x"}) {
        EXPECT_EQ(server.get(server.address() + "/versions/" + n).status(), 404) << n;
        EXPECT_EQ(server.get(server.address() + "/versions/" + n + "/document").status(), 404);
    }
    const auto foreign = server.ask({"GET", server.address() + "/versions", "", "other-campus"});
    EXPECT_EQ(foreign.status(), 404);
}

TEST_F(Api, CountsConventionsByStage) {
    world.reach_signature();
    world.convention = numbered<ConventionId>(50);
    world.create();
    const auto counts = json_of(server.get("/api/v1/stages")).at("items");
    ASSERT_EQ(counts.size(), 2U);
    EXPECT_EQ(counts[0], (json{{"stage", "drafting"}, {"conventions", 1}}));
    EXPECT_EQ(counts[1], (json{{"stage", "in_signature"}, {"conventions", 1}}));
    const auto other = server.ask({"GET", "/api/v1/stages", "", "other-campus"});
    EXPECT_TRUE(json_of(other).at("items").empty());
}

TEST_F(Api, TellsATemporaryProblemOfADocumentFromALastingOne) {
    world.create();
    world.fill();
    world.typesetter.problem = app::DocumentProblem{"typesetter_timeout", "secret detail", true};
    const auto busy = server.post(server.address() + "/freeze");
    EXPECT_EQ(problem_in(busy), "503 urn:contreseing:document:typesetter_timeout");
    EXPECT_EQ(busy.body().find("secret detail"), std::string::npos);
    world.typesetter.problem->temporary = false;
    EXPECT_EQ(
        problem_in(server.get(server.address() + "/preview")),
        "422 urn:contreseing:document:typesetter_timeout"
    );
}

TEST_F(Api, ShowsADraftAsAPdfThatIsNotStored) {
    world.create();
    const auto pdf = server.get(server.address() + "/preview");
    EXPECT_EQ(pdf.status(), 200);
    EXPECT_EQ(pdf.headers().get("Content-Type"), "application/pdf");
    EXPECT_EQ(pdf.body().substr(0, 6), "PROJET");
}

TEST_F(Api, AsksTheOpinionOfTheBody) {
    world.create();
    world.fill();
    world.freeze();
    const auto answer = server.post(server.address() + "/opinion", "{}");
    ASSERT_EQ(answer.status(), 200) << answer.body();
    EXPECT_EQ(json_of(answer).at("stage"), "under_opinion");
    EXPECT_EQ(
        problem_in(server.post(server.address() + "/opinion", R"({"deadline":"tomorrow"})")),
        "422 urn:contreseing:invalid-body"
    );
}

TEST_F(Api, SendsAMembersLinkAgainAndShowsAutomaticReplies) {
    world.create();
    world.fill();
    world.freeze();
    server.post(server.address() + "/opinion", "{}");
    const auto resend = server.address() + "/actions/resend_link";
    EXPECT_EQ(server.post(resend, R"({"place":"opinion/1/seat/1"})").status(), 200);
    EXPECT_EQ(
        problem_in(server.post(resend, R"({"place":"opinion/1/seat/1"})")),
        "429 urn:contreseing:refusal:too_soon"
    );
    const auto slot = world.state().slots.at(0);
    const auto seat = world.state().opinions.at(0).seats.at(0);
    world.act(workflows::RecordAutomaticReply{slot.holder.email, "Absent"});
    world.act(workflows::RecordAutomaticReply{seat.holder.email, "Away"});
    const auto shown = json_of(server.get(server.address()));
    EXPECT_EQ(shown.at("slots").at(0).at("automatic_reply"), "Absent");
    EXPECT_EQ(shown.at("slots").at(0).at("returned_mail"), "");
    EXPECT_EQ(shown.at("opinions").at(0).at("seats").at(0).at("automatic_reply"), "Away");
}

TEST_F(Api, CountsTheVotesAsThePagesDo) {
    world.create();
    world.fill();
    world.freeze();
    server.post(server.address() + "/opinion", "{}");
    const auto seats = world.state().opinions.at(0).seats;
    world.act(workflows::AnswerOpinion{1, seats.at(0).n, OpinionChoice::Reserved, "Un bilan."});
    const auto opinion = json_of(server.get(server.address())).at("opinions").at(0);
    EXPECT_EQ(opinion.at("tally").at("reserved"), 1);
    EXPECT_EQ(opinion.at("tally").at("favourable"), 0);
    EXPECT_GE(opinion.at("tally").at("needed"), 1);
    EXPECT_EQ(opinion.at("tally").at("quorum").get<bool>(), opinion.at("tally").at("needed") == 1);
}

// The table that pages answer by.
TEST_F(Api, AnswersARefusalWithTheStatusThatAPageHas) {
    const std::map<workflows::Refusal, int> some{
        {workflows::Refusal::NotFound, 404},
        {workflows::Refusal::WrongStage, 409},
        {workflows::Refusal::LinkExpired, 410},
        {workflows::Refusal::NoCode, 422},
        {workflows::Refusal::CodeExhausted, 422},
        {workflows::Refusal::TooSoon, 429},
    };
    const ProblemDetails details(server.get("/api/v1/openapi.json").body());
    for (const auto& [refusal, status] : some) {
        EXPECT_EQ(problem_of({refusal, {}}, details).status, status) << workflows::name_of(refusal);
    }
}

TEST_F(Api, NeverShowsALinkACodeOrASecret) {
    world.reach_signature();
    world.request_code(1);
    const auto form = world.form(1);
    const auto secret = world.secrets.link_secret({});
    for (const auto* part : {"", "/journal", "/effects", "/checklist"}) {
        const auto answer = server.get(server.address() + part);
        EXPECT_EQ(answer.status(), 200) << part;
        EXPECT_EQ(answer.body().find(form.code), std::string::npos) << part;
        EXPECT_EQ(answer.body().find("secret-of-"), std::string::npos) << part;
        EXPECT_EQ(answer.body().find("/l/"), std::string::npos) << part;
        EXPECT_EQ(answer.body().find(to_string(form.session)), std::string::npos) << part;
    }
}

TEST_F(Api, RetriesAndAbandonsOnlyAMessageThatWaits) {
    world.reach_signature();
    const auto invitation = world.effects_of(mails::kInvitation).at(0);
    const auto at = server.address() + "/effects/" + std::to_string(invitation.key.seq) + "/" +
                    std::to_string(invitation.key.n);
    EXPECT_EQ(server.post(at + "/retry").status(), 204);
    EXPECT_EQ(problem_in(server.post(at + "/abandon")), "422 urn:contreseing:invalid-body");
    EXPECT_EQ(server.post(at + "/abandon", R"({"reason":"Porté à la main."})").status(), 204);
    EXPECT_EQ(server.post(at + "/retry").status(), 409);
    EXPECT_EQ(world.effects_of(mails::kInvitation).at(0).last_error, "Porté à la main.");
    EXPECT_EQ(
        problem_in(server.post(server.address() + "/effects/x/0/retry")),
        "400 urn:contreseing:bad-request"
    );
    EXPECT_EQ(server.post(server.address() + "/effects/9999/0/retry").status(), 404);
}

TEST_F(Api, ShowsWhatAnotherActRefusedUntilItIsGivenUp) {
    world.reach_signature();
    auto row = world.db.effects.at(world.effects_of(mails::kInvitation).at(0).key);
    row.effect.key.n = 50;
    row.effect.holds = workflows::app::ActAsked{
        {{world.convention, workflows::Abandon{"Suite."}}, {world.clock.now(), 1}}};
    row.effect.status = workflows::app::EffectStatus::Refused;
    row.effect.last_error = row.effect.proof = "wrong_stage";
    world.db.effects[row.effect.key] = row;
    const auto shown = [this] {
        const auto page = json_of(server.get("/api/v1/effects?limit=200"));
        for (const auto& item : page.at("items")) {
            if (item.at("kind") == "follow_up") {
                return item;
            }
        }
        return nlohmann::json{};
    };
    const auto item = shown();
    EXPECT_EQ(item.at("what"), "abandon");
    EXPECT_EQ(item.at("act"), to_string(world.convention));
    EXPECT_EQ(item.at("to"), nullptr);
    EXPECT_EQ(item.at("status"), "refused");
    EXPECT_EQ(item.at("last_error"), "wrong_stage");
    const auto at = server.address() + "/effects/" + std::to_string(row.effect.key.seq) + "/50";
    EXPECT_EQ(server.post(at + "/retry").status(), 409);
    EXPECT_EQ(server.post(at + "/abandon", R"({"reason":"Vu."})").status(), 204);
    EXPECT_EQ(server.post(at + "/abandon", R"({"reason":"Vu."})").status(), 409);
    EXPECT_TRUE(shown().is_null());
}

TEST_F(Api, RefusesNamesThatHideText) {
    const std::pair<const char*, const char*> names[] = {
        {"Roy\U000E0041", "must not hold characters that hide text: U+E0041"},
        {"Roy\u202E", "must not hold characters that hide text: U+202E"},
    };
    for (const auto& [name, fault] : names) {
        for (const auto& [target, rest] :
             {std::pair{"/api/v1/people", R"(,"email":"d@x.example")"},
              {"/api/v1/organisations", ""}}) {
            const auto answer =
                server.post(target, std::string(R"({"name":")") + name + '"' + rest + '}');
            EXPECT_EQ(answer.status(), 422) << target;
            EXPECT_THAT(answer.body(), ::testing::HasSubstr(fault)) << target;
        }
    }
}

TEST_F(Api, TellsTheSecondOfTwoWritersOfARecord) {
    const struct {
        std::string address;
        std::string first, second, third;
    } records[] = {
        {std::string("/api/v1/people/") + kKey,
         R"({"name":"Un","email":"un@x.example"})",
         R"({"name":"Deux","email":"un@x.example"})",
         R"({"name":"Un","email":"trois@x.example"})"},
        {std::string("/api/v1/organisations/") + kKey,
         R"({"name":"Un"})",
         R"({"name":"Un","place":"Deux"})",
         R"({"name":"Un","zone":"alsace_moselle"})"},
        {"/api/v1/bodies/jury",
         R"({"name":"COS","seats":[]})",
         R"({"name":"COS","seats":[{"n":2,"organisation":"B"},{"n":1,"organisation":"A"}]})",
         R"({"name":"COS","seats":[{"n":1,"organisation":"A","chair":true}]})"},
    };
    for (const auto& record : records) {
        SCOPED_TRACE(record.address);
        const auto put = [&](const std::string& body, const std::string& if_match = {}) {
            ServerOfApi::Asked asked{"PUT", record.address, body};
            asked.if_match = if_match;
            return server.ask(asked);
        };
        const auto tag = [](const http::Response& answer) {
            EXPECT_EQ(answer.status(), 200) << answer.body();
            return std::string(answer.headers().get("ETag"));
        };
        const std::string changed = "412 urn:contreseing:changed-meanwhile";
        EXPECT_EQ(server.get(record.address).status(), 404);
        EXPECT_EQ(problem_in(put(record.first, "*")), changed) << "there is none to replace";

        const auto seen = tag(put(record.first));
        EXPECT_EQ(tag(server.get(record.address)), seen);
        EXPECT_EQ(tag(put(record.first)), seen) << "the same again says nothing new";
        const auto now = tag(put(record.second, seen));
        EXPECT_NE(now, seen);
        EXPECT_EQ(tag(put(record.second, seen)), now) << "an answer that was lost";
        EXPECT_EQ(problem_in(put(record.third, seen)), changed);
        EXPECT_EQ(problem_in(put(record.third, "W/" + now)), changed) << "weak tags never match";
        EXPECT_EQ(tag(server.get(record.address)), now) << "nothing was written";
        for (const char* none : {"x", "\"x", "\"x\" \"y\"", "\"x\";", "\"x\",x", "* , \"x\""}) {
            EXPECT_EQ(problem_in(put(record.third, none)), "400 urn:contreseing:bad-request")
                << none;
        }
        (void)tag(put(record.third, "\"other\", W/\"weak\" ," + now));
        (void)tag(put(record.first, "*"));
        (void)tag(put(record.second));  // who names none writes over any

        ServerOfApi::Asked only_new{"PUT", record.address, record.third};
        only_new.if_none_match = "*";
        EXPECT_EQ(problem_in(server.ask(only_new)), changed);
        only_new.if_none_match = "\"x\"";
        EXPECT_EQ(problem_in(server.ask(only_new)), "400 urn:contreseing:bad-request");
    }
    ServerOfApi::Asked made{"PUT", "/api/v1/bodies/autre", R"({"name":"Autre","seats":[]})"};
    made.if_none_match = "*";
    EXPECT_EQ(server.ask(made).status(), 200);
}

TEST_F(Api, MakesARecordOnceAndNeverOverWhatItBecame) {
    const auto post = [this](const std::string& body) {
        return server.ask({"POST", "/api/v1/people", body, "good-token", kKey});
    };
    const std::string first = R"({"name":"Un","email":"un@x.example"})";
    const auto made = post(first);
    ASSERT_EQ(made.status(), 201);
    EXPECT_EQ(post(first).body(), made.body());
    EXPECT_EQ(
        problem_in(post(R"({"name":"Deux","email":"un@x.example"})")),
        "409 urn:contreseing:already-made"
    );
    ServerOfApi::Asked put{
        "PUT", std::string("/api/v1/people/") + kKey, R"({"name":"Deux","email":"un@x.example"})"};
    put.if_match = made.headers().get("ETag");
    ASSERT_EQ(server.ask(put).status(), 200);
    EXPECT_EQ(problem_in(post(first)), "409 urn:contreseing:already-made") << "sent again, late";
    EXPECT_EQ(json_of(server.get(put.target)).at("name"), "Deux");
}

TEST_F(Api, KeepsPeopleOrganisationsAndBodies) {
    const auto put = [this](const std::string& target, const std::string& body) {
        return server.ask({"PUT", target, body});
    };
    const auto person =
        put(std::string("/api/v1/people/") + kKey,
            R"({"name": "Camille Modèle", "email": "c@ville.example", "locale": "en"})");
    ASSERT_EQ(person.status(), 200) << person.body();
    const auto found = world.registry.person(CampusId{"demo"}, *parse_id<PersonId>(kKey));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->contact.locale, Locale::En);
    EXPECT_EQ(server.post("/api/v1/people", R"({"name":"D","email":"d@x.example"})").status(), 201);
    const std::pair<const char*, const char*> addresses[] = {
        {"d@exemple", "must end in a top-level domain, such as .fr"},
        {"d@lycée.fr", "must have its domain in ASCII: d@xn--lyce-dpa.fr"},
        {"é@x.fr", "must be ASCII before the @ (SMTPUTF8 is not supported)"},
        {"a@x.fr, b@x.fr", "must be one e-mail address, not several"},
        {"d", "must be one e-mail address"},
    };
    for (const auto& [address, told] : addresses) {
        const auto answer = server.post(
            "/api/v1/people", std::string(R"({"name":"D","email":")") + address + "\"}"
        );
        EXPECT_EQ(answer.status(), 422);
        EXPECT_EQ(json_of(answer).at("errors").at(0).at("message"), told);
    }
    EXPECT_EQ(
        problem_in(put("/api/v1/people/7", R"({"name":"D","email":"d@x.example"})")),
        "400 urn:contreseing:bad-request"
    );

    const auto organisation = std::string("/api/v1/organisations/") + kKey;
    EXPECT_EQ(
        put(organisation, R"({"name":"Ville","siret":"732 829\u00a0320-00074"})").status(), 200
    );
    EXPECT_EQ(
        world.registry.organisation(CampusId{"demo"}, *parse_id<OrganisationId>(kKey))->siret,
        "73282932000074"
    );
    for (const std::string siret : {"1234567890123", "1234567890123x", "12345678900012"}) {
        const auto answer = put(organisation, R"({"name":"Ville","siret":")" + siret + "\"}");
        EXPECT_EQ(problem_in(answer), "422 urn:contreseing:invalid-body");
        EXPECT_EQ(json_of(answer).at("errors").at(0).at("field"), "/siret");
    }

    const auto body =
        put("/api/v1/bodies/cos",
            std::string(R"({"name":"COS","seats":[{"n":1,"organisation":"Ville","holder":")") +
                kKey + R"(","vote":"consultative","chair":true}]})");
    ASSERT_EQ(body.status(), 200) << body.body();
    EXPECT_EQ(world.registry.bodies(CampusId{"demo"}).size(), 2U);
    EXPECT_EQ(
        world.registry.body(CampusId{"demo"}, "cos")->seats.at(0).vote, VoteKind::Consultative
    );
    const auto twice =
        put("/api/v1/bodies/cos",
            R"({"name":"COS","seats":[{"n":1,"organisation":"A"},{"n":1,"organisation":"B"}]})");
    EXPECT_EQ(json_of(twice).at("errors").at(0).at("field"), "/seats/1/n");
    for (const auto* list : {"people", "organisations", "networks", "bodies", "members", "types"}) {
        EXPECT_TRUE(json_of(server.get(std::string("/api/v1/") + list)).at("items").is_array());
    }
}

TEST_F(Api, ListsTheNetworksThatTheCampusCarries) {
    EXPECT_EQ(json_of(server.get("/api/v1/networks")).at("items"), nlohmann::json::array());
    const auto id = numbered<workflows::NetworkId>(7);
    world.registry.save(
        CampusId{"demo"},
        app::Network{id, "Mer", "Lycée de Sète", "excellence", app::Network::State::Closed}
    );
    world.registry.save(
        CampusId{"autre"}, app::Network{numbered<workflows::NetworkId>(8), "Bois", "Lycée", ""}
    );
    EXPECT_EQ(
        json_of(server.get("/api/v1/networks")).at("items"),
        nlohmann::json::parse(
            R"([{"id": ")" + to_string(id) +
            R"(", "name": "Mer", "support": "Lycée de Sète", "category": "excellence",
                "represented_by": "", "state": "closed"}])"
        )
    );
}

TEST_F(Api, ListsConventionsOfANetwork) {
    const auto sea = numbered<workflows::NetworkId>(7);
    world.registry.save(CampusId{"demo"}, app::Network{sea, "Mer", "Lycée de Sète", ""});
    const auto made =
        json_of(server.post("/api/v1/conventions", R"({"type":"adhesion","title":"De la mer"})"));
    world.create();
    EXPECT_EQ(made.at("network"), to_string(sea));
    EXPECT_EQ(made.at("parties").at(0).at("name"), "Lycée de Sète");
    const auto all = json_of(server.get("/api/v1/conventions?sort=title")).at("items");
    ASSERT_EQ(all.size(), 2U);
    const auto of_sea =
        json_of(server.get("/api/v1/conventions?network=" + to_string(sea))).at("items");
    ASSERT_EQ(of_sea.size(), 1U);
    EXPECT_EQ(of_sea.at(0).at("id"), made.at("id"));
    EXPECT_EQ(of_sea.at(0).at("network"), to_string(sea));
    const auto other = to_string(numbered<workflows::NetworkId>(8));
    EXPECT_TRUE(json_of(server.get("/api/v1/conventions?network=" + other)).at("items").empty());
}

TEST_F(Api, KeepsTheBodiesOfANetworkBesideTheCampuss) {
    const auto sea = to_string(numbered<workflows::NetworkId>(7));
    world.registry.save(
        CampusId{"demo"}, app::Network{numbered<workflows::NetworkId>(7), "Mer", "Lycée", ""}
    );
    const auto address = "/api/v1/bodies/cos?network=" + sea;
    EXPECT_EQ(server.get(address).status(), 404);
    const auto made = server.ask({"PUT", address, R"({"name":"COS de la mer","seats":[]})"});
    ASSERT_EQ(made.status(), 200) << made.body();
    EXPECT_EQ(json_of(made).at("network"), sea);
    EXPECT_EQ(json_of(server.get(address)), json_of(made));
    const auto common = json_of(server.get("/api/v1/bodies/cos"));
    EXPECT_EQ(common.at("network"), nullptr);
    EXPECT_NE(common.at("id"), json_of(made).at("id"));
    EXPECT_EQ(json_of(server.get("/api/v1/bodies")).at("items").size(), 3U);
    for (const auto* network : {"", "mer", "00000000-0000-0000-0000-000000000009"}) {
        const auto unknown = std::string("/api/v1/bodies/cos?network=") + network;
        EXPECT_EQ(problem_in(server.get(unknown)), "400 urn:contreseing:bad-request") << unknown;
        const auto put = server.ask({"PUT", unknown, R"({"name":"COS","seats":[]})"});
        EXPECT_EQ(problem_in(put), "400 urn:contreseing:bad-request") << unknown;
    }
}

TEST_F(Api, LetsNoTextOfAnUnexpectedFailureOut) {
    world.create();
    world.conventions.before_commit =
        [](const app::Transition&) -> std::optional<app::CommitResult> {
        throw std::runtime_error("password=hunter2");
    };
    const auto answer = server.act("abandon", R"({"reason":"x"})");
    EXPECT_EQ(answer.status(), 500);
    EXPECT_EQ(answer.body().find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace contreseing::server::api
