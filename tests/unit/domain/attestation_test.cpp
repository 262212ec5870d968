#include "tests/unit/domain/scene.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kEligibility = "attestation:eligibility";

/// A filled draft of a type that asks for one attestation of the act and one of each place.
Scene attesting() {
    auto type = adhesion();
    type.attestations = {
        {"eligibility", {{"fr", "Éligibilité"}}, AttestationSpec::Scope::Act, true},
        {"authority", {{"fr", "Pouvoir"}}, AttestationSpec::Scope::EachSlot, true},
    };
    Scene scene(std::move(type));
    scene.create();
    scene.fill();
    return scene;
}

std::vector<std::string> to_attest(const Scene& scene) {
    std::vector<std::string> keys;
    for (const auto& item : checks_of(scene.around(), scene.state, Gate::Freeze)) {
        if (item.kind == checks::kAttestation &&
            item.verdict == Check::Verdict::NeedsAcknowledgement) {
            keys.push_back(item.key());
        }
    }
    return keys;
}

void attest_all(Scene& scene) {
    for (const auto& item : to_attest(scene)) {
        scene.act(AcknowledgeWarning{item, "Délibération 2026-12."});
    }
}

EditDraft with_slots(const Scene& scene, auto change) {
    EditDraft edit;
    edit.slots = scene.state.slots;
    change(*edit.slots);
    return edit;
}

TEST(Attestation, HoldsTheFreezingBackUntilEachIsGivenWithANote) {
    Scene scene = attesting();
    EXPECT_THAT(
        to_attest(scene),
        ElementsAre(
            kEligibility,
            "attestation:authority,1",
            "attestation:authority,2",
            "attestation:authority,3"
        )
    );
    const FreezeVersion freeze{scene.state.events, {}, digest_of(1), 4, {{}, digest_of(1)}};
    EXPECT_EQ(scene.refusal(freeze), (Refused{Refusal::ChecklistBlocks, kEligibility}));
    EXPECT_THAT(offered(scene.around(), scene.state), Not(Contains("freeze_version")));
    EXPECT_EQ(scene.refusal(AcknowledgeWarning{kEligibility, " "}).refusal, Refusal::MissingReason);
    attest_all(scene);
    EXPECT_EQ(scene.state.acknowledgements.at(kEligibility), "Délibération 2026-12.");
    EXPECT_THAT(offered(scene.around(), scene.state), Contains("freeze_version"));
    scene.freeze();
    EXPECT_EQ(
        scene.refusal(AcknowledgeWarning{kEligibility, "Après coup."}).refusal,
        Refusal::DraftIsFrozen
    );
}

TEST(Attestation, IsOnlyWhatTheTypeAsksForAndOfPlacesThatExist) {
    const Scene scene = attesting();
    for (const auto* item :
         {"attestation:authority",
          "attestation:authority,9",
          "attestation:eligibility,1",
          "attestation:other",
          "attestation:"}) {
        EXPECT_EQ(scene.refusal(AcknowledgeWarning{item, "r"}).refusal, Refusal::NotFound) << item;
    }
}

TEST(Attestation, IsRefusedWhenAnythingWasRecordedSinceItWasAskedFor) {
    Scene scene = attesting();
    const AcknowledgeWarning seen{"attestation:authority,2", "Arrêté.", scene.state.events};
    Scene unchanged = scene;
    scene.act(with_slots(scene, [](std::vector<Slot>& slots) { slots[1].holder.name = "Autre"; }));
    EXPECT_EQ(scene.refusal(seen).refusal, Refusal::ChangedMeanwhile);
    scene.act(AcknowledgeWarning{"term_unspecified", "Voulu.", seen.from_events});
    unchanged.act(seen);
    EXPECT_EQ(unchanged.state.acknowledgements.at(seen.item), "Arrêté.");
}

TEST(Attestation, OfASlotFallsWithItsPersonOfficeOrParty) {
    const auto falls = [](auto change) {
        Scene scene = attesting();
        attest_all(scene);
        scene.act(with_slots(scene, [&](std::vector<Slot>& slots) { change(slots[1]); }));
        return to_attest(scene);
    };
    const auto second = ElementsAre("attestation:authority,2");
    EXPECT_THAT(falls([](Slot& slot) { slot.holder.name = "Une autre"; }), second);
    EXPECT_THAT(falls([](Slot& slot) { slot.office = "Directrice par délégation"; }), second);
    EXPECT_THAT(falls([](Slot& slot) { slot.party = 2; }), second);
    EXPECT_THAT(falls([](Slot& slot) { slot.rank = 9; }), IsEmpty());
    EXPECT_THAT(falls([](Slot& slot) { slot.holder.email.text = "x@parties.example"; }), IsEmpty());
}

TEST(Attestation, OfWhateverKindFallsWithTheParties) {
    Scene scene = attesting();
    attest_all(scene);
    EditDraft edit;
    edit.parties = scene.state.parties;
    scene.act(edit);
    EXPECT_THAT(to_attest(scene), IsEmpty()) << "the same parties, said again";
    edit.parties->back().name = "Un autre candidat";
    scene.act(edit);
    EXPECT_EQ(to_attest(scene).size(), 4U);
}

TEST(Attestation, FallsWithAFieldItSpeaksOfAndWithNoOther) {
    Scene scene = attesting();
    scene.type.attestations[0].fields = {"motive", "axes"};
    attest_all(scene);
    const auto type_in = [&scene](const std::string& key, const FieldValue& value) {
        EditDraft edit;
        edit.fields = scene.state.fields;
        (*edit.fields)[key] = value;
        scene.act(edit);
        return to_attest(scene);
    };
    EXPECT_THAT(type_in("motive", scene.state.fields.at("motive")), IsEmpty()) << "said again";
    EXPECT_THAT(type_in("axes.other", ""), IsEmpty()) << "nothing is typed";
    EXPECT_THAT(type_in("college", "entreprises"), IsEmpty());
    EXPECT_THAT(type_in("motive", "Un autre objet."), ElementsAre(kEligibility));
    attest_all(scene);
    EXPECT_THAT(type_in("axes.other", "Un autre axe."), ElementsAre(kEligibility));
}

TEST(Attestation, StaysWithThePlacesOfANewVersionUnlessItIsSubstantial) {
    Scene scene = attesting();
    attest_all(scene);
    scene.freeze();
    Scene substantial = scene;
    scene.act(ReopenDraft{"Une coquille.", false});
    EXPECT_EQ(scene.state.slots.front().n, 4);
    EXPECT_THAT(to_attest(scene), IsEmpty());
    EXPECT_EQ(scene.state.acknowledgements.at("attestation:authority,4"), "Délibération 2026-12.");
    substantial.act(ReopenDraft{"Un autre objet.", true});
    EXPECT_EQ(to_attest(substantial).size(), 4U);
}

TEST(Attestation, ThatDoesNotBlockIsShownAndHoldsNothingBack) {
    Scene scene = attesting();
    for (auto& spec : scene.type.attestations) {
        spec.blocking = false;
    }
    EXPECT_EQ(to_attest(scene).size(), 4U);
    EXPECT_THAT(offered(scene.around(), scene.state), Contains("freeze_version"));
    scene.freeze();
}

}  // namespace
}  // namespace contreseing::workflows::testing
