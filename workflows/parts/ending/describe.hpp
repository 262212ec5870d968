#pragma once

#include "workflows/domain/describe.hpp"
#include "workflows/parts/ending/model.hpp"

namespace contreseing::workflows::codec {

// What is written of how an act ends, then what is asked.

void describe(auto& io, Like<JournalPlace> auto& place) {
    io({"seq", {}}, place.seq);
    io({"pointer", {}}, place.pointer);
}

void describe(auto& io, Like<ConventionAbandoned> auto& e) {
    io.personal({"reason", {}}, e.reason);
}

void describe(auto& io, Like<ValuesErased> auto& e) {
    io.personal({"reason", {}}, e.reason);
    io({"values", {}}, e.values);
}

void describe(auto& io, Like<parts::Ending::State> auto& ending) {
    io.personal({"end_reason", "er"}, ending.end_reason);
}

void describe(auto& io, Abandon& c) {
    ask_why(io, c.reason);
}

}  // namespace contreseing::workflows::codec
