#include "workflows/domain/address_slips.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace contreseing::workflows {
namespace {

TEST(DoubtfulAddress, SaysHowItWasProbablyMeant) {
    const std::pair<const char*, const char*> slips[] = {
        {"gmail.con", "gmail.com"},
        {"gmial.com", "gmail.com"},
        {"gamil.com", "gmail.com"},
        {"gmaill.com", "gmail.com"},
        {"gmail.fr.con", "gmail.fr.com"},
        {"Hotmial.FR", "hotmail.fr"},
        {"hotmail.co", "hotmail.com"},
        {"orange.f", "orange.fr"},
        {"orang.fr", "orange.fr"},
        {"wanado.fr", "wanadoo.fr"},
        {"laposte.ner", "laposte.net"},
        {"yahoo.ft", "yahoo.fr"},
        {"ville.con", "ville.com"},
        {"ac-lille.f", "ac-lille.fr"},
        {"interieur.gouv", "interieur.gouv.fr"},
        {"ville.x", ""},
    };
    for (const auto& [typed, meant] : slips) {
        const std::string local = *meant == '\0' ? "" : "Anne.Roy@";
        EXPECT_EQ(doubtful_address({std::string("Anne.Roy@") + typed}), local + meant) << typed;
    }
}

TEST(DoubtfulAddress, DoubtsNoOrdinaryOne) {
    for (const char* const domain :
         {"gmail.com",
          "Orange.fr",
          "mail.com",
          "ymail.com",
          "hotmail.be",
          "ac-lille.fr",
          "ville-evry.fr",
          "region.re",
          "interieur.gouv.fr",
          "directoire.example",
          "test.example",
          "free.org",
          "xn--mairie-vry-h7a.fr",
          "uni.museum",
          "laposte.fr"}) {
        EXPECT_EQ(doubtful_address({std::string("anne@") + domain}), std::nullopt) << domain;
    }
    EXPECT_EQ(doubtful_address({""}), std::nullopt);
}

}  // namespace
}  // namespace contreseing::workflows
