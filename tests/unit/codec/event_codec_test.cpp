#include "workflows/codec/event_codec.hpp"

#include "tests/support/source_dir.hpp"
#include "tests/unit/codec/samples.hpp"
#include "tests/unit/domain/scene.hpp"
#include "workflows/codec/canonical.hpp"
#include "workflows/codec/names.hpp"
#include "workflows/codec/strict_json.hpp"
#include "workflows/codec/upcast.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <openssl/sha.h>

namespace contreseing::workflows::codec {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Sha256 sha256(std::span<const std::uint8_t> bytes) {
    Sha256 out;
    ::SHA256(bytes.data(), bytes.size(), out.bytes.data());
    return out;
}

/// Salts 1, 2, 3…
RandomFunction counting() {
    return [n = std::uint8_t{0}](std::span<std::uint8_t> out) mutable {
        ++n;
        std::fill(out.begin(), out.end(), n);
    };
}

EntryPlace place() {
    EntryPlace out{{"ptms30"}, {}, workflows::testing::digest_of(17)};
    out.convention.bytes.fill(3);
    return out;
}

Recorded recorded(Event event) {
    Recorded out;
    out.seq = 12;
    out.received_at = workflows::testing::at("2026-03-12T09:00:00.000123Z");
    out.actor = {Actor::Kind::Signatory, "slot/3", "Mme Zoé Personne", "Présidente"};
    out.command.bytes.fill(4);
    out.event = std::move(event);
    out.on = TextRef{2, *parse_sha256(std::string(64, 'a'))};
    return out;
}

/// Entries as they were first written, by the SHA-256 of their bytes.
std::map<std::string, std::string> kept_entries() {
    std::map<std::string, std::string> entries;
    for (const auto& part : std::filesystem::directory_iterator(CONTRESEING_SOURCE_DIR
                                                                "/tests/data/journal/entries")) {
        std::ifstream file(part.path());
        for (std::string hash, body; file >> hash && std::getline(file >> std::ws, body);) {
            entries[hash] = body;
        }
    }
    return entries;
}

std::string hash_of(const std::string& body) {
    return to_hex(sha256({reinterpret_cast<const std::uint8_t*>(body.data()), body.size()}));
}

class EveryEvent : public ::testing::TestWithParam<std::size_t> {
protected:
    [[nodiscard]] Event event() const {
        return workflows::testing::one_of_each_event().at(GetParam());
    }
};

TEST_P(EveryEvent, IsReadBackFromTheJournal) {
    const Recorded written = recorded(event());
    const auto sealed = seal(place(), written, sha256, counting());
    const auto opened = open(sealed.body, sealed.values);
    ASSERT_TRUE(opened) << opened.error().pointer << ' ' << opened.error().message;
    EXPECT_EQ(opened->place, place());
    EXPECT_EQ(opened->recorded.seq, 12);
    EXPECT_EQ(opened->recorded.received_at, written.received_at);
    EXPECT_EQ(opened->recorded.actor, written.actor);
    EXPECT_EQ(opened->recorded.command, written.command);
    EXPECT_EQ(opened->recorded.on, written.on);
    EXPECT_EQ(opened->recorded.event.index(), written.event.index());
    EXPECT_EQ(event_to_json(opened->recorded.event), event_to_json(written.event));
    // The same entry again, byte for byte: nothing was lost on the way.
    EXPECT_EQ(seal(place(), opened->recorded, sha256, counting()).body, sealed.body);
    EXPECT_EQ(canonical(*parse_strict(sealed.body)), sealed.body);
}

TEST_P(EveryEvent, HidesEveryPersonalValueBehindItsCommitment) {
    const auto sealed = seal(place(), recorded(event()), sha256, counting());
    EXPECT_TRUE(broken_commitments(sealed.body, sealed.values, sha256).empty());
    EXPECT_THAT(sealed.body, Not(HasSubstr("Personne")));
    EXPECT_THAT(sealed.body, Not(HasSubstr("@parties.example")));
    EXPECT_THAT(sealed.body, Not(HasSubstr("@x.example")));
    for (const auto& personal : sealed.values) {
        EXPECT_THAT(sealed.body, Not(HasSubstr(canonical_string(personal.value))));
    }
}

TEST_P(EveryEvent, IsStillReadOnceItsValuesAreErased) {
    const auto sealed = seal(place(), recorded(event()), sha256, counting());
    const auto opened = open(sealed.body, {});
    ASSERT_TRUE(opened) << opened.error().pointer << ' ' << opened.error().message;
    EXPECT_EQ(opened->recorded.actor.name, "(effacé)");
    EXPECT_EQ(opened->recorded.event.index(), event().index());
    EXPECT_TRUE(broken_commitments(sealed.body, {}, sha256).empty());
}

TEST_P(EveryEvent, IsWrittenAsTheEntryThatWasKept) {
    const auto body = seal(place(), recorded(event()), sha256, counting()).body;
    const auto hash = hash_of(body);
    EXPECT_TRUE(kept_entries().contains(hash))
        << "a stored format changed: give the event a new version, with an up-cast from the entry\n"
           "kept, or for a new event or version add to tests/data/journal/entries/<part>.txt:\n"
        << hash << ' ' << body;
}

INSTANTIATE_TEST_SUITE_P(
    Journal,
    EveryEvent,
    ::testing::Range(std::size_t{0}, std::variant_size_v<Event>),
    [](const auto& each) {
        return std::string(name_of(workflows::testing::one_of_each_event()[each.param]));
    }
);

TEST(EventCodec, KnowsASampleOfEachKind) {
    const auto samples = workflows::testing::one_of_each_event();
    std::set<std::size_t> kinds;
    for (const auto& sample : samples) {
        kinds.insert(sample.index());
    }
    EXPECT_EQ(samples.size(), std::variant_size_v<Event>);
    EXPECT_EQ(kinds.size(), samples.size());
}

TEST(EventCodec, ReadsEveryEntryThatWasEverKept) {
    const auto entries = kept_entries();
    EXPECT_GE(entries.size(), std::variant_size_v<Event>);
    for (const auto& [hash, body] : entries) {
        EXPECT_EQ(hash_of(body), hash) << body;
        const auto opened = open(body, {});
        EXPECT_TRUE(opened) << body;
    }
}

TEST(EventCodec, WritesTheEntryThatIsHashed) {
    Recorded entry = recorded(SlotDeclined{3, "Pas de délibération."});
    const auto sealed = seal(place(), entry, sha256, counting());
    ASSERT_EQ(sealed.values.size(), 2U);
    EXPECT_EQ(sealed.values[0].pointer, "/actor/name");
    EXPECT_EQ(sealed.values[1].pointer, "/body/reason");
    EXPECT_EQ(sealed.values[1].value, "Pas de délibération.");
    const std::string text = std::string(16, '\x02') + "\"Pas de délibération.\"";
    const std::string commitment =
        to_hex(sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
    EXPECT_THAT(
        sealed.body, HasSubstr(R"("body":{"reason":{"#":")" + commitment + R"("},"slot":3})")
    );
    EXPECT_THAT(sealed.body, HasSubstr(R"("type":"slot_declined","v":1})"));
    EXPECT_THAT(sealed.body, HasSubstr(R"("received_at":"2026-03-12T09:00:00.000123Z")"));
}

TEST(EventCodec, WritesTheTextThatAnEntryIsAbout) {
    Recorded entry = recorded(SlotEscalated{3});
    const auto sealed = seal(place(), entry, sha256, counting());
    EXPECT_THAT(
        sealed.body,
        HasSubstr(R"("on":{"sha256":")" + std::string(64, 'a') + R"(","version":2},"prev")")
    );
    // While there is none, and in entries written before they said so.
    entry.on.reset();
    const auto without = seal(place(), entry, sha256, counting());
    EXPECT_THAT(without.body, Not(HasSubstr("\"on\"")));
    const auto opened = open(without.body, without.values);
    ASSERT_TRUE(opened);
    EXPECT_FALSE(opened->recorded.on);
}

TEST(EventCodec, WritesWhatAnActIsToOthersAndNothingWhereItIsNothing) {
    ConventionId other;
    other.bytes.fill(7);
    DraftEdited edited;
    edited.relations = {
        {Relation::Kind::ConformsTo, other, {}, {}},
        {Relation::Kind::Amends, {}, "Charte", workflows::testing::day("2019-03-12")}};
    const auto sealed = seal(place(), recorded(edited), sha256, counting());
    EXPECT_THAT(
        sealed.body,
        HasSubstr(
            R"("body":{"relations":[{"act":"07070707-0707-0707-0707-070707070707","kind":"conforms_to"},)"
            R"({"elsewhere":"Charte","kind":"amends","signed_on":"2019-03-12"}]})"
        )
    );
    const auto opened = open(sealed.body, sealed.values);
    ASSERT_TRUE(opened);
    EXPECT_EQ(std::get<DraftEdited>(opened->recorded.event).relations, edited.relations);
    // None any more is something else than unchanged.
    edited.relations->clear();
    EXPECT_THAT(event_to_json(Event(edited)), HasSubstr(R"("relations":[])"));
    edited.relations.reset();
    EXPECT_THAT(event_to_json(Event(edited)), Not(HasSubstr("relations")));
}

TEST(EventCodec, SaltsEachValueApart) {
    const auto sealed = seal(
        place(),
        recorded(HolderSubstituted{
            1,
            workflows::testing::contact("Même", "x@x.example"),
            workflows::testing::contact("Même", "x@x.example"),
            "r",
            {}}),
        sha256,
        counting()
    );
    std::set<std::array<std::uint8_t, 16>> salts;
    for (const auto& personal : sealed.values) {
        EXPECT_TRUE(salts.insert(personal.salt).second);
    }
    EXPECT_EQ(salts.size(), 6U);
}

TEST(EventCodec, NamesAValueThatWasAltered) {
    auto sealed = seal(place(), recorded(SlotDeclined{3, "Non."}), sha256, counting());
    sealed.values[1].value = "Oui.";
    EXPECT_EQ(
        broken_commitments(sealed.body, sealed.values, sha256),
        std::vector<std::string>{"/body/reason"}
    );
    sealed.values[1].value = "Non.";
    sealed.values[0].salt[3] ^= 1U;
    EXPECT_EQ(
        broken_commitments(sealed.body, sealed.values, sha256),
        std::vector<std::string>{"/actor/name"}
    );
    sealed.values[0].pointer = "/body/slot";
    EXPECT_EQ(
        broken_commitments(sealed.body, sealed.values, sha256),
        std::vector<std::string>{"/body/slot"}
    );
    sealed.values[0].pointer = "no pointer";
    EXPECT_EQ(broken_commitments(sealed.body, sealed.values, sha256).size(), 1U);
    EXPECT_EQ(broken_commitments("{", sealed.values, sha256).size(), 2U);
}

TEST(EventCodec, NeverWritesAValueWhereNoneWasTakenOut) {
    const auto sealed = seal(place(), recorded(SlotDeclined{3, "Non."}), sha256, counting());
    const PersonalValue forged{"/body/slot", {}, "9"};
    EXPECT_EQ(
        open(sealed.body, std::span(&forged, 1))->recorded.event.index(),
        Event(SlotDeclined{}).index()
    );
    EXPECT_EQ(
        std::get<SlotDeclined>(open(sealed.body, std::span(&forged, 1))->recorded.event).slot, 3
    );
}

TEST(EventCodec, RefusesWhatIsNotAnEntry) {
    const std::string body = seal(place(), recorded(SlotEscalated{3}), sha256, counting()).body;
    const auto with = [&body](const std::string& from, const std::string& to) {
        std::string changed = body;
        const auto at = changed.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        changed.replace(at, from.size(), to);
        const auto opened = open(changed, {});
        return opened ? std::string("accepted") : opened.error().pointer;
    };
    EXPECT_EQ(with("slot_escalated", "slot_melted"), "/type");
    EXPECT_EQ(with("\"v\":1", "\"v\":2"), "/v");
    EXPECT_EQ(with("\"v\":1", "\"v\":0"), "/v");
    EXPECT_EQ(with("\"slot\":3", "\"slot\":\"3\""), "/body/slot");
    EXPECT_EQ(with("\"slot\":3", "\"slot\":3000000000"), "/body/slot");
    EXPECT_EQ(with("\"slot\":3", "\"place\":3"), "/body/place");
    EXPECT_EQ(with("\"seq\":12", "\"seq\":12,\"extra\":1"), "/extra");
    EXPECT_EQ(with("signatory", "king"), "/actor/kind");
    EXPECT_FALSE(open("", {}));
    EXPECT_FALSE(open("[]", {}));
    EXPECT_FALSE(open("{}", {}));
}

TEST(Upcast, LiftsOldBodiesStepByStep) {
    const Upcast steps[] = {
        {"slot_melted",
         1,
         [](nlohmann::json& body) {
             body["b"] = body["a"];
             body.erase("a");
         }},
        {"slot_melted", 2, [](nlohmann::json& body) { body["b"] = body["b"].get<int>() * 10; }},
        {"other", 1, [](nlohmann::json& body) { body = nullptr; }},
    };
    EXPECT_EQ(current_version(steps, "slot_melted"), 3);
    EXPECT_EQ(current_version(steps, "unheard_of"), 1);
    nlohmann::json body{{"a", 4}};
    EXPECT_EQ(*upcast(steps, "slot_melted", 1, body), 3);
    EXPECT_EQ(body, (nlohmann::json{{"b", 40}}));
    nlohmann::json newer{{"b", 4}};
    EXPECT_EQ(*upcast(steps, "slot_melted", 3, newer), 3);
    EXPECT_EQ(newer["b"], 4);
    EXPECT_EQ(upcast(steps, "slot_melted", 4, newer).error().pointer, "/v");
}

}  // namespace
}  // namespace contreseing::workflows::codec
