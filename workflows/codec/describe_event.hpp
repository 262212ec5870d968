#pragma once

#include "workflows/codec/describe.hpp"
#include "workflows/domain/event.hpp"

namespace contreseing::workflows::codec {

void describe(auto& io, Like<Actor> auto& actor) {
    io.always({"kind", {}}, actor.kind);
    io({"id", {}}, actor.id);
    io.personal({"name", {}}, actor.name);
    io({"quality", {}}, actor.quality);
}

void describe(auto& io, Like<TextRef> auto& text) {
    io({"sha256", {}}, text.sha256);
    io({"version", {}}, text.version);
}

void describe(auto& io, Like<ConventionCreated> auto& e) {
    io({"reference", {}}, e.reference);
    io({"type_key", {}}, e.type_key);
    io({"type_version", {}}, e.type_version);
    io({"title", {}}, e.title);
    io({"fields", {}}, e.fields);
    io({"visas", {}}, e.visas);
    io({"parties", {}}, e.parties);
    io({"slots", {}}, e.slots);
    io({"place", {}}, e.place);
}

void describe(auto& io, Like<DraftEdited> auto& e) {
    io({"title", {}}, e.title);
    io({"fields", {}}, e.fields);
    io({"visas", {}}, e.visas);
    io({"parties", {}}, e.parties);
    io({"slots", {}}, e.slots);
    io({"place", {}}, e.place);
    io({"voided", {}}, e.voided);
}

void describe(auto& io, Like<AnnexLoss> auto& loss) {
    io({"kind", {}}, loss.kind);
    io({"page", {}}, loss.page);
    io.always({"count", {}}, loss.count);
}

void describe(auto& io, Like<AnnexAttached> auto& e) {
    io({"annex", {}}, e.annex);
    io({"losses", {}}, e.losses);
    io.personal({"reason", {}}, e.reason);
}

void describe(auto& io, Like<AnnexRemoved> auto& e) {
    io({"annex", {}}, e.annex);
}

void describe(auto& io, Like<WarningAcknowledged> auto& e) {
    io({"item", {}}, e.item);
    io.personal({"reason", {}}, e.reason);
}

void describe(auto& io, Like<VersionFrozen> auto& e) {
    io({"version", {}}, e.version);
}

void describe(auto& io, Like<VersionReopened> auto& e) {
    io.personal({"reason", {}}, e.reason);
    io.always({"substantial", {}}, e.substantial);
}

void describe(auto& io, Like<OpinionRequested> auto& e) {
    io({"opinion", {}}, e.opinion);
}

void describe(auto& io, Like<OpinionAnswered> auto& e) {
    io({"opinion", {}}, e.opinion);
    io({"seat", {}}, e.seat);
    io({"answer", {}}, e.answer);
}

void describe(auto& io, Like<OpinionClosed> auto& e) {
    io({"opinion", {}}, e.opinion);
    io.always({"by", {}}, e.by);
    io.always({"outcome", {}}, e.outcome);
}

void describe(auto& io, Like<OpinionAcknowledged> auto& e) {
    io({"opinion", {}}, e.opinion);
    io.personal({"reason", {}}, e.reason);
}

void describe(auto& io, Like<SeatReminded> auto& e) {
    io({"opinion", {}}, e.opinion);
    io({"seat", {}}, e.seat);
    io({"by_hand", {}}, e.by_hand);
}

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

void describe(auto& io, Like<LinkResent> auto& e) {
    io({"place", {}}, e.place);
}

void describe(auto& io, Like<DoorRevoked> auto& e) {
    io({"place", {}}, e.place);
    io.personal({"reason", {}}, e.reason);
}

void describe(auto& io, Like<DoorRenewed> auto& e) {
    io({"slot", {}}, e.slot);
    io({"door", {}}, e.door);
    io({"reminders_again", {}}, e.reminders_again);
}

void describe(auto& io, Like<AddressCorrected> auto& e) {
    io({"place", {}}, e.place);
    io({"change", {}}, e.change);
    io({"door", {}}, e.door);
    io({"acknowledged", {}}, e.acknowledged);
}

void describe(auto& io, Like<HolderSubstituted> auto& e) {
    io({"slot", {}}, e.slot);
    io({"from", {}}, e.from);
    io({"to", {}}, e.to);
    io.personal({"reason", {}}, e.reason);
    io({"door", {}}, e.door);
    io({"acknowledged", {}}, e.acknowledged);
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

void describe(auto& io, Like<Informed> auto& member) {
    io.personal({"name", {}}, member.name);
    io.personal({"email", {}}, member.email.text);
    io({"mailed", {}}, member.mailed);
    io.personal({"detail", {}}, member.detail);
}

void describe(auto& io, Like<BodyInformed> auto& e) {
    io({"body_name", {}}, e.body_name);
    io({"recipients", {}}, e.recipients);
    io({"members", {}}, e.members);
}

void describe(auto&, Like<BodyInformationSent> auto&) {}

void describe(auto& io, Like<CopiesRenewed> auto& e) {
    io.personal({"reason", {}}, e.reason);
}

void describe(auto& io, Like<DeliveryFailed> auto& e) {
    io({"place", {}}, e.place);
    io({"status", {}}, e.status);
    io.personal({"detail", {}}, e.detail);
}

void describe(auto& io, Like<ConventionAbandoned> auto& e) {
    io.personal({"reason", {}}, e.reason);
}

void describe(auto& io, Like<AutomaticReplyReceived> auto& e) {
    io({"place", {}}, e.place);
    io.personal({"detail", {}}, e.detail);
}

void describe(auto& io, Like<MailReturned> auto& e) {
    io({"place", {}}, e.place);
    io.personal({"address", {}}, e.address);
    io.personal({"text", {}}, e.text);
}

void describe(auto& io, Like<JournalPlace> auto& place) {
    io({"seq", {}}, place.seq);
    io({"pointer", {}}, place.pointer);
}

void describe(auto& io, Like<ValuesErased> auto& e) {
    io.personal({"reason", {}}, e.reason);
    io({"values", {}}, e.values);
}

}  // namespace contreseing::workflows::codec
