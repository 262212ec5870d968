#pragma once

#include "workflows/domain/describe.hpp"
#include "workflows/parts/copies/model.hpp"

namespace contreseing::workflows::codec {

// What is written of the links to the signed act, then what is asked.

void describe(auto& io, Like<CopiesRenewed> auto& e) {
    io.personal({"reason", {}}, e.reason);
}

void describe(auto& io, Like<parts::Copies::State> auto& copies) {
    io({"copies_renewed", "cr"}, copies.copies_renewed);
    io({"copies_given_at", "ca"}, copies.copies_given_at);
}

void describe(auto& io, RenewCopies& c) {
    ask_why(io, c.reason);
}

}  // namespace contreseing::workflows::codec
