#include "workflows/codec/json_lines.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows::codec {
namespace {

TEST(JsonLines, SaysWhereEachValueBegins) {
    const JsonLines lines(R"({
  "key": "a",
  "fields": [
    {"key": "b",
     "n": 1
    },
    3,
    "c"
  ],

  "a/b": {
    "~": null}
})");
    for (const auto& [pointer, line] : std::initializer_list<std::pair<const char*, int>>{
             {"", 1},
             {"/key", 2},
             {"/fields", 3},
             {"/fields/0", 4},
             {"/fields/0/key", 4},
             {"/fields/0/n", 5},
             {"/fields/2", 8},
             {"/a~1b", 11},
             {"/a~1b/~0", 12},
             {"/fields/0/missing", 4},
             {"/fields/9/missing", 3},
             {"/missing", 1}}) {
        EXPECT_EQ(lines.of(pointer), line) << pointer;
    }
}

TEST(JsonLines, SaysWhereReadingStopped) {
    EXPECT_EQ(JsonLines("{\n \"a\": 1,\n \"b\" 2\n}").of(""), 3);
    EXPECT_EQ(JsonLines("").of(""), 1);
    EXPECT_EQ(JsonLines("{\n \"a\": 1,\n\n \"a\": 2\n}").of("/a"), 4);
    EXPECT_GT(JsonLines(std::string(100'000, '[')).of(""), 0);
}

}  // namespace
}  // namespace contreseing::workflows::codec
