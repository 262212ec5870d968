#include "workflows/domain/acknowledgements.hpp"
#include "workflows/domain/address_warnings.hpp"
#include "workflows/domain/event.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

using namespace std::chrono_literals;

/// Applies one event to the state. An event that names what is not there changes nothing: what
/// is recorded is never refused.
class Fold {
public:
    Fold(State& state, Instant at) : state_(state), at_(at) {}

    void operator()(const ConventionCreated& e) {
        state_.reference = e.reference;
        state_.type_key = e.type_key;
        state_.type_version = e.type_version;
        state_.title = e.title;
        state_.created_at = at_;
        state_.fields = e.fields;
        state_.visas = e.visas;
        state_.parties = e.parties;
        state_.place = e.place;
        replace_slots(e.slots);
    }
    void operator()(const DraftEdited& e) {
        replace(state_.title, e.title);
        replace(state_.fields, e.fields);
        replace(state_.visas, e.visas);
        if (e.parties && *e.parties != state_.parties) {
            std::erase_if(state_.acknowledgements, [](const auto& acknowledged) {
                return is_attestation(acknowledged.first);
            });
        }
        for (const auto& item : e.voided) {
            state_.acknowledgements.erase(item);
        }
        replace(state_.parties, e.parties);
        replace(state_.place, e.place);
        if (e.slots) {
            forget_acknowledgements_of_changed(state_, *e.slots);
            replace_slots(with_history(*e.slots));
        }
    }
    void operator()(const AnnexAttached& e) {
        state_.annexes.push_back(e.annex);
        state_.last_annex_n = std::max(state_.last_annex_n, e.annex.n);
    }
    void operator()(const AnnexRemoved& e) {
        std::erase_if(state_.annexes, [&e](const Annex& annex) { return annex.n == e.annex; });
    }
    void operator()(const WarningAcknowledged& e) { acknowledge(state_, e.item, e.reason); }
    void operator()(const VersionFrozen& e) {
        state_.versions.push_back(e.version);
        state_.draft_open = false;
    }
    void operator()(const VersionReopened& e) {
        const Opinion* standing = state_.opinion();
        const bool stands = !e.substantial && standing != nullptr && standing->closed_at;
        for (auto& opinion : state_.opinions) {
            // A vote still running on a text that is withdrawn cannot be finished.
            opinion.void_ = opinion.void_ || e.substantial || !opinion.closed_at;
        }
        state_.opinion_carried = stands;
        state_.stage = Stage::Drafting;
        state_.draft_open = true;
        state_.round_opened_at.reset();
        state_.end_reason.clear();
        std::erase_if(state_.acknowledgements, [&e](const auto& acknowledged) {
            return is_about_place(acknowledged.first) ||
                   (e.substantial && is_attestation(acknowledged.first));
        });
        state_.acknowledged_ahead.clear();
        for (auto& slot : state_.slots) {
            const int former = slot.n;
            slot = blank(slot, state_.versions.empty() ? 0 : state_.versions.back().n);
            slot.n = ++state_.last_slot_n;
            renumber_attestations(state_, former, slot.n);
        }
    }
    void operator()(const OpinionRequested& e) {
        for (const auto& seat : e.opinion.seats) {
            workflows::use_acknowledgements(state_, seat_id(e.opinion, seat), std::nullopt);
        }
        state_.opinions.push_back(e.opinion);
        state_.stage = Stage::UnderOpinion;
    }
    void operator()(const OpinionAnswered& e) {
        if (Seat* seat = find_seat(e.opinion, e.seat)) {
            seat->answer = e.answer;
        }
    }
    void operator()(const OpinionClosed& e) {
        if (Opinion* opinion = find_opinion(e.opinion)) {
            opinion->closed_by = e.by;
            opinion->closed_at = at_;
            opinion->outcome = e.outcome;
            state_.stage = Stage::AwaitingAuthority;
        }
    }
    void operator()(const OpinionAcknowledged& e) {
        if (Opinion* opinion = find_opinion(e.opinion)) {
            opinion->acknowledgement = e.reason;
        }
    }
    void operator()(const SeatReminded& e) {
        if (Seat* seat = find_seat(e.opinion, e.seat)) {
            seat->reminders_sent += e.by_hand ? 0 : 1;
            seat->last_reminder_at = at_;
        }
    }
    void operator()(const RoundOpened&) {
        state_.stage = Stage::InSignature;
        state_.round_opened_at = at_;
    }
    void operator()(const SlotInvited& e) {
        if (Slot* slot = find_slot(e.slot)) {
            slot->status = Slot::Status::Invited;
            slot->door = e.door;
            slot->invited_at = at_;
        }
    }
    void operator()(const CodeIssued& e) {
        if (Slot* slot = find_slot(e.slot)) {
            std::erase_if(slot->codes, [this](const CodeIssue& earlier) {
                return earlier.issued_at <= at_ - 24h;
            });
            slot->codes.push_back(e.code);
            ++slot->codes_issued;
        }
    }
    void operator()(const CodeRefused& e) {
        Slot* slot = find_slot(e.slot);
        if (CodeIssue* code = slot != nullptr ? find_code(*slot, e.code) : nullptr) {
            ++code->tries;
        }
    }
    void operator()(const CodesBurnt& e) {
        if (Slot* slot = find_slot(e.slot)) {
            slot->codes_burnt_at = at_;
        }
    }
    void operator()(const SlotSigned& e) {
        if (Slot* slot = find_slot(e.slot)) {
            slot->status = Slot::Status::Signed;
            slot->signature = e.signature;
            slot->codes.clear();
        }
    }
    void operator()(const SlotDeclined& e) {
        if (Slot* slot = find_slot(e.slot)) {
            slot->status = Slot::Status::Declined;
            slot->decline_reason = e.reason;
            slot->codes.clear();
            state_.stage = Stage::Declined;
            state_.end_reason = e.reason;
        }
    }
    void operator()(const SlotReminded& e) {
        if (Slot* slot = find_slot(e.slot)) {
            slot->reminders_sent += e.by_hand ? 0 : 1;
            slot->last_reminder_at = at_;
        }
    }
    void operator()(const SlotEscalated& e) {
        if (Slot* slot = find_slot(e.slot)) {
            slot->escalated = true;
        }
    }
    void operator()(const LinkResent& e) {
        if (Reach* somebody = find_reach(e.place)) {
            somebody->link_resent_at = at_;
        }
    }
    void operator()(const DoorRevoked& e) {
        Reach* somebody = find_reach(e.place);
        if (somebody == nullptr || !somebody->door) {
            return;
        }
        somebody->door->revoked = true;
        if (Slot* slot = find_slot(e.place)) {
            forget_codes(*slot);
        }
    }
    void operator()(const DoorRenewed& e) {
        if (Slot* slot = find_slot(e.slot)) {
            if (!slot->door || slot->door->generation != e.door.generation) {
                forget_codes(*slot);
            }
            slot->door = e.door;
            if (e.reminders_again) {
                slot->escalated = false;
                slot->reminders_sent = 0;
                ++slot->reminder_rounds;
                slot->reminders_since = at_;
            }
        }
    }
    void operator()(const AddressCorrected& e) {
        if (Seat* seat = find_seat(e.place)) {
            ask_again(*seat, e);
            use_acknowledgements(seat_id(*find_opinion(e.place.opinion()), *seat), e);
        }
        if (Slot* slot = find_slot(e.place)) {
            slot->holder.email = e.change.to;
            slot->address_changes.push_back(e.change);
            start_again(*slot, slot->door ? std::optional(e.door) : std::nullopt);
            use_acknowledgements(std::to_string(slot->n), e);
        }
    }
    void operator()(const HolderSubstituted& e) {
        if (Slot* slot = find_slot(e.slot)) {
            slot->holder = e.to;
            slot->signed_before = 0;
            slot->address_changes.clear();
            start_again(*slot, e.door);
            forget_acknowledgements_of(state_, e.slot);
            workflows::use_acknowledgements(state_, std::to_string(e.slot), e.acknowledged);
        }
    }
    void operator()(const EnteredIntoForce& e) {
        state_.stage = Stage::InForce;
        state_.signed_at = at_;
        state_.in_force_at = at_;
        state_.place = e.place;
        state_.last_day = e.last_day;
    }
    void operator()(const MemberRegistered&) {}
    void operator()(const BodyInformed& e) {
        state_.body_informed_recipients = e.recipients;
        state_.body_informed_at = at_;
    }
    void operator()(const BodyInformationSent&) { state_.copies_given_at = at_; }
    void operator()(const CopiesRenewed&) {
        ++state_.copies_renewed;
        state_.copies_given_at = at_;
    }
    /// The state without the values is that of the entries without them: the store folds it anew.
    void operator()(const ValuesErased&) {}
    void operator()(const DeliveryFailed& e) {
        if (Reach* somebody = find_reach(e.place)) {
            somebody->undeliverable = true;
        }
    }
    void operator()(const ConventionAbandoned& e) {
        state_.stage = Stage::Abandoned;
        state_.end_reason = e.reason;
    }
    void operator()(const MailReturned& e) {
        ++state_.mails_kept;
        if (Reach* somebody = find_reach(e.place)) {
            somebody->returned_mail = e.text;
        }
    }
    void operator()(const AutomaticReplyReceived& e) {
        ++state_.mails_kept;
        if (Reach* somebody = find_reach(e.place)) {
            somebody->automatic_reply = e.detail;
        }
    }

private:
    template <class T>
    static void replace(T& part, const std::optional<T>& by) {
        if (by) {
            part = *by;
        }
    }

    /// Those of a door that is closed.
    static void forget_codes(Slot& slot) {
        slot.codes.clear();
        slot.codes_burnt_at.reset();
    }

    /// The place without anything that a round on `version` left in it.
    static Slot blank(const Slot& slot, int version) {
        Slot out;
        out.n = slot.n;
        out.rank = slot.rank;
        out.party = slot.party;
        out.office = slot.office;
        out.stamp = slot.stamp;
        out.holder = slot.holder;
        out.signed_before = slot.signature ? version : slot.signed_before;
        out.address_changes = slot.address_changes;
        out.undeliverable = slot.undeliverable;
        out.automatic_reply = slot.automatic_reply;
        out.returned_mail = slot.returned_mail;
        return out;
    }

    /// Somebody else reads the mail from now on: what the former address was sent counts no more.
    void start_again(Slot& slot, const std::optional<Door>& door) {
        slot.forget_mail();
        forget_codes(slot);
        slot.reminders_since.reset();
        slot.escalated = false;
        if (door) {
            slot.door = door;
            slot.invited_at = at_;
        }
    }

    /// Another spelling of the same mailbox is the same address.
    void use_acknowledgements(const std::string& place, const AddressCorrected& e) {
        if (!same_mailbox(e.change.from, e.change.to)) {
            workflows::use_acknowledgements(state_, place, e.acknowledged);
        }
    }

    /// Whoever read the former address may have answered: the answer falls.
    void ask_again(Seat& seat, const AddressCorrected& e) const {
        seat.holder.email = e.change.to;
        seat.door = e.door;
        seat.answer.reset();
        seat.asked_again_at = at_;
        seat.forget_mail();
        seat.link_resent_at.reset();
        if (e.change.from != e.change.to) {
            seat.address_changes.push_back(e.change);
        }
    }

    /// Corrections and a former signature belong to the person: they stay with whom an edit
    /// leaves in place.
    std::vector<Slot> with_history(std::vector<Slot> slots) {
        for (auto& slot : slots) {
            const Slot* before = find_slot(slot.n);
            if (before != nullptr && before->holder == slot.holder) {
                slot.address_changes = before->address_changes;
            }
            if (before != nullptr && before->holder.name == slot.holder.name) {
                slot.signed_before = before->signed_before;
            }
        }
        return slots;
    }

    void replace_slots(std::vector<Slot> slots) {
        for (const auto& slot : slots) {
            state_.last_slot_n = std::max(state_.last_slot_n, slot.n);
        }
        std::sort(slots.begin(), slots.end(), [](const Slot& a, const Slot& b) {
            return std::pair(a.rank, a.n) < std::pair(b.rank, b.n);
        });
        state_.slots = std::move(slots);
    }

    template <class Items>
    static auto* find(Items& items, int n) {
        const auto found =
            std::find_if(items.begin(), items.end(), [n](const auto& item) { return item.n == n; });
        return found == items.end() ? nullptr : &*found;
    }
    Slot* find_slot(int n) { return find(state_.slots, n); }
    static CodeIssue* find_code(Slot& slot, int n) { return find(slot.codes, n); }
    Opinion* find_opinion(int n) { return find(state_.opinions, n); }
    Seat* find_seat(int opinion, int n) {
        Opinion* asked = find_opinion(opinion);
        return asked != nullptr ? find(asked->seats, n) : nullptr;
    }
    Reach* find_reach(const Place& place) {
        Slot* slot = find_slot(place);
        return slot != nullptr ? static_cast<Reach*>(slot) : find_seat(place);
    }
    Slot* find_slot(const Place& place) { return find_slot(place.slot()); }
    Seat* find_seat(const Place& place) { return find_seat(place.opinion(), place.seat()); }

    State& state_;
    Instant at_;
};

}  // namespace

Recorded entry_after(
    const State& before, Instant received_at, Actor actor, const CommandId& command, Event event
) {
    Recorded entry{before.events + 1, received_at, std::move(actor), command, std::move(event), {}};
    if (!before.versions.empty()) {
        entry.on = TextRef{before.versions.back().n, before.versions.back().sha256};
    }
    return entry;
}

State evolve(State state, const Recorded& recorded) {
    const Stage stage = state.stage;
    std::visit(Fold(state, recorded.received_at), recorded.event);
    if (state.events == 0 || state.stage != stage) {
        state.stage_since = recorded.received_at;
    }
    ++state.events;
    return state;
}

}  // namespace contreseing::workflows
