#pragma once

#include "workflows/domain/event.hpp"
#include "workflows/ground/described.hpp"

namespace contreseing::workflows::codec {

// One description per structure, for both directions: `io` is a JsonWriter or a JsonReader, the
// structure is const for the former. Names are {readable, short}; the short ones are those of
// the state's row. `always` marks a member whose default is not the empty one.

void describe(auto& io, Like<Contact> auto& contact) {
    io.personal({"name", "n"}, contact.name);
    io.personal({"email", "e"}, contact.email.text);
    io.always({"locale", "l"}, contact.locale);
    io.always({"zone", "z"}, contact.zone);
}

void describe(auto& io, Like<Party> auto& party) {
    io({"n", "i"}, party.n);
    io({"role", "k"}, party.role);
    io({"name", "n"}, party.name);
    io({"represented_by", "r"}, party.represented_by);
    io({"organisation", "o"}, party.organisation);
    io.always({"zone", "z"}, party.zone);
}

void describe(auto& io, Like<Annex> auto& annex) {
    io({"n", "n"}, annex.n);
    io({"kind", "k"}, annex.kind);
    io({"title", "t"}, annex.title);
    io({"pages", "p"}, annex.pages);
    io({"sha256", "h"}, annex.sha256);
    io({"document", "d"}, annex.document);
}

void describe(auto& io, Like<CodeIssue> auto& code) {
    io({"n", "n"}, code.n);
    io({"session", "s"}, code.session);
    io({"issued_at", "a"}, code.issued_at);
    io({"tries", "t"}, code.tries);
}

void describe(auto& io, Like<Door> auto& door) {
    io.always({"generation", "g"}, door.generation);
    io({"expires_at", "x"}, door.expires_at);
    io({"revoked", "r"}, door.revoked);
}

void describe(auto& io, Like<SignatureRecord> auto& signature) {
    io({"revision", "r"}, signature.revision);
    io({"certificate_serial", "c"}, signature.certificate_serial);
    io({"at", "a"}, signature.at);
}

void describe(auto& io, Like<AddressChange> auto& change) {
    io.personal({"from", "f"}, change.from.text);
    io.personal({"to", "t"}, change.to.text);
    io({"at", "a"}, change.at);
    io.personal({"reason", "r"}, change.reason);
}

/// The members of its `Reach` but the holder, who stands first.
void describe_reach(auto& io, auto& somebody) {
    io({"door", "d"}, somebody.door);
    io({"reminders_sent", "rs"}, somebody.reminders_sent);
    io({"last_reminder_at", "lr"}, somebody.last_reminder_at);
    io({"link_resent_at", "ra"}, somebody.link_resent_at);
    io({"address_changes", "ac"}, somebody.address_changes);
    io({"undeliverable", "u"}, somebody.undeliverable);
    io.personal({"automatic_reply", "ar"}, somebody.automatic_reply);
    io.personal({"returned_mail", "rm"}, somebody.returned_mail);
}

void describe(auto& io, Like<Slot> auto& slot) {
    io({"n", "n"}, slot.n);
    io.always({"rank", "k"}, slot.rank);
    io({"party", "p"}, slot.party);
    io({"office", "o"}, slot.office);
    io({"stamp", "st"}, slot.stamp);
    io({"holder", "h"}, slot.holder);
    io.always({"status", "s"}, slot.status);
    io({"invited_at", "i"}, slot.invited_at);
    io({"escalated", "es"}, slot.escalated);
    io({"reminder_rounds", "rr"}, slot.reminder_rounds);
    io({"reminders_since", "rf"}, slot.reminders_since);
    io({"codes", "cs"}, slot.codes);
    io({"codes_issued", "ci"}, slot.codes_issued);
    io({"codes_burnt_at", "cb"}, slot.codes_burnt_at);
    io({"signature", "sg"}, slot.signature);
    io({"signed_before", "sb"}, slot.signed_before);
    io.personal({"decline_reason", "dr"}, slot.decline_reason);
    describe_reach(io, slot);
}

void describe(auto& io, Like<KeptText> auto& text) {
    io({"document", "d"}, text.document);
    io({"sha256", "h"}, text.sha256);
}

void describe(auto& io, Like<Version> auto& version) {
    io({"n", "n"}, version.n);
    io({"document", "d"}, version.document);
    io({"sha256", "h"}, version.sha256);
    io({"pages", "p"}, version.pages);
    io({"frozen_at", "f"}, version.frozen_at);
    io({"annexes", "a"}, version.annexes);
    io({"text", "x"}, version.text);
}

void describe(auto& io, Like<Relation> auto& relation) {
    io.always({"kind", "k"}, relation.kind);
    io({"act", "a"}, relation.act);
    io({"elsewhere", "e"}, relation.elsewhere);
    io({"signed_on", "d"}, relation.signed_on);
}

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

// What is asked by a program or an administrator's form, said once: the API's reader and its
// schemas, the form's inputs and its reader are made from it. An `io` is called with each member in
// the order in which faults are told, and with `about` once where the whole needs a word.

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

void ask_language_and_holidays(auto& io, Contact& contact) {
    io(optional("locale", "Language of the messages and pages."), contact.locale, Any{});
    io(optional("zone", "Whose public holidays count."), contact.zone, Any{});
}

}  // namespace contreseing::workflows::codec
