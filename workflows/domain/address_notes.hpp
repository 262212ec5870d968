#pragma once

#include "workflows/domain/convention.hpp"

#include <string>
#include <vector>

namespace contreseing::workflows {

/// What the proof says of the address that a signatory was reached at: that it was corrected, or
/// that it is not theirs alone and somebody answered for it.
struct AddressNote {
    enum class Kind { Corrected, Shared, Administrators };
    Kind kind = Kind::Corrected;
    int slot = 0;
    int other = 0;         ///< of Shared: the second slot, else 0
    AddressChange change;  ///< of Corrected
    std::string reason;    ///< why it was acknowledged, of the two others
};

/// Of the signatories of the present text, in their order. A shared address stays noted when it
/// was corrected afterwards: somebody may have signed from it before.
std::vector<AddressNote> address_notes(const State& state);

}  // namespace contreseing::workflows
