#pragma once

#include "workflows/domain/describe.hpp"
#include "workflows/parts/drafting/model.hpp"

namespace contreseing::workflows::codec {

// What is written of the text and its versions, then what is asked.

void describe(auto& io, Like<AnnexLoss> auto& loss) {
    io({"kind", {}}, loss.kind);
    io({"page", {}}, loss.page);
    io.always({"count", {}}, loss.count);
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
    io({"network", {}}, e.network);
    io({"relations", {}}, e.relations);
}

void describe(auto& io, Like<DraftEdited> auto& e) {
    io({"title", {}}, e.title);
    io({"fields", {}}, e.fields);
    io({"visas", {}}, e.visas);
    io({"parties", {}}, e.parties);
    io({"slots", {}}, e.slots);
    io({"place", {}}, e.place);
    io({"relations", {}}, e.relations);
    io({"voided", {}}, e.voided);
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

void describe(auto& io, Like<Renumbered> auto& slot) {
    io({"from", {}}, slot.from);
    io({"to", {}}, slot.to);
}

void describe(auto& io, Like<VersionReopened> auto& e) {
    io.personal({"reason", {}}, e.reason);
    io.always({"substantial", {}}, e.substantial);
    io({"slots", {}}, e.slots);
}

void describe(auto& io, Like<parts::Drafting::State> auto& drafting) {
    io({"fields", "f"}, drafting.fields);
    io({"visas", "vi"}, drafting.visas);
    io({"annexes", "an"}, drafting.annexes);
    io({"last_annex_n", "la"}, drafting.last_annex_n);
    io({"acknowledgements", "ak"}, drafting.acknowledgements);
    io({"acknowledged_ahead", "aa"}, drafting.acknowledged_ahead);
}

/// As an edit gives it, where `describe` is of what is kept.
void describe_given(auto& io, Party& party) {
    io(optional(
           "n",
           "The number of a party of the draft; of a new one 0 or left out, or one of the next "
           "numbers, so that its places can name it"
       ),
       party.n,
       kCount);
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
    io(required("party", "Whose place it is: `n` of a party."), slot.party, kCount);
    io(required("office", "In which quality they sign, as the act prints it."), slot.office, kLine);
    io(optional("stamp", "Whether the place is drawn with room for a stamp."), slot.stamp, Any{});
    io(optional("name", "Who signs; empty: still unknown."), slot.holder.name, kPerhapsLine);
    io(optional("email", "Where the link is sent; empty: still unknown."), slot.holder.email, Any{}
    );
    ask_language_and_holidays(io, slot.holder);
}

void describe_given(auto& io, Relation& relation) {
    io(required("kind", "What this act is to the other."), relation.kind, Any{});
    io(
        Member{
            "act",
            Presence::Nullable,
            "Id of another act of the campus; null or left out: it was signed elsewhere."},
        relation.act,
        Any{}
    );
    io(optional("elsewhere", "Title or reference of an act signed elsewhere; empty with `act`."),
       relation.elsewhere,
       Letters{0, 300});
    io(
        Member{
            "signed_on",
            Presence::Nullable,
            "When that act was signed, not after today; null or left out: unknown, or with `act`."},
        relation.signed_on,
        Any{}
    );
}

void describe(auto& io, EditDraft& c) {
    io.about(
        "Changes what it names. `visas`, `parties`, `slots` and `relations` are given whole: an "
        "entry left out is removed. `fields` is by entry: a field left out keeps its value, one "
        "given as an empty text or an empty list is emptied."
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
    io(optional("relations", "Every act that this one changes, applies or follows, each once."),
       c.relations,
       Items{0, static_cast<int>(kMostRelations)});
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

}  // namespace contreseing::workflows::codec
