#include "workflows/codec/effect_codec.hpp"

#include "tests/support/sample_acts.hpp"
#include "workflows/codec/event_codec.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows::codec {
namespace {

using test_support::instant;
using test_support::numbered;

TEST(EffectCodec, WritesAMailAsDocumented) {
    const MailPayload mail{{"Zoé \"Z\"", {"zoe@x.example"}, Locale::En, HolidayZone::Metropole}, 2};
    const auto text = payload_to_json(mail);
    EXPECT_EQ(
        text,
        R"({"to":{"name":"Zoé \"Z\"","email":"zoe@x.example","locale":"en","zone":"metropole"},)"
        R"("version":2})"
    );
    const auto read = mail_from_json(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->to, mail.to);
    EXPECT_EQ(read->template_version, 2);
}

TEST(EffectCodec, WritesAFollowUpAsAProgramWouldSendItsCommand) {
    const FollowUpSent sent{
        {numbered<ConventionId>(7), AcknowledgeWarning{"shared_address:1,2", "Vérifié.", 12}},
        {instant(3), 8}};
    const auto text = payload_to_json(sent);
    EXPECT_EQ(
        text,
        R"({"effective_at":"2026-03-12T09:03:00.000000Z","hops":8,)"
        R"("to":"00000000-0000-7000-8000-000000000007",)"
        R"("with":{"item":"shared_address:1,2","reason":"Vérifié.","from_events":12}})"
    );
    const auto read = follow_up_from_json("acknowledge_warning", text);
    ASSERT_TRUE(read);
    EXPECT_EQ(payload_to_json(*read), text);
}

TEST(EffectCodec, ReadsNothingThatItDoesNotKnow) {
    const auto text = payload_to_json(FollowUpSent{
        {numbered<ConventionId>(7), Abandon{"Sans suite."}}, {instant(3), 1}});
    EXPECT_TRUE(follow_up_from_json("abandon", text));
    EXPECT_FALSE(follow_up_from_json("acknowledge_warning", R"({"with":{"until":"x"}})"));
    for (const auto* name : {"", "abandon ", "record_signature", "erase_values"}) {
        EXPECT_FALSE(follow_up_from_json(name, text)) << name;
    }
    for (const auto* broken : {"", "[]", "null", R"({"to":1})", R"({"hops":"1"})", "{\"a\":1}"}) {
        EXPECT_FALSE(follow_up_from_json("abandon", broken)) << broken;
        EXPECT_FALSE(mail_from_json(broken)) << broken;
    }
}

TEST(EffectCodec, AnEntryOfAFollowUpAloneSaysSinceWhenItHolds) {
    Recorded recorded;
    recorded.seq = 1;
    recorded.received_at = instant(5);
    recorded.event = RoundOpened{};
    const auto sealed = [&recorded] {
        return seal(
                   {}, recorded, [](auto) { return Sha256{}; }, [](auto) {}
        ).body;
    };
    EXPECT_EQ(sealed().find("effective_at"), std::string::npos);
    recorded.effective_at = instant(2);
    const auto body = sealed();
    EXPECT_NE(
        body.find(R"(,"effective_at":"2026-03-12T09:02:00.000000Z","prev":)"), std::string::npos
    ) << body;
    const auto opened = open(body, {});
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->recorded.effective_at, instant(2));
}

}  // namespace
}  // namespace contreseing::workflows::codec
