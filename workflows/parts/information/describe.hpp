#pragma once

#include "workflows/domain/describe.hpp"
#include "workflows/parts/information/model.hpp"

namespace contreseing::workflows::codec {

// What is written of the information of a body, then what is asked.

void describe(auto& io, Like<Informed> auto& member) {
    io.personal({"name", {}}, member.name);
    io.personal({"email", {}}, member.email.text);
    io({"mailed", {}}, member.mailed);
    io.personal({"detail", {}}, member.detail);
}

void describe(auto& io, Like<BodyInformed> auto& e) {
    io({"body_name", {}}, e.body_name);
    io({"recipients", {}}, e.recipients);
    io({"members", {}}, e.members);
}

void describe(auto&, Like<BodyInformationSent> auto&) {}

void describe(auto& io, Like<parts::Information::State> auto& information) {
    io({"body_informed_recipients", "br"}, information.body_informed_recipients);
    io({"body_informed_at", "bi"}, information.body_informed_at);
}

void describe(auto&, InformBody&) {}

}  // namespace contreseing::workflows::codec
