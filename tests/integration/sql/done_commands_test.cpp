#include "sql/done_commands.hpp"

#include <gtest/gtest.h>

namespace contreseing::sql {
namespace {

workflows::CommandId command(int n) {
    workflows::CommandId id;
    // Not in the order in which they come.
    id.bytes[0] = static_cast<std::uint8_t>(n * 37);
    id.bytes[1] = static_cast<std::uint8_t>(n / 256);
    id.bytes[2] = static_cast<std::uint8_t>(n);
    return id;
}

TEST(DoneCommands, KnowEachWhateverTheirNumberAndNoOther) {
    constexpr int kFirst = 100;
    constexpr int kAll = 1'000;
    std::vector<DoneCommand> read;
    for (int n = 1; n <= kFirst; ++n) {
        read.push_back({command(n), std::to_string(n)});
    }
    DoneCommands done(read);
    for (int n = kFirst + 1; n <= kAll; ++n) {
        EXPECT_EQ(done.find(command(n)), nullptr);
        const auto before = done;
        done = done.with({command(n), std::to_string(n)});
        EXPECT_EQ(before.find(command(n)), nullptr);
    }
    for (int n = 1; n <= kAll; ++n) {
        const auto* found = done.find(command(n));
        ASSERT_NE(found, nullptr) << n;
        EXPECT_EQ(found->done_as, std::to_string(n));
    }
    EXPECT_EQ(done.find(command(kAll + 1)), nullptr);
}

}  // namespace
}  // namespace contreseing::sql
