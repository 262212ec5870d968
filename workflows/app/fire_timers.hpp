#pragma once

#include "workflows/app/engine.hpp"
#include "workflows/app/ports/effect_store.hpp"
#include "workflows/app/ports/outside.hpp"

namespace contreseing::workflows::app {

/// Carries out what is due, oldest first, as of now: after an outage the next reminder counts from
/// the one that was late, so nobody gets them all at once, and the journal says when each really
/// happened. Stale firings are harmless. Returns how many timers led to an event; 0 means: wait.
/// An act that fails does not keep the others back; its exception is thrown after them.
int fire_due_timers(Engine& engine, TimerStore& timers, Clock& clock, Digest& digest);

}  // namespace contreseing::workflows::app
