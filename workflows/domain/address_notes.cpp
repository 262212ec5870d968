#include "workflows/domain/address_notes.hpp"

#include "workflows/domain/decide.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

std::vector<EmailAddress> addresses_of(const Slot& slot) {
    std::vector<EmailAddress> addresses{slot.holder.email};
    for (const auto& change : slot.address_changes) {
        addresses.push_back(change.from);
    }
    return addresses;
}

bool ever_shared(const Slot& a, const Slot& b) {
    const auto of_a = addresses_of(a);
    const auto of_b = addresses_of(b);
    return std::any_of(of_a.begin(), of_a.end(), [&of_b](const EmailAddress& one) {
        return std::any_of(of_b.begin(), of_b.end(), [&one](const EmailAddress& other) {
            return same_mailbox(one, other);
        });
    });
}

/// The reason given for going on in spite of that warning, or null.
const std::string* reason_for(
    const State& state, const CheckKind& kind, const std::string& subject
) {
    const auto found = state.acknowledgements.find(check_key(kind, subject));
    return found == state.acknowledgements.end() ? nullptr : &found->second;
}

}  // namespace

std::vector<AddressNote> address_notes(const State& state) {
    using Kind = AddressNote::Kind;
    std::vector<AddressNote> notes;
    for (const auto& slot : state.slots) {
        const std::string n = std::to_string(slot.n);
        for (const auto& change : slot.address_changes) {
            notes.push_back({Kind::Corrected, slot.n, 0, change, {}});
        }
        if (const auto* reason = reason_for(state, checks::kAdministratorAddress, n)) {
            notes.push_back({Kind::Administrators, slot.n, 0, {}, *reason});
        }
        for (const auto& other : state.slots) {
            const auto pair = n + ',' + std::to_string(other.n);
            const auto* reason =
                slot.n < other.n ? reason_for(state, checks::kSharedAddress, pair) : nullptr;
            if (reason != nullptr && ever_shared(slot, other)) {
                notes.push_back({Kind::Shared, slot.n, other.n, {}, *reason});
            }
        }
    }
    return notes;
}

}  // namespace contreseing::workflows
