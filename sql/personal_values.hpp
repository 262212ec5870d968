#pragma once

#include "sql/pool.hpp"
#include "workflows/app/personal_values.hpp"
#include "workflows/app/ports/convention_store.hpp"

#include <vector>

namespace contreseing::sql {

class Work;

/// The personal values of a convention's journal that were not erased, in order.
std::vector<workflows::app::PersonalText> personal_values(
    Pool& pool, const workflows::CampusId& campus, const workflows::ConventionId& convention
);

/// Private to this library: within the transaction that recorded `transition`, erases the values it
/// names from the journal's table and from the messages settled since, and stores the state that
/// the entries lead to without them. False, for the transaction to give up, when one of the values
/// is not there or a message still waits.
bool erase_values(Work& work, const workflows::app::Transition& transition);

}  // namespace contreseing::sql
