#include "documents/pdf/update.hpp"

#include <gtest/gtest.h>

namespace contreseing::documents::pdf {
namespace {

Tail small_tail() {
    Tail tail;
    tail.size = 1000;
    tail.last_xref = 900;
    tail.next_object = 7;
    tail.root = "1 0 R";
    tail.first_id = "<AA>";
    return tail;
}

TEST(Update, WritesTwentyByteEntriesInRuns) {
    IncrementalUpdate update(small_tail());
    EXPECT_EQ(update.alloc(), 7);
    update.put(7, "<<>>");
    update.put(1, "<</A 1>>");
    update.put(2, "null");
    const std::string out = update.finish("\x01\x02");
    EXPECT_EQ(out.rfind("7 0 obj\n<<>>\nendobj\n1 0 obj", 0), 0U);
    EXPECT_NE(out.find("xref\n1 2\n0000001020 00000 n\r\n"), std::string::npos) << out;
    EXPECT_NE(out.find("\n7 1\n0000001000 00000 n\r\ntrailer\n"), std::string::npos) << out;
    EXPECT_NE(out.find("/ID[<AA><0102>]/Prev 900/Size 8>>"), std::string::npos) << out;
    EXPECT_TRUE(out.ends_with("\n%%EOF\n"));
}

TEST(Update, StartsOnANewLineWhenTheFileDoesNotEndWithOne) {
    Tail tail = small_tail();
    tail.ends_with_newline = false;
    IncrementalUpdate update(tail);
    EXPECT_EQ(update.position(), 1001U);
    update.put(1, "null");
    EXPECT_EQ(update.finish("x").substr(0, 8), "\n1 0 obj");
}

TEST(Update, FollowsAStreamWithAStreamThatListsItself) {
    Tail tail = small_tail();
    tail.xref_is_stream = true;
    IncrementalUpdate update(tail);
    update.put(1, "null");
    const std::string out = update.finish("x");
    EXPECT_EQ(out.find("trailer"), std::string::npos);
    EXPECT_NE(out.find("/Type/XRef/W[1 4 2]/Index[1 1 7 1 ]/Size 8/Length 14>>"), std::string::npos)
        << out;
}

}  // namespace
}  // namespace contreseing::documents::pdf
