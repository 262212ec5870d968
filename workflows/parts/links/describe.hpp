#pragma once

#include "workflows/domain/describe.hpp"
#include "workflows/parts/links/model.hpp"

namespace contreseing::workflows::codec {

// What is written of the care of links, then what is asked.

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

void describe(auto& io, Like<DeliveryFailed> auto& e) {
    io({"place", {}}, e.place);
    io({"status", {}}, e.status);
    io.personal({"detail", {}}, e.detail);
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

void describe(auto& io, Like<parts::Links::State> auto& links) {
    io({"mails_kept", "mk"}, links.mails_kept);
}

void ask_whose(auto& io, Place& place) {
    io(required(
           "place", "Whose link: a slot, `slot/3`, or a seat of an opinion, `opinion/1/seat/2`."
       ),
       place,
       OfParticipant{});
}

void ask_whose(auto& io, int& slot) {
    io(required("place", "Whose: a slot, `slot/3`."), slot, OfSlot{});
}

void describe(auto& io, RemindNow& c) {
    ask_whose(io, c.place);
}

void describe(auto& io, ResendLink& c) {
    ask_whose(io, c.place);
}

void describe(auto& io, RevokeLink& c) {
    ask_whose(io, c.place);
    ask_why_not_missing(io, c.reason);
}

void describe(auto& io, CorrectAddress& c) {
    ask_whose(io, c.place);
    io(required("email", "Where the link is sent from now on."), c.email, Any{});
    ask_why_not_missing(io, c.reason);
}

void describe(auto& io, ExtendLink& c) {
    ask_whose(io, c.slot);
    io(required("until", "When the link stops to work."), c.until, Any{});
}

void describe(auto& io, SubstituteHolder& c) {
    ask_whose(io, c.slot);
    io(required("name", "Who signs instead."), c.holder.name, kLine);
    io(required("email", "Where their link is sent."), c.holder.email, Any{});
    ask_language_and_holidays(io, c.holder);
    ask_why(io, c.reason);
}

}  // namespace contreseing::workflows::codec
