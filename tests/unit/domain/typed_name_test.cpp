#include "workflows/domain/typed_name.hpp"

#include <gtest/gtest.h>

namespace contreseing::workflows {
namespace {

using Kind = NameFault::Kind;

TEST(TypedName, IsWhatASignatureCanDraw) {
    EXPECT_EQ(*read_name(" Nguyễn Thị Ánh "), "Nguyễn Thị Ánh");
    EXPECT_EQ(*read_name("Société « A & B », n° 3"), "Société « A & B », n° 3");
}

TEST(TypedName, IsRefusedWithWhatIsWrong) {
    const auto fault = [](std::string_view typed) {
        const auto name = read_name(typed);
        EXPECT_FALSE(name) << typed;
        return name ? NameFault{} : name.error();
    };
    for (const auto* typed : {"", "  ", "***", "a\nb"}) {
        EXPECT_EQ(fault(typed).kind, Kind::Missing) << typed;
    }
    EXPECT_EQ(fault("Roy \u202e").kind, Kind::Hiding);
    EXPECT_EQ(fault("Roy \u202e").characters, U"\u202e");
    EXPECT_EQ(fault("李 明 李").kind, Kind::NotDrawable);
    EXPECT_EQ(fault("李 明 李").characters, U"李明");
    EXPECT_EQ(fault("Roy → Cie").characters, U"→") << "a sign of the text, not of a signature";
}

}  // namespace
}  // namespace contreseing::workflows
