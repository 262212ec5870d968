#pragma once

#include "server/pages/admin/dossier.hpp"

#include <string>

namespace contreseing::server::pages {

/// The one thing to do, or to wait for, in words; `label` and `address` are empty when there is
/// nothing to press.
struct NextStep {
    std::string sentence;
    std::string label;
    std::string address;
    std::string other_label{};  ///< where it may as well be something else; empty where not
    std::string other_address{};
};
NextStep next_step(const Dossier& dossier);

/// A mail of this place or seat was refused, or came back with words that somebody has to read:
/// to write to it again is the last thing to do.
inline bool came_back(const workflows::Reach& somebody) {
    return somebody.undeliverable || !somebody.returned_mail.empty();
}

/// Whether a hand may remind this place now (at most once a day, a link that works).
bool may_remind(const Dossier& dossier, const workflows::Slot& slot);

}  // namespace contreseing::server::pages
