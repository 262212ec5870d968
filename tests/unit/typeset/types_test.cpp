#include "sample_act.hpp"
#include "tests/support/source_dir.hpp"
#include "workflows/codec/type_bounds.hpp"
#include "workflows/codec/type_codec.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <gtest/gtest.h>

namespace contreseing::tests {
namespace {

using nlohmann::json;
namespace codec = workflows::codec;

bool is_valid(const json& type) {
    static const valijson::Schema& schema = [&]() -> const valijson::Schema& {
        static valijson::Schema parsed;
        const json text = type_file("schema");
        valijson::SchemaParser(valijson::SchemaParser::kDraft7)
            .populateSchema(valijson::adapters::NlohmannJsonAdapter(text), parsed);
        return parsed;
    }();
    return valijson::Validator().validate(
        schema, valijson::adapters::NlohmannJsonAdapter(type), nullptr
    );
}

std::set<std::string> keys_of(const json& list, const char* member = "key") {
    std::set<std::string> keys;
    for (const auto& item : list) {
        EXPECT_TRUE(keys.insert(item.at(member).get<std::string>()).second) << item.at(member);
    }
    return keys;
}

class ShippedType : public testing::TestWithParam<const char*> {};

TEST_P(ShippedType, IsValidAgainstTheSchema) {
    EXPECT_TRUE(is_valid(type_file(GetParam())));
}

TEST_P(ShippedType, HoldsTogetherWhereTheSchemaCannotSay) {
    const auto type = type_file(GetParam());
    EXPECT_EQ(type.at("key"), GetParam());
    const auto parties = keys_of(type.at("parties"));
    for (const auto& slot : type.at("slots")) {
        EXPECT_TRUE(parties.contains(slot.at("party"))) << slot;
    }
    keys_of(type.at("fields"));
    keys_of(type.at("annexes"), "kind");
    for (const auto& field : type.at("fields")) {
        keys_of(field.value("options", json::array()));
    }
    const auto folder = std::filesystem::path(CONTRESEING_SOURCE_DIR) /
                        "documents/typeset/templates" / type.at("template_name").get<std::string>();
    EXPECT_TRUE(std::filesystem::exists(folder / "act.html"));
    EXPECT_TRUE(std::filesystem::exists(folder / "act.css"));
}

TEST_P(ShippedType, IsRefusedByTheSchemaWhenAnyRequiredMemberIsMissing) {
    const auto type = type_file(GetParam());
    const auto schema = type_file("schema");
    for (const auto& member : schema.at("required")) {
        auto without = type;
        without.erase(member.get<std::string>());
        EXPECT_FALSE(is_valid(without)) << member;
    }
}

INSTANTIATE_TEST_SUITE_P(Types, ShippedType, testing::Values("adhesion", "partenariat"));

TEST(TypeSchema, HasNoPattern) {
    std::ifstream in(CONTRESEING_SOURCE_DIR "/workflows/types/schema.json");
    const std::string text(std::istreambuf_iterator<char>(in), {});
    EXPECT_EQ(text.find("\"pattern"), std::string::npos);
}

TEST(TypeSchema, RefusesWhatIsNotAType) {
    const auto good = type_file("adhesion");
    const auto refused = [&](const char* pointer, const json& value) {
        auto bad = good;
        bad[json::json_pointer(pointer)] = value;
        return !is_valid(bad);
    };
    EXPECT_TRUE(refused("/unknown", 1));
    EXPECT_TRUE(refused("/fields/0/unknown", 1));
    EXPECT_TRUE(refused("/version", 0));
    EXPECT_TRUE(refused("/version", "1"));
    EXPECT_TRUE(refused("/code", "XYZ"));
    EXPECT_TRUE(refused("/title", "Convention"));
    EXPECT_TRUE(refused("/title", json{{"en", "only"}}));
    EXPECT_TRUE(refused("/consent/de", "Ja"));
    EXPECT_TRUE(refused("/parties", json::array()));
    EXPECT_TRUE(refused("/fields/0/kind", "date"));
    EXPECT_TRUE(refused("/fields/0/kind", "one_of")) << "without options";
    EXPECT_TRUE(refused("/fields/5/kind", "line")) << "with options";
    EXPECT_TRUE(refused("/slots", json::array()));
    EXPECT_TRUE(refused("/slots/0/rank", 0));
    EXPECT_TRUE(refused("/attestations/0/scope", "slot"));
    EXPECT_TRUE(refused("/attestations/0/blocking", "yes"));
    EXPECT_TRUE(refused("/attestations/0/label", json{{"en", "only"}}));
    EXPECT_TRUE(refused("/attestations/0/fields", "motive"));
    EXPECT_TRUE(refused("/opinion/quorum_percent", 101));
    EXPECT_TRUE(refused("/opinion/rule", "majority"));
    EXPECT_TRUE(refused("/opinion/deadline_working_days", 0));
    EXPECT_TRUE(refused("/term", json{{"kind", "fixed_years"}}));
    EXPECT_TRUE(refused("/term", json{{"kind", "unspecified"}, {"years", 3}}));
    EXPECT_TRUE(refused("/renewal", "TACIT"));
    EXPECT_TRUE(refused("/slots/0/rank", 51));
    EXPECT_TRUE(refused("/notice", json{{"kind", "forward"}}));
    EXPECT_TRUE(refused("/dispute", json{{"kind", "none"}, {"days", 15}}));
    EXPECT_TRUE(refused("/link_validity_days", 0));
}

/// The place of every value of `node`; of a list, those of its first and last item.
void each(const json& node, const json::json_pointer& at, std::vector<json::json_pointer>& out) {
    out.push_back(at);
    if (node.is_object()) {
        for (const auto& [name, child] : node.items()) {
            each(child, at / name, out);
        }
    } else if (node.is_array()) {
        for (std::size_t i = 0; i < node.size(); i += std::max<std::size_t>(1, node.size() - 1)) {
            each(node[i], at / i, out);
        }
    }
}

TEST(TypeSchema, IsTheOneThatTheReaderIsMadeFrom) {
    std::ifstream in(CONTRESEING_SOURCE_DIR "/workflows/types/schema.json");
    const std::string text(std::istreambuf_iterator<char>(in), {});
    EXPECT_EQ(text, codec::type_schema())
        << "contreseing types schema > workflows/types/schema.json";
}

// The validator is valijson; the reader, ours.
TEST(TypeSchema, AndTheReaderAgreeOnEveryMutatedType) {
    const json values[] = {
        nullptr,
        true,
        0,
        -1,
        1,
        51,
        400,
        1.5,
        "",
        "x",
        "none",
        std::string(41, 'x'),
        std::string(201, 'x'),
        std::string(2001, 'x'),
        json::array(),
        json::array({"x"}),
        json::object(),
        {{"x", 1}},
        {{"kind", "tacit"}},
        {{"fr", "x"}, {"en", "y"}}};
    auto whole = type_file("partenariat");
    whole["opinion"] = type_file("adhesion").at("opinion");
    whole["attestations"] = type_file("adhesion").at("attestations");
    whole["member_register"] = type_file("adhesion").at("member_register");
    whole["renewal"] = {{"kind", "express"}, {"months", 6}};
    whole["notice"] = {
        {"kind", "backward"}, {"months", 3}, {"before", "expiry"}, {"means", "written"}};
    whole["dispute"] = {{"kind", "conciliation"}, {"days", 15}, {"court", "TA"}};
    int refused = 0;
    int taken = 0;
    const auto compare = [&](const json& mutant, const std::string& how) {
        const bool schema = is_valid(mutant);
        EXPECT_EQ(codec::read_within_bounds(mutant.dump()).has_value(), schema) << how;
        (schema ? taken : refused) += 1;
        if (codec::type_from_json(mutant.dump())) {
            EXPECT_TRUE(schema) << how;
        }
    };
    // The kinds of field that have options.
    whole["fields"] = {whole["fields"][1], type_file("adhesion")["fields"][5]};
    for (const auto& type : {whole}) {
        ASSERT_TRUE(is_valid(type) && codec::read_within_bounds(type.dump()));
        std::vector<json::json_pointer> places;
        each(type, json::json_pointer(), places);
        for (const auto& place : places) {
            if (place.empty()) {
                continue;
            }
            auto removed = type;
            auto& parent = removed[place.parent_pointer()];
            if (parent.is_object()) {
                parent.erase(place.back());
                compare(removed, "without " + place.to_string());
            }
            for (const auto& value : values) {
                auto mutant = type;
                mutant[place] = value;
                compare(mutant, place.to_string() + " = " + value.dump());
            }
            auto& node = removed = type;
            if (node[place].is_object()) {
                node[place]["unknown"] = 1;
                compare(removed, "more in " + place.to_string());
            } else if (node[place].is_array() && !node[place].empty()) {
                const auto item = node[place].front();
                while (node[place].size() < 201) {
                    node[place].push_back(item);
                }
                compare(removed, "more items in " + place.to_string());
            }
        }
    }
    EXPECT_GT(refused, 1000);
    EXPECT_GT(taken, 100);
}

/// Every value that may stand in a type, at least once.
json type_with_everything() {
    auto whole = type_file("adhesion");
    whole["visas"] = {"Vu le code de l’éducation,", "Vu la délibération,"};
    whole["fields"][0]["required"] = true;
    for (auto& field : whole["fields"]) {
        if (field["kind"] == "many_of") {
            field["with_other"] = true;
        }
    }
    whole["term"] = {{"kind", "fixed_years"}, {"years", 5}};
    whole["renewal"] = {{"kind", "tacit"}, {"months", 12}};
    whole["notice"] = {
        {"kind", "backward"}, {"months", 3}, {"before", "expiry"}, {"means", "written"}};
    whole["dispute"] = {{"kind", "conciliation"}, {"days", 15}, {"court", "TA"}};
    return whole;
}

/// The text of `node`, in which each member of the object at `twice` comes twice.
std::string doubled(
    const json& node, const json::json_pointer& twice, const json::json_pointer& at
) {
    if (!node.is_structured()) {
        return node.dump();
    }
    std::string out;
    for (const auto& [name, child] : node.items()) {
        const auto label = node.is_object() ? json(name).dump() + ':' : std::string();
        const auto place = node.is_object() ? at / name : at / std::stoul(name);
        const auto member = label + doubled(child, twice, place);
        out += (out.empty() ? "" : ",") + member + (place == twice ? ',' + member : "");
    }
    return node.is_object() ? '{' + out + '}' : '[' + out + ']';
}

TEST(TypeReader, RefusesEveryValueAtItsWorst) {
    const auto whole = type_with_everything();
    ASSERT_TRUE(codec::type_from_json(whole.dump()));
    const auto is_one_of = [](const std::string& place, std::initializer_list<const char*> known) {
        return std::find(known.begin(), known.end(), place) != known.end();
    };
    std::vector<json::json_pointer> places;
    each(whole, json::json_pointer(), places);
    int numbers = 0, texts = 0, lists = 0, members = 0;
    for (const auto& place : places) {
        const auto where = place.to_string();
        const auto taken = [&](const json& value) {
            auto mutant = whole;
            mutant[place] = value;
            return codec::type_from_json(mutant.dump()).has_value();
        };
        const auto& value = whole[place];
        if (value.is_number()) {
            ++numbers;
            EXPECT_EQ(taken(0), is_one_of(where, {"/opinion/quorum_percent", "/reminders/max"}))
                << where;
            for (const json& bad :
                 {json(-1),
                  json(-value.get<int>()),
                  json(1'000'000),
                  json(2147483648),
                  json(-2147483649),
                  json(4294967297),
                  json(9223372036854775807),
                  json(18446744073709551615U),
                  json(1e300),
                  json(0.5),
                  json("1")}) {
                EXPECT_FALSE(taken(bad)) << where << " = " << bad;
            }
        } else if (value.is_string()) {
            ++texts;
            EXPECT_EQ(
                taken(""),
                is_one_of(
                    where, {"/inform_body_kind", "/member_register/college_field", "/dispute/court"}
                ) || is_one_of(place.back(), {"number", "heading"})
            ) << where;
            for (const json& bad :
                 {json(" "),
                  json("\t\n"),
                  json("\u00a0"),
                  json("\u200b"),
                  json(std::string(10'000, 'x')),
                  json(1),
                  json(nullptr)}) {
                EXPECT_FALSE(taken(bad)) << where << " = " << bad.dump().substr(0, 20);
            }
            const bool is_word =
                is_one_of(place.back(), {"kind", "scope", "rule", "means", "before", "code"}) &&
                !place.parent_pointer().parent_pointer().to_string().starts_with("/annexes");
            if (is_word) {
                for (const auto& slip :
                     {value.get<std::string>() + 'x',
                      ' ' + value.get<std::string>(),
                      std::string(1, static_cast<char>(value.get<std::string>()[0] ^ 0x20)) +
                          value.get<std::string>().substr(1)}) {
                    EXPECT_FALSE(taken(slip)) << where << " = " << slip;
                }
            }
        } else if (value.is_array()) {
            ++lists;
            const bool needed = is_one_of(where, {"/parties", "/slots", "/articles"}) ||
                                is_one_of(place.back(), {"options", "text"});
            EXPECT_FALSE(needed && taken(json::array())) << where;
            auto twice = value;
            twice.insert(twice.end(), value.begin(), value.end());
            // Two places of one office sign side by side, a paragraph may say the same again;
            // nothing else comes twice.
            EXPECT_EQ(taken(twice), where == "/slots" || place.back() == "text" || value.empty())
                << where;
        }
        if (!place.empty()) {
            ++members;
            if (whole[place.parent_pointer()].is_object()) {
                const auto read =
                    codec::type_from_json(doubled(whole, place, json::json_pointer()));
                ASSERT_FALSE(read) << where << " twice";
                EXPECT_EQ(read.error().front().pointer, where);
            }
        }
    }
    EXPECT_GT(numbers, 10);
    EXPECT_GT(texts, 50);
    EXPECT_GE(lists, 8);
    EXPECT_GT(members, 100);
}

// Source: docs/acts.md, admission.
TEST(AdhesionType, CarriesTheRulesOfTheAct) {
    const auto type = type_file("adhesion");
    EXPECT_EQ(type.at("opinion").at("body_kind"), "directoire");
    EXPECT_EQ(type.at("opinion").at("binding"), false);
    EXPECT_EQ(type.at("inform_body_kind"), "cos");
    ASSERT_EQ(type.at("attestations").size(), 2U);
    EXPECT_EQ(type.at("attestations")[0].at("key"), "eligibility");
    EXPECT_EQ(type.at("attestations")[0].at("scope"), "act");
    EXPECT_EQ(type.at("attestations")[0].at("fields"), json::array({"motive"}));
    EXPECT_EQ(type.at("attestations")[1].at("key"), "authority");
    EXPECT_EQ(type.at("attestations")[1].at("scope"), "each_slot");
    EXPECT_EQ(type.at("annexes")[0].at("kind"), "convention_constitutive");
    for (const auto& annex : type.at("annexes")) {
        EXPECT_EQ(annex.at("acknowledged"), true) << annex.at("kind");
    }
    const auto& slots = type.at("slots");
    ASSERT_EQ(slots.size(), 3U);
    EXPECT_TRUE(slots[0].value("stamp", false));
    EXPECT_FALSE(slots[1].value("stamp", false));
    EXPECT_TRUE(slots[2].value("stamp", false));
    EXPECT_EQ(slots[2].at("party"), type.at("member_register").at("party"));
    for (const auto& field : type.at("fields")) {
        if (field.at("key") == type.at("member_register").at("college_field")) {
            EXPECT_EQ(field.at("kind"), "one_of");
            EXPECT_EQ(field.at("options").size(), 3U);
            EXPECT_TRUE(field.value("required", false));
        }
    }
}

// Source: docs/acts.md, partnership.
TEST(PartnershipType, CarriesTheRulesOfTheAct) {
    const auto type = type_file("partenariat");
    EXPECT_FALSE(type.contains("opinion"));
    EXPECT_EQ(type.at("inform_body_kind"), "");
    EXPECT_EQ(type.at("parties").size(), 3U);
    EXPECT_EQ(type.at("term"), (json{{"kind", "fixed_years"}, {"years", 5}}));
    EXPECT_EQ(type.at("dispute"), (json{{"kind", "meet_before_termination"}}));
    int rank = 0;
    for (const auto& slot : type.at("slots")) {
        EXPECT_EQ(slot.at("rank"), ++rank);
    }
    EXPECT_EQ(rank, 3);
}

}  // namespace
}  // namespace contreseing::tests
