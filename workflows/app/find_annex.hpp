#pragma once

#include "workflows/domain/convention.hpp"

namespace contreseing::workflows::app {

/// The annex `n` of the act, attached now or to a former version; null when there never was one.
const Annex* find_annex(const State& state, int n);

}  // namespace contreseing::workflows::app
