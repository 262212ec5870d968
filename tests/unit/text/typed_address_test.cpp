#include "text/typed_address.hpp"

#include <string>

#include <gtest/gtest.h>

namespace contreseing::text {
namespace {

std::string fault_of(std::string_view typed) {
    const auto address = read_address(typed);
    return address.fault ? std::string(name_of(*address.fault)) : "";
}

TEST(TypedAddress, TakesWhatWasCopied) {
    const auto address = read_address(" Anne Roy <mailto:Anne.Roy@ville.fr>, ");
    EXPECT_FALSE(address.fault);
    EXPECT_EQ(address.text, "Anne.Roy@ville.fr");
}

TEST(TypedAddress, SaysWhatIsWrong) {
    EXPECT_EQ(fault_of("anne.roy@exemple"), "no_top_level_domain");
    EXPECT_EQ(fault_of("anne@10.0.0.1"), "no_top_level_domain");
    EXPECT_EQ(fault_of("a@b.fr; c@d.fr"), "several");
    EXPECT_EQ(fault_of("andré@ville.fr"), "accent_before");
    EXPECT_EQ(fault_of(""), "not_an_address");
    EXPECT_EQ(fault_of("anne.roy"), "not_an_address");
    EXPECT_EQ(fault_of("anne roy@ville.fr"), "not_an_address");
    EXPECT_EQ(fault_of("anne@orange,fr"), "not_an_address");
    EXPECT_EQ(fault_of("anne@ville.fr\r\nRCPT TO:<x@y.fr>"), "several");
    EXPECT_EQ(fault_of("anne@ville\xFF.fr"), "accent_after");
}

// The ASCII forms are those of Python's `idna` and of the registry of .fr.
TEST(TypedAddress, NamesAnInternationalisedDomainForWhatItIs) {
    const auto address = read_address("maire@mairie-évry.fr");
    EXPECT_EQ(address.fault, TypedAddress::Fault::AccentAfter);
    EXPECT_EQ(address.instead, "maire@xn--mairie-vry-h7a.fr");
    EXPECT_EQ(fault_of(address.instead), "");
    EXPECT_EQ(read_address("a@ВИЛЬ.example").instead, "a@xn--b1amj2e.example");
    EXPECT_EQ(read_address("a@é..fr").instead, "");
    EXPECT_EQ(read_address("a@" + std::string(100, 'e') + "é.fr").instead, "");
}

}  // namespace
}  // namespace contreseing::text
