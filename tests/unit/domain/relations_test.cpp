#include "tests/unit/domain/scene.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

using Kind = Relation::Kind;
using Relations = std::vector<Relation>;

ConventionId act(int n) {
    ConventionId id;
    id.bytes.fill(static_cast<std::uint8_t>(n));
    return id;
}

Relation to(int n, Kind kind = Kind::Amends) {
    return {kind, act(n), {}, {}};
}

Relation elsewhere(const std::string& line, std::optional<Day> signed_on = {}) {
    return {Kind::ConformsTo, {}, line, signed_on};
}

EditDraft relating(Relations relations) {
    EditDraft edit;
    edit.relations = std::move(relations);
    return edit;
}

/// A draft of act 7 in a campus that has acts 1 to 3.
Scene scene_with_acts() {
    Scene scene;
    scene.related = {act(1), act(2), act(3), act(7)};
    scene.create();
    return scene;
}

TEST(Relations, AreSaidWhenTheActIsBegunAndReplacedWhileItsDraftIsOpen) {
    Scene scene;
    scene.related = {act(1)};
    CreateConvention create{"ADH-2026-001", "Avenant", "Campus", "", "Nîmes"};
    create.relations = {to(1), elsewhere("  Charte du réseau  ", day("2019-03-12"))};
    scene.act(create);
    const Relations begun{to(1), elsewhere("Charte du réseau", day("2019-03-12"))};
    EXPECT_EQ(scene.state.relations, begun);

    EditDraft title;
    title.title = "Autre titre";
    scene.act(title);
    EXPECT_EQ(scene.state.relations, begun);
    scene.act(relating({to(1, Kind::Replaces), to(1, Kind::Applies)}));
    EXPECT_EQ(scene.state.relations, (Relations{to(1, Kind::Replaces), to(1, Kind::Applies)}));
    scene.act(relating({}));
    EXPECT_EQ(scene.state.relations, Relations{});
}

TEST(Relations, AreThoseOfTheFrozenTextUntilItIsReopened) {
    auto scene = scene_with_acts();
    scene.fill();
    scene.act(relating({to(1)}));
    scene.freeze();
    EXPECT_EQ(scene.refusal(relating({})).refusal, Refusal::DraftIsFrozen);
    EXPECT_EQ(scene.state.relations, Relations{to(1)});
    scene.act(ReopenDraft{"Une erreur."});
    scene.act(relating({to(2)}));
    EXPECT_EQ(scene.state.relations, Relations{to(2)});
}

TEST(Relations, NameAnotherActOfTheCampusEachOnce) {
    const auto scene = scene_with_acts();
    EXPECT_EQ(
        scene.refusal(relating({to(1), to(4)})), (Refused{Refusal::NotFound, "relations/1/act"})
    );
    EXPECT_EQ(scene.refusal(relating({to(7)})), (Refused{Refusal::InvalidValue, "relations/0/act"}))
        << "itself";
    EXPECT_EQ(
        scene.refusal(relating({to(1), to(2), to(1)})),
        (Refused{Refusal::InvalidValue, "relations/2/act"})
    );
    EXPECT_EQ(
        scene.refusal(relating({elsewhere("Charte"), elsewhere(" Charte ")})),
        (Refused{Refusal::InvalidValue, "relations/1/elsewhere"})
    );
    Scene fresh;
    CreateConvention create{"ADH-2026-001", "Avenant", "Campus", "", "Nîmes"};
    create.relations = {to(7)};
    EXPECT_EQ(fresh.refusal(create), (Refused{Refusal::InvalidValue, "relations/0/act"}));
    create.relations = {to(1)};
    EXPECT_EQ(fresh.refusal(create), (Refused{Refusal::NotFound, "relations/0/act"}));
}

TEST(Relations, NameAnActSignedElsewhereByOneLineAndADayThatWas) {
    auto scene = scene_with_acts();
    const auto subject = [&scene](Relation relation) {
        return scene.refusal(relating({std::move(relation)})).subject;
    };
    for (const char* line :
         {"",
          " ",
          "—",
          "a\nb",
          "a\x1b[31m",
          "a\xE2\x80\xAE"
          "b"}) {
        EXPECT_EQ(subject(elsewhere(line)), "relations/0/elsewhere") << line;
    }
    EXPECT_EQ(subject(elsewhere(std::string(301, 'a'))), "relations/0/elsewhere");
    // It is 2 March 2026, at Paris too.
    EXPECT_EQ(subject(elsewhere("Charte", day("2026-03-03"))), "relations/0/signed_on");
    EXPECT_EQ(subject(elsewhere("Charte", day("0019-03-12"))), "relations/0/signed_on");
    auto both = to(1);
    both.elsewhere = "Charte";
    EXPECT_EQ(subject(both), "relations/0/elsewhere");
    both = to(1);
    both.signed_on = day("2019-03-12");
    EXPECT_EQ(subject(both), "relations/0/signed_on");
    scene.act(relating({elsewhere("Charte", day("2026-03-02")), elsewhere("2019-12")}));
    EXPECT_EQ(scene.state.relations.size(), 2U);
}

TEST(Relations, AreTwentyAtMost) {
    auto scene = scene_with_acts();
    Relations many;
    for (int n = 1; n <= 21; ++n) {
        many.push_back(elsewhere("Acte " + std::to_string(n)));
    }
    EXPECT_EQ(scene.refusal(relating(many)), (Refused{Refusal::InvalidValue, "relations"}));
    many.pop_back();
    scene.act(relating(many));
    EXPECT_EQ(scene.state.relations, many);
}

TEST(Relations, AreRefusedWithEveryOtherFaultOfTheEdit) {
    const auto scene = scene_with_acts();
    auto edit = relating({to(4), to(7)});
    edit.title = "";
    auto refused = scene.refusal(edit);
    EXPECT_EQ(refused.subject, "title");
    ASSERT_EQ(refused.also.size(), 2U);
    EXPECT_EQ(refused.also[0], (Refused{Refusal::InvalidValue, "relations/1/act"}));
    EXPECT_EQ(refused.also[1], (Refused{Refusal::NotFound, "relations/0/act"}));
}

}  // namespace
}  // namespace contreseing::workflows::testing
