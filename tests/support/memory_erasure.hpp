#pragma once

#include "tests/support/memory_stores.hpp"

namespace contreseing::test_support {

/// Erases the values that `transition` names from the journal and the messages of its convention,
/// which is there. False, and nothing done, when one of them is not there or a message waits.
bool erase_values(MemoryDatabase& db, const workflows::app::Transition& transition);

}  // namespace contreseing::test_support
