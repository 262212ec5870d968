#pragma once

#include "workflows/domain/spine.hpp"
#include "workflows/parts/drafting/model.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::workflows {

// Acknowledged items of the checklists, told apart by their keys (`check_key`), and
// when each is forgotten.

bool is_attestation(std::string_view item);
/// About a place, its holder or its address, attestations apart.
bool is_about_place(std::string_view item);

/// Keeps what somebody answered for: an address of a frozen text for the correction that comes,
/// anything else at once.
void acknowledge(
    parts::Drafting::State& own, bool draft_open, const std::string& item, const std::string& reason
);

/// An acknowledged address is acknowledged for the person who was there, not for the next; the
/// authority to sign is that person's in that office, whatever their address.
void forget_acknowledgements_of_changed(
    parts::Drafting::State& own, const std::vector<Slot>& former, const std::vector<Slot>& slots
);
/// Somebody else is at place `n`: nothing was answered for them.
void forget_acknowledgements_of(parts::Drafting::State& own, int n);
/// The address at `place` (`3`, `opinion/1/seat/2`) changed: an acknowledgement serves one change,
/// the one that `needed` it (absent: any), and that of an administrator's or of a doubtful address is
/// forgotten with the address. Two places that shared one keep the reason: their signatures recall it.
void use_acknowledgements(
    parts::Drafting::State& own,
    const std::string& place,
    const std::optional<std::vector<std::string>>& needed
);
/// The place `former` is `n` from now on, and so are its attestations.
void renumber_attestations(parts::Drafting::State& own, int former, int n);

}  // namespace contreseing::workflows
