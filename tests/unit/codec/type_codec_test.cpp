#include "workflows/codec/type_codec.hpp"

#include "tests/support/source_dir.hpp"
#include "tests/unit/domain/scene.hpp"

#include <fstream>
#include <functional>
#include <map>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace contreseing::workflows::codec {
namespace {

std::string file(const std::string& name) {
    std::ifstream in(std::string(CONTRESEING_SOURCE_DIR "/workflows/types/") + name);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string pointer_of(const std::string& text) {
    const auto type = type_from_json(text);
    return type ? std::string("accepted") : type.error().front().pointer;
}

TEST(TypeCodec, ReadsTheTypesWeShip) {
    for (const auto* name : {"adhesion.json", "partenariat.json"}) {
        const auto type = type_from_json(file(name));
        ASSERT_TRUE(type) << name << ' ' << type.error().front().pointer << ' '
                          << type.error().front().message;
        const auto again = type_from_json(type_to_json(*type));
        ASSERT_TRUE(again) << name;
        EXPECT_EQ(type_to_json(*again), type_to_json(*type));
    }
    const auto adhesion = type_from_json(file("adhesion.json"));
    EXPECT_EQ(adhesion->code, "ADH");
    EXPECT_EQ(adhesion->slots.size(), 3U);
    EXPECT_TRUE(adhesion->slots[1].required);
    EXPECT_FALSE(adhesion->opinion->binding);
    EXPECT_EQ(adhesion->member_register->college_field, "college");
}

TEST(TypeCodec, KeepsATypeBothWays) {
    for (const auto& type : {workflows::testing::adhesion(), workflows::testing::partnership()}) {
        const auto again = published_type_from_json(type_to_json(type));
        ASSERT_TRUE(again) << again.error().pointer << ' ' << again.error().message;
        EXPECT_EQ(type_to_json(*again), type_to_json(type));
        EXPECT_EQ(again->opinion.has_value(), type.opinion.has_value());
        EXPECT_EQ(again->term.years, type.term.years);
    }
}

TEST(TypeCodec, RefusesUnknownMembersAndWords) {
    EXPECT_EQ(pointer_of("{"), "");
    EXPECT_EQ(pointer_of(R"({"key":"a","colour":"red"})"), "/colour");
    EXPECT_EQ(pointer_of(R"({"fields":[{"kind":"poem"}]})"), "/fields/0/kind");
    EXPECT_EQ(pointer_of(R"({"version":"1"})"), "/version");
    EXPECT_EQ(pointer_of(R"({"opinion":{"rule":"dice"}})"), "/opinion/rule");
}

TEST(TypeCodec, RefusesWhatASchemaCannotSay) {
    using Change = std::function<void(ConventionType&)>;
    const std::pair<const char*, Change> cases[] = {
        {"/key", [](auto& t) { t.key = "Adhésion"; }},
        {"/title/en", [](auto& t) { t.title["en"] = "a\xE2\x80\xAE"; }},
        {"/parties/1/key", [](auto& t) { t.parties[1].key = "campus"; }},
        {"/parties", [](auto& t) { t.parties[1].is_campus = true; }},
        {"/fields/1/key", [](auto& t) { t.fields[1].key = "motive"; }},
        {"/fields/2/options/1/key", [](auto& t) { t.fields[2].options[1].key = "formation"; }},
        {"/fields/1/options",
         [](auto& t) {
             for (auto& option : t.fields[1].options) {
                 option.ticked_in_advance = true;
             }
         }},
        {"/opening/between", [](auto& t) { t.opening.between = "a\nb"; }},
        {"/articles/1/id", [](auto& t) { t.articles[1].id = "objet"; }},
        {"/articles/0/id", [](auto& t) { t.articles[0].id = "Objet"; }},
        {"/articles/1/number", [](auto& t) { t.articles[0].number = "1"; }},
        {"/articles/1/heading", [](auto& t) { t.articles[1].heading = "a\nb"; }},
        {"/articles/0/text/1", [](auto& t) { t.articles[0].paragraphs.push_back("{king}"); }},
        {"/articles/0/text/1", [](auto& t) { t.articles[0].paragraphs.push_back("\x01"); }},
        {"/fields/0/key", [](auto& t) { t.articles[0].paragraphs = {"Objet"}; }},
        {"/annexes/1/kind", [](auto& t) { t.annexes.push_back(t.annexes[0]); }},
        {"/slots/0/party", [](auto& t) { t.slots[0].party = "king"; }},
        {"/slots/0/office", [](auto& t) { t.slots[0].office = ""; }},
        {"/attestations/1/key",
         [](auto& t) {
             t.attestations.assign(2, {"authority", {{"fr", "Pouvoir"}}, {}, true});
         }},
        {"/attestations/0/scope",
         [](auto& t) {
             const auto each = AttestationSpec::Scope::EachSlot;
             t.names_are_printed = false;
             t.attestations.push_back({"authority", {{"fr", "Pouvoir"}}, each, true});
         }},
        {"/attestations/0/fields/1",
         [](auto& t) {
             const auto act = AttestationSpec::Scope::Act;
             t.attestations.push_back({"a", {{"fr", "A"}}, act, true, {t.fields[0].key, "nowhere"}}
             );
         }},
        {"/member_register/party", [](auto& t) { t.member_register->party = "king"; }},
        {"/member_register/college_field",
         [](auto& t) { t.member_register->college_field = "axes"; }},
    };
    EXPECT_TRUE(type_contradictions(workflows::testing::adhesion()).empty());
    for (const auto& [pointer, change] : cases) {
        auto type = workflows::testing::adhesion();
        change(type);
        const auto problems = type_contradictions(type);
        // What named the key that is changed in the sample is left without it: that comes after.
        const std::map<std::string_view, std::size_t> with_what_follows{
            {"/parties/1/key", 3}, {"/fields/1/key", 3}};
        const auto found = with_what_follows.find(pointer);
        EXPECT_EQ(problems.size(), found == with_what_follows.end() ? 1U : found->second) << pointer;
        ASSERT_FALSE(problems.empty()) << pointer;
        EXPECT_EQ(problems.front().pointer, pointer) << problems.front().message;
    }
}

TEST(TypeCodec, SaysEverythingThatIsWrongAtOnce) {
    auto type = nlohmann::json::parse(file("adhesion.json"));
    type.erase("renewal");
    type.erase("code");
    type["slots"][0]["rank"] = 51;
    type["notice"] = {{"kind", "forward"}};
    const auto read = type_from_json(type.dump());
    ASSERT_FALSE(read);
    std::vector<std::string> pointers;
    for (const auto& problem : read.error()) {
        pointers.push_back(problem.pointer);
    }
    EXPECT_THAT(
        pointers,
        ::testing::UnorderedElementsAre("/renewal", "/code", "/slots/0/rank", "/notice/months")
    );
}

TEST(TypeCodec, KnowsTheVocabularyOfClausesAndNothingElse) {
    using nlohmann::json;
    const auto with = [](const char* clause, const json& value) {
        auto type = json::parse(file("partenariat.json"));
        type[clause] = value;
        return pointer_of(type.dump());
    };
    for (const auto& [clause, value] : std::initializer_list<std::pair<const char*, json>>{
             {"renewal", {{"kind", "none"}}},
             {"renewal", {{"kind", "tacit"}}},
             {"renewal", {{"kind", "tacit"}, {"months", 12}}},
             {"renewal", {{"kind", "tacit_on_label"}}},
             {"renewal", {{"kind", "on_label"}}},
             {"renewal", {{"kind", "express_on_label"}}},
             {"renewal", {{"kind", "express"}, {"months", 6}}},
             {"notice", {{"kind", "none"}}},
             {"notice", {{"kind", "immediate"}}},
             {"notice", {{"kind", "forward"}, {"months", 3}, {"means", "registered_letter"}}},
             {"notice", {{"kind", "backward"}, {"months", 3}, {"before", "expiry"}}},
             {"notice", {{"kind", "backward"}, {"months", 6}, {"before", "civil_year_end"}}},
             {"notice", {{"kind", "backward"}, {"months", 2}, {"before", "school_year_end"}}},
             {"dispute", {{"kind", "none"}}},
             {"dispute", {{"kind", "conciliation"}, {"days", 15}}},
             {"dispute", {{"kind", "amicable"}, {"court", "Tribunal administratif de Nîmes"}}},
             {"dispute", {{"kind", "meet_before_termination"}}}}) {
        EXPECT_EQ(with(clause, value), "accepted") << clause << value;
    }
    EXPECT_EQ(with("renewal", "TACIT"), "/renewal");
    EXPECT_EQ(with("renewal", {{"kind", "perhaps"}}), "/renewal/kind");
    EXPECT_EQ(with("renewal", {{"kind", "none"}, {"months", 3}}), "/renewal/months");
    EXPECT_EQ(with("renewal", {{"kind", "tacit"}, {"months", 0}}), "/renewal/months");
    EXPECT_EQ(with("renewal", {{"kind", "express"}}), "/renewal/months");
    EXPECT_EQ(with("notice", {{"kind", "backward"}, {"months", 3}}), "/notice/before");
    EXPECT_EQ(with("notice", {{"kind", "forward"}, {"months", 0}}), "/notice/months");
    EXPECT_EQ(with("dispute", {{"kind", "conciliation"}}), "/dispute/days");
    EXPECT_EQ(with("dispute", {{"kind", "amicable"}, {"court", "a\u0001"}}), "/dispute/court");
}

TEST(TypeCodec, ReadsWhatWasPublishedUnderFormerRules) {
    auto type = nlohmann::json::parse(file("adhesion.json"));
    type["renewal"] = "TACIT";
    type["notice"] = "FORWARD(P3M, from=RECEIPT)";
    type["dispute"] = "CONCILIATION(P15D)";
    type["slots"][0]["rank"] = 51;
    type.erase("code");
    EXPECT_FALSE(type_from_json(type.dump()));
    const auto read = published_type_from_json(type.dump());
    ASSERT_TRUE(read) << read.error().pointer << ' ' << read.error().message;
    EXPECT_EQ(read->renewal, (RenewalSpec{RenewalSpec::Kind::Tacit, 0}));
    EXPECT_EQ(read->notice.kind, NoticeSpec::Kind::Forward);
    EXPECT_EQ(read->notice.months, 3);
    EXPECT_EQ(read->dispute, (DisputeSpec{DisputeSpec::Kind::Conciliation, 15, {}}));
    type["renewal"] = "MAYBE";
    EXPECT_EQ(published_type_from_json(type.dump())->renewal.kind, RenewalSpec::Kind::None);
}

}  // namespace
}  // namespace contreseing::workflows::codec
