#pragma once

// Private to this library.

#include "sql/parameters.hpp"
#include "workflows/app/mail_versions.hpp"
#include "workflows/app/ports/convention_store.hpp"
#include "workflows/app/ports/outside.hpp"

#include <string>

namespace contreseing::sql {

/// One transition as one statement: the convention's row by compare-and-swap, and whatever
/// follows from it in the same breath. It returns a row when the swap held, none otherwise.
struct TransitionStatement {
    /// The same for every transition with the same parts, so that it is prepared once.
    std::string name;
    std::string text;
    Parameters parameters;
    workflows::app::CommitResult result;  ///< when the swap holds
};

TransitionStatement transition_statement(
    const workflows::app::Transition& transition,
    const workflows::app::MailVersions& newest,
    workflows::app::Digest& digest,
    workflows::app::Random& random
);

}  // namespace contreseing::sql
