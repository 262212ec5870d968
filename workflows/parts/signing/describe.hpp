#pragma once

#include "workflows/domain/describe.hpp"
#include "workflows/parts/signing/model.hpp"

namespace contreseing::workflows::codec {

// What is written of the signatures, then what is asked.

void describe(auto&, Like<RoundOpened> auto&) {}

void describe(auto& io, Like<SlotInvited> auto& e) {
    io({"slot", {}}, e.slot);
    io({"door", {}}, e.door);
}

void describe(auto& io, Like<CodeIssued> auto& e) {
    io({"slot", {}}, e.slot);
    io({"code", {}}, e.code);
}

void describe(auto& io, Like<CodeRefused> auto& e) {
    io({"slot", {}}, e.slot);
    io({"code", {}}, e.code);
}

void describe(auto& io, Like<CodesBurnt> auto& e) {
    io({"slot", {}}, e.slot);
}

void describe(auto& io, Like<SlotSigned> auto& e) {
    io({"slot", {}}, e.slot);
    io({"version", {}}, e.version);
    io({"sha256", {}}, e.sha256);
    io({"consent", {}}, e.consent);
    io({"acknowledged_annexes", {}}, e.acknowledged_annexes);
    io({"code", {}}, e.code);
    io({"signature", {}}, e.signature);
    io({"revision_sha256", {}}, e.revision_sha256);
}

void describe(auto& io, Like<SlotDeclined> auto& e) {
    io({"slot", {}}, e.slot);
    io.personal({"reason", {}}, e.reason);
}

void describe(auto& io, Like<SlotReminded> auto& e) {
    io({"slot", {}}, e.slot);
    io({"by_hand", {}}, e.by_hand);
}

void describe(auto& io, Like<SlotEscalated> auto& e) {
    io({"slot", {}}, e.slot);
}

void describe(auto& io, Like<EnteredIntoForce> auto& e) {
    io({"place", {}}, e.place);
    io({"last_day", {}}, e.last_day);
}

void describe(auto& io, Like<MemberRegistered> auto& e) {
    io({"party", {}}, e.party);
    io({"college", {}}, e.college);
    io({"since", {}}, e.since);
}

void describe(auto& io, Like<parts::Signing::State> auto& signing) {
    io({"slots", "s"}, signing.slots);
    io({"last_slot_n", "ls"}, signing.last_slot_n);
    io({"round_opened_at", "ro"}, signing.round_opened_at);
    io({"signed_at", "sa"}, signing.signed_at);
    io({"in_force_at", "if"}, signing.in_force_at);
    io({"last_day", "ld"}, signing.last_day);
}

void describe(auto&, OpenRound&) {}

}  // namespace contreseing::workflows::codec
