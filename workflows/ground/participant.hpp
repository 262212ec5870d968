#pragma once

#include "workflows/ground/actor.hpp"
#include "workflows/ground/reach.hpp"

namespace contreseing::workflows {

/// Somebody who takes part in an act by a mailed link. A part gives those whose places are its own.
struct Participant {
    const Reach* reach = nullptr;  ///< never null; points into the state it was asked of
    Actor actor;                   ///< who acts by that link
};

}  // namespace contreseing::workflows
