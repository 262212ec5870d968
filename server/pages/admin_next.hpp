#pragma once

#include "server/pages/admin_dossier.hpp"

#include <string>

namespace contreseing::server::pages {

/// The one thing to do, or to wait for, in words; `label` and `address` are empty when there is
/// nothing to press.
struct NextStep {
    std::string sentence;
    std::string label;
    std::string address;
};
NextStep next_step(const Dossier& dossier);

/// Whether a hand may remind this place now (at most once a day, a link that works).
bool may_remind(const Dossier& dossier, const workflows::Slot& slot);

}  // namespace contreseing::server::pages
