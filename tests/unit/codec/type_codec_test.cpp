#include "workflows/codec/type_codec.hpp"

#include "tests/support/source_dir.hpp"
#include "tests/unit/domain/scene.hpp"

#include <fstream>
#include <functional>
#include <sstream>

#include <gtest/gtest.h>

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
    return type ? std::string("accepted") : type.error().pointer;
}

TEST(TypeCodec, ReadsTheTypesWeShip) {
    for (const auto* name : {"adhesion.json", "partenariat.json"}) {
        const auto type = type_from_json(file(name));
        ASSERT_TRUE(type) << name << ' ' << type.error().pointer << ' ' << type.error().message;
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
        const auto again = type_from_json(type_to_json(type));
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
        {"/version", [](auto& t) { t.version = 0; }},
        {"/title", [](auto& t) { t.title.erase("fr"); }},
        {"/title/de", [](auto& t) { t.title["de"] = "x"; }},
        {"/title/en", [](auto& t) { t.title["en"] = "a\xE2\x80\xAE"; }},
        {"/parties/1/key", [](auto& t) { t.parties[1].key = "campus"; }},
        {"/parties", [](auto& t) { t.parties[1].is_campus = true; }},
        {"/fields/1/key", [](auto& t) { t.fields[1].key = "motive"; }},
        {"/fields/1/options", [](auto& t) { t.fields[1].options.resize(1); }},
        {"/fields/0/options", [](auto& t) { t.fields[0].options = t.fields[1].options; }},
        {"/fields/1/with_other", [](auto& t) { t.fields[1].with_other = true; }},
        {"/fields/2/options/1/key", [](auto& t) { t.fields[2].options[1].key = "formation"; }},
        {"/fields/1/options",
         [](auto& t) {
             for (auto& option : t.fields[1].options) {
                 option.ticked_in_advance = true;
             }
         }},
        {"/annexes/1/kind", [](auto& t) { t.annexes.push_back(t.annexes[0]); }},
        {"/slots", [](auto& t) { t.slots.clear(); }},
        {"/slots/0/party", [](auto& t) { t.slots[0].party = "king"; }},
        {"/slots/0/rank", [](auto& t) { t.slots[0].rank = 0; }},
        {"/slots/0/office", [](auto& t) { t.slots[0].office = ""; }},
        {"/attestations/1/key",
         [](auto& t) {
             t.attestations.assign(2, {"authority", {{"fr", "Pouvoir"}}, {}, true});
         }},
        {"/attestations/0/label",
         [](auto& t) {
             t.attestations.push_back({"a", {}, {}, true});
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
        {"/opinion/quorum_percent", [](auto& t) { t.opinion->quorum_percent = 101; }},
        {"/opinion/deadline_working_days", [](auto& t) { t.opinion->deadline_working_days = 0; }},
        {"/member_register/party", [](auto& t) { t.member_register->party = "king"; }},
        {"/member_register/college_field",
         [](auto& t) { t.member_register->college_field = "axes"; }},
        {"/reminders/first_after", [](auto& t) { t.reminders.first_after = 0; }},
        {"/link_validity_days", [](auto& t) { t.link_validity_days = 0; }},
        {"/term/years", [](auto& t) { t.term.years = 5; }},
        {"/term/years", [](auto& t) { t.term.kind = TermSpec::Kind::FixedYears; }},
        {"/consent", [](auto& t) { t.consent.clear(); }},
    };
    EXPECT_EQ(check_type(workflows::testing::adhesion()), std::nullopt);
    for (const auto& [pointer, change] : cases) {
        auto type = workflows::testing::adhesion();
        change(type);
        const auto problem = check_type(type);
        ASSERT_TRUE(problem) << pointer;
        EXPECT_EQ(problem->pointer, pointer) << problem->message;
    }
}

}  // namespace
}  // namespace contreseing::workflows::codec
