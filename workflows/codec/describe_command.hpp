#pragma once

#include "workflows/codec/bounds.hpp"
#include "workflows/codec/describe.hpp"
#include "workflows/domain/command.hpp"

#include <string_view>
#include <tuple>

namespace contreseing::workflows::codec {

// Every command that a program or an administrator's form may ask for, said once: the API's reader
// and its schemas, the form's inputs and its reader are made from it. An `io` is called with each
// member in the order in which faults are told, and with `about` once where the whole needs a word.

/// How a member is called and what programs are told of it.
struct Member {
    std::string_view name;
    Presence presence;
    std::string_view says;
};

constexpr Member required(std::string_view name, std::string_view says) {
    return {name, Presence::Required, says};
}
constexpr Member optional(std::string_view name, std::string_view says) {
    return {name, Presence::Optional, says};
}

/// Of a place: a slot or a seat, as `Place`; a slot alone, as its number.
struct OfSlotOrSeat {};
struct OfSlot {};
/// One line that says which of a list is meant, written as the list writes it: never typed.
struct Which {
    Letters letters;
};

inline constexpr Letters kLine{1, 200};
inline constexpr Letters kPerhapsLine{0, 200};

void ask_why(auto& io, std::string& reason) {
    io(required("reason", "Why, in one line or several: it stays in the journal."), reason, kReason
    );
}
/// Asked where a body without it is well formed: the rules refuse it then (`missing_reason`).
void ask_why_not_missing(auto& io, std::string& reason) {
    io(optional(
           "reason",
           "Why, in one line or several: it stays in the journal. Without it the answer is "
           "missing_reason."
       ),
       reason,
       Lines{0, kReason.most});
}
void ask_whose(auto& io, Place& place) {
    io(required(
           "place", "Whose link: a slot, `slot/3`, or a seat of an opinion, `opinion/1/seat/2`."
       ),
       place,
       OfSlotOrSeat{});
}
void ask_whose(auto& io, int& slot) {
    io(required("place", "Whose: a slot, `slot/3`."), slot, OfSlot{});
}
void ask_language_and_holidays(auto& io, Contact& contact) {
    io(optional("locale", "Language of the messages and pages."), contact.locale, Any{});
    io(optional("zone", "Whose public holidays count."), contact.zone, Any{});
}

/// As an edit gives it, where `describe` is of what is kept.
void describe_given(auto& io, Party& party) {
    io(required("role", "Key of a role of the type."), party.role, kLine);
    io(optional("name", "As the act prints it; empty: still unknown."), party.name, kPerhapsLine);
    io(optional("represented_by", "Who represents it, as the act prints it."),
       party.represented_by,
       kPerhapsLine);
    io(Member{"organisation", Presence::Nullable, "Of the register; null or left out: none."},
       party.organisation,
       Any{});
    io(optional("zone", "Whose public holidays count."), party.zone, Any{});
}

void describe_given(auto& io, Slot& slot) {
    io(optional("n", "The number of a place of the draft; 0 or left out: a new place"),
       slot.n,
       kCount);
    io(required("rank", "Lower ranks sign first; equal ones at the same time."), slot.rank, kCount);
    io(required("party", "Index in `parties`, counted from 0"), slot.party, kCount);
    io(required("office", "In which quality they sign, as the act prints it."), slot.office, kLine);
    io(optional("stamp", "Whether the place is drawn with room for a stamp."), slot.stamp, Any{});
    io(optional("name", "Who signs; empty: still unknown."), slot.holder.name, kPerhapsLine);
    io(optional("email", "Where the link is sent; empty: still unknown."), slot.holder.email, Any{}
    );
    ask_language_and_holidays(io, slot.holder);
}

void describe(auto& io, EditDraft& c) {
    io.about(
        "Changes what it names. `visas`, `parties` and `slots` are given whole: an entry left out "
        "is removed. `fields` is by entry: a field left out keeps its value, one given as an empty "
        "text or an empty list is emptied."
    );
    io(optional("title", "What the act is called."), c.title, kLine);
    io(optional("place", "Where it is signed, as the act prints it."), c.place, kPerhapsLine);
    io(optional("visas", "What the act refers to, one text each."),
       c.visas,
       Items{0, 200, {0, 1000}});
    io(optional(
           "fields",
           "By the names that the type gives; a text, or a list of texts for a choice. A field "
           "that is not named keeps its value, what the type ticks in advance included; an empty "
           "text or list empties it"
       ),
       c.fields,
       Any{});
    io(optional("parties", "Every party, in the order of the act."), c.parties, Items{0, 30});
    io(optional("slots", "Every place for a signature."), c.slots, Items{0, 50});
}

void describe(auto& io, RemoveAnnex& c) {
    io(required("annex", "Number of the annex."), c.annex, kCount);
}

void describe(auto& io, AcknowledgeWarning& c) {
    io(required("item", "As the checklist or a refusal writes it."), c.item, Which{kLine});
    ask_why(io, c.reason);
    io(optional(
           "from_events",
           "events of the convention as it was verified: an attestation is refused with "
           "changed_meanwhile when anything happened since"
       ),
       c.from_events,
       kCount);
}

void describe(auto& io, ReopenDraft& c) {
    ask_why(io, c.reason);
    io(optional(
           "substantial",
           "Whether the change is one of substance: the opinion, and not only the signatures, "
           "falls "
           "with it."
       ),
       c.substantial,
       Any{});
}

void describe(auto& io, CloseOpinion& c) {
    io(required("opinion", "Number of the opinion."), c.opinion, kCount);
}

void describe(auto& io, AcknowledgeOpinion& c) {
    ask_why(io, c.reason);
}

void describe(auto&, OpenRound&) {}

void describe(auto&, InformBody&) {}

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

void describe(auto& io, ExtendLink& c) {
    ask_whose(io, c.slot);
    io(required("until", "When the link stops to work."), c.until, Any{});
}

void describe(auto& io, CorrectAddress& c) {
    ask_whose(io, c.place);
    io(required("email", "Where the link is sent from now on."), c.email, Any{});
    ask_why_not_missing(io, c.reason);
}

void describe(auto& io, SubstituteHolder& c) {
    ask_whose(io, c.slot);
    io(required("name", "Who signs instead."), c.holder.name, kLine);
    io(required("email", "Where their link is sent."), c.holder.email, Any{});
    ask_language_and_holidays(io, c.holder);
    ask_why(io, c.reason);
}

void describe(auto& io, RenewCopies& c) {
    ask_why(io, c.reason);
}

void describe(auto& io, Abandon& c) {
    ask_why(io, c.reason);
}

/// In the order in which they are told.
using DescribedCommands = std::tuple<
    EditDraft,
    RemoveAnnex,
    AcknowledgeWarning,
    ReopenDraft,
    CloseOpinion,
    AcknowledgeOpinion,
    OpenRound,
    InformBody,
    RemindNow,
    ResendLink,
    RevokeLink,
    ExtendLink,
    CorrectAddress,
    SubstituteHolder,
    RenewCopies,
    Abandon>;

}  // namespace contreseing::workflows::codec
