#include "workflows/domain/mails.hpp"

#include "text/mailbox.hpp"
#include "workflows/domain/address_notes.hpp"
#include "workflows/domain/decide.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

std::vector<MailRow> signatories(const State& state) {
    std::vector<MailRow> rows;
    for (const auto& slot : state.slots) {
        if (slot.signature) {
            rows.push_back(
                {{"name", slot.holder.name},
                 {"office", slot.office},
                 {"signed_at", slot.signature->at}}
            );
        }
    }
    return rows;
}

/// Whose signatures are awaited now; empty after the last one. A signature is told of before the
/// invitations that follow from it, so that the rank says who is next, not the status.
std::string next_signer(const State& state) {
    std::string names;
    int rank = 0;
    for (const auto& slot : state.slots) {  // by rank
        if (slot.status == Slot::Status::Signed || (rank != 0 && slot.rank != rank)) {
            continue;
        }
        rank = slot.rank;
        names += (names.empty() ? "" : ", ") + slot.holder.name;
    }
    return names;
}

/// What is known of addresses: of everybody, or of one slot when it is not 0.
std::vector<MailRow> address_rows(const State& state, int slot) {
    const auto name_of_slot = [&state](int n) {
        const auto* found = state.slot(n);
        return found == nullptr ? std::string{} : found->holder.name;
    };
    std::vector<MailRow> rows;
    for (const auto& note : address_notes(state)) {
        if (slot != 0 && slot != note.slot && slot != note.other) {
            continue;
        }
        rows.push_back(
            {{"name", name_of_slot(note.slot)},
             {"other_name", name_of_slot(note.other)},
             {"corrected", note.kind == AddressNote::Kind::Corrected},
             {"shared", note.kind == AddressNote::Kind::Shared},
             {"administrators", note.kind == AddressNote::Kind::Administrators},
             {"old_address", note.change.from.text},
             {"new_address", note.change.to.text},
             {"changed_at", note.change.at},
             {"reason", note.reason}}
        );
    }
    return rows;
}

bool had_signed(const State& before, const Contact& who) {
    return std::any_of(before.slots.begin(), before.slots.end(), [&who](const Slot& slot) {
        return slot.signature && same_mailbox(slot.holder.email, who.email);
    });
}

/// A signatory whose turn had not come: no link was ever sent to that mailbox.
bool never_invited(const State& state, const Contact& who) {
    bool signs = false;
    for (const auto& slot : state.slots) {
        if (same_mailbox(slot.holder.email, who.email)) {
            signs = true;
            if (slot.door) {
                return false;
            }
        }
    }
    return signs;
}

void put_slot(MailValues& values, const Slot& slot) {
    values["office"] = slot.office;
    values["holder_name"] = slot.holder.name;
    values["declined_by"] = slot.holder.name;
    values["new_name"] = slot.holder.name;
    values["undeliverable"] = slot.undeliverable;
    values["codes_asked"] = std::to_string(slot.codes.size());
    values["reminders_sent"] = std::to_string(slot.reminders_sent);
    values["waiting_since"] = or_none(slot.invited_at);
    values["deadline"] = slot.door ? MailValue(slot.door->expires_at) : MailValue(std::string{});
    values["signed_at"] = slot.signature ? MailValue(slot.signature->at) : MailValue(std::string{});
    values["signed_before"] =
        slot.signed_before > 0 ? std::to_string(slot.signed_before) : std::string{};
}

}  // namespace

void parts::Signing::mail_values(MailValues& values, const Telling& told) {
    const auto& state = told.as_of;
    const bool of_one = told.message.kind == mails::kSignatureReceipt;
    values["address_notes"] = address_rows(state, of_one ? told.message.place.slot() : 0);
    values["who_signed"] = signatories(state);
    values["signatories"] = signatories(state);
    values["next_signer"] = next_signer(state);
    values["in_force_at"] = or_none(state.in_force_at);
    values["declined_at"] = told.at;
    values["code_minutes"] = std::to_string(kCodeLife.count());
    const bool signed_it = had_signed(told.before, told.message.to);
    const bool unasked = never_invited(state, told.message.to);
    values["had_signed"] = signed_it;
    values["never_invited"] = unasked;
    values["was_invited"] = !signed_it && !unasked;
    if (const auto* slot = state.slot(told.message.place)) {
        put_slot(values, *slot);
        const auto& organisation = state.party_name(slot->party);
        values["organisation"] = told.message.kind == mails::kAddressCorrectedNotice
                                     ? or_dash(organisation)
                                     : organisation;
    }
}

std::string parts::Signing::overtaken(
    const Message& message, const workflows::State& as_of, const workflows::State& now, Instant at
) {
    const auto* slot = now.slot(message.place);
    if (slot == nullptr) {
        return {};
    }
    if (slot->status != Slot::Status::Invited || now.stage != Stage::InSignature) {
        return "done";
    }
    if (!same_mailbox(slot->holder.email, message.to.email)) {
        return "address_corrected";
    }
    const bool is_code = message.kind == mails::kCode;
    if (is_code && (slot->codes.empty() || at - slot->codes.back().issued_at > kCodeLife)) {
        return "code_over";
    }
    const auto* then = as_of.slot(message.place);
    if (then == nullptr) {
        return {};
    }
    const bool same_text = as_of.versions.size() == now.versions.size();
    const bool same_door =
        then->door && slot->door && then->door->generation == slot->door->generation;
    if (!same_text || !same_door) {
        return "replaced";
    }
    if (!is_code || then->codes.empty()) {
        return {};
    }
    const auto& sent = then->codes.back();
    const auto* code = slot->code_of(sent.session);
    return code == nullptr || code->n != sent.n ? "code_over" : "";
}

}  // namespace contreseing::workflows
