#include "workflows/domain/fold.hpp"

namespace contreseing::workflows::parts {

namespace {

using namespace std::chrono_literals;

/// Those of a door that is closed.
void forget_codes(Slot& slot) {
    slot.codes.clear();
    slot.codes_burnt_at.reset();
}

/// The place without anything that a round on `version` left in it.
Slot blank(const Slot& slot, int version) {
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
void start_again(Slot& slot, const std::optional<Door>& door, Instant at) {
    slot.forget_mail();
    forget_codes(slot);
    slot.reminders_since.reset();
    slot.escalated = false;
    if (door) {
        slot.door = door;
        slot.invited_at = at;
    }
}

void replace_slots(Signing::State& own, std::vector<Slot> slots) {
    for (const auto& slot : slots) {
        own.last_slot_n = std::max(own.last_slot_n, slot.n);
    }
    std::sort(slots.begin(), slots.end(), [](const Slot& a, const Slot& b) {
        return std::pair(a.rank, a.n) < std::pair(b.rank, b.n);
    });
    own.slots = std::move(slots);
}

/// Corrections and a former signature belong to the person: they stay with whom an edit leaves in
/// place.
std::vector<Slot> with_history(std::vector<Slot> slots, const workflows::State& before) {
    for (auto& slot : slots) {
        const Slot* former = before.slot(slot.n);
        if (former != nullptr && former->holder == slot.holder) {
            slot.address_changes = former->address_changes;
        }
        if (former != nullptr && former->holder.name == slot.holder.name) {
            slot.signed_before = former->signed_before;
        }
    }
    return slots;
}

/// Applies to the slot that an event names, when it is there.
class OnSlot {
public:
    OnSlot(Signing::State& own, Instant at) : own_(own), at_(at) {}

    void operator()(const SlotInvited& e) const {
        if (Slot* slot = find(e.slot)) {
            slot->status = Slot::Status::Invited;
            slot->door = e.door;
            slot->invited_at = at_;
        }
    }
    void operator()(const CodeIssued& e) const {
        if (Slot* slot = find(e.slot)) {
            std::erase_if(slot->codes, [this](const CodeIssue& earlier) {
                return earlier.issued_at <= at_ - 24h;
            });
            slot->codes.push_back(e.code);
            ++slot->codes_issued;
        }
    }
    void operator()(const CodeRefused& e) const {
        Slot* slot = find(e.slot);
        if (CodeIssue* code = slot != nullptr ? numbered(slot->codes, e.code) : nullptr) {
            ++code->tries;
        }
    }
    void operator()(const CodesBurnt& e) const {
        if (Slot* slot = find(e.slot)) {
            slot->codes_burnt_at = at_;
        }
    }
    void operator()(const SlotSigned& e) const {
        if (Slot* slot = find(e.slot)) {
            slot->status = Slot::Status::Signed;
            slot->signature = e.signature;
            slot->codes.clear();
        }
    }
    void operator()(const SlotDeclined& e) const {
        if (Slot* slot = find(e.slot)) {
            slot->status = Slot::Status::Declined;
            slot->decline_reason = e.reason;
            slot->codes.clear();
        }
    }
    void operator()(const SlotReminded& e) const {
        if (Slot* slot = find(e.slot)) {
            slot->reminders_sent += e.by_hand ? 0 : 1;
            slot->last_reminder_at = at_;
        }
    }
    void operator()(const SlotEscalated& e) const {
        if (Slot* slot = find(e.slot)) {
            slot->escalated = true;
        }
    }
    template <OfReach Told>
    void operator()(const Told& e) const {
        if (Slot* slot = find(e.place.slot())) {
            if (std::is_same_v<Told, DoorRevoked> && slot->door) {
                forget_codes(*slot);
            }
            follow(*slot, e, at_);
        }
    }
    void operator()(const DoorRenewed& e) const {
        Slot* slot = find(e.slot);
        if (slot == nullptr) {
            return;
        }
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
    void operator()(const AddressCorrected& e) const {
        if (Slot* slot = find(e.place.slot())) {
            slot->holder.email = e.change.to;
            slot->address_changes.push_back(e.change);
            start_again(*slot, slot->door ? std::optional(e.door) : std::nullopt, at_);
        }
    }
    void operator()(const HolderSubstituted& e) const {
        if (Slot* slot = find(e.slot)) {
            slot->holder = e.to;
            slot->signed_before = 0;
            slot->address_changes.clear();
            start_again(*slot, e.door, at_);
        }
    }

private:
    [[nodiscard]] Slot* find(int n) const { return numbered(own_.slots, n); }
    Signing::State& own_;
    Instant at_;
};

}  // namespace

void Signing::apply(State& own, const workflows::State& before, const Recorded& recorded) {
    const Instant at = recorded.received_at;
    std::visit(
        Overloaded{
            [&](const ConventionCreated& e) { replace_slots(own, e.slots); },
            [&](const DraftEdited& e) {
                if (e.slots) {
                    replace_slots(own, with_history(*e.slots, before));
                }
            },
            [&](const VersionReopened& e) {
                own.round_opened_at.reset();
                const int version = before.versions.empty() ? 0 : before.versions.back().n;
                for (const auto& renumbered : e.slots) {
                    if (auto* slot = numbered(own.slots, renumbered.from)) {
                        *slot = blank(*slot, version);
                        slot->n = renumbered.to;
                        own.last_slot_n = std::max(own.last_slot_n, renumbered.to);
                    }
                }
            },
            [&](const RoundOpened&) { own.round_opened_at = at; },
            [&](const EnteredIntoForce& e) {
                own.signed_at = at;
                own.in_force_at = at;
                own.last_day = e.last_day;
            },
            [on = OnSlot(own, at)]<class Told>(const Told& e) {
                if constexpr (std::is_invocable_v<OnSlot, const Told&>) {
                    on(e);
                }
            },
        },
        recorded.event
    );
}

}  // namespace contreseing::workflows::parts
