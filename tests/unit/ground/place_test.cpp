#include "workflows/ground/place.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows {
namespace {

TEST(Place, HasOneSpelling) {
    const std::pair<Place, const char*> places[] = {
        {whole_act(), ""},
        {slot_place(3), "slot/3"},
        {{.kind = Place::Kind::Holder, .n = 3, .m = 1}, "slot/3/holder/1"},
        {{.kind = Place::Kind::Assistant, .n = 12, .m = 2}, "slot/12/assistant/2"},
        {opinion_place(2), "opinion/2"},
        {seat_place(1, 2), "opinion/1/seat/2"},
        {{.kind = Place::Kind::Party, .n = 2}, "party/2"},
        {{.matter = {Matter::Kind::Dispute, 1}, .kind = Place::Kind::Representative, .n = 4},
         "dispute/1/representative/4"},
        {{.matter = {Matter::Kind::Exit, 7}, .kind = Place::Kind::Party, .n = 999'999'999},
         "exit/7/party/999999999"},
    };
    for (const auto& [place, text] : places) {
        EXPECT_EQ(to_text(place), text);
        EXPECT_EQ(parse_place(text), place) << text;
    }
}

TEST(Place, IsASlotOfTheActOrASeatOfAnOpinionAlone) {
    EXPECT_EQ(parse_place("slot/3")->slot(), 3);
    EXPECT_EQ(parse_place("opinion/1/seat/2")->seat(), 2);
    for (const char* text : {"opinion/1/slot/3", "dispute/9/slot/3", "seat/2", "dispute/1/seat/2"}) {
        EXPECT_EQ(parse_place(text)->slot(), 0) << text;
        EXPECT_EQ(parse_place(text)->seat(), 0) << text;
    }
}

TEST(Place, IsNoOtherText) {
    for (const char* text :
         {"/",
          "slot",
          "slot/",
          "slot/0",
          "slot/-1",
          "slot/+1",
          "slot/01",
          "slot/1/",
          "slot/ 1",
          "Slot/1",
          "slot/1a",
          "slot/1000000000",
          "slot/99999999999999999999",
          "opinion",
          "seat/x",
          "opinion/1/",
          "opinion/1/seat",
          "opinion/1/seat/2/3",
          "opinion/0/seat/1",
          "holder/1",
          "slot/1/seat/2",
          "slot/1/slot/2",
          "slot/1/holder/0",
          "act/1",
          "opinion/1/opinion/2",
          "slot/1/holder/1/holder/2",
          "slotted/1",
          "slot//1"}) {
        EXPECT_EQ(parse_place(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace contreseing::workflows
