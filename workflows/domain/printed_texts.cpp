#include "workflows/domain/printed_texts.hpp"

namespace contreseing::workflows {

std::vector<PrintedText> printed_texts(const State& state) {
    std::vector<PrintedText> texts;
    const auto add = [&texts](std::string subject, const std::string& text, DrawnIn where) {
        if (!text.empty()) {
            texts.push_back({std::move(subject), text, where});
        }
    };
    add("title", state.title, DrawnIn::Text);
    add("place", state.place, DrawnIn::Text);
    for (const auto& [key, value] : state.fields) {
        if (const auto* text = std::get_if<std::string>(&value)) {
            add(key, *text, DrawnIn::Text);
        }
    }
    for (std::size_t i = 0; i < state.visas.size(); ++i) {
        add("visas/" + std::to_string(i), state.visas[i], DrawnIn::Text);
    }
    for (const auto& party : state.parties) {
        // A stamp's frame holds the party's name.
        add("parties/" + std::to_string(party.n), party.name, DrawnIn::Signature);
        add("parties/" + std::to_string(party.n), party.represented_by, DrawnIn::Text);
    }
    for (const auto& slot : state.slots) {
        add("slots/" + std::to_string(slot.n), slot.office, DrawnIn::Signature);
        add("slots/" + std::to_string(slot.n), slot.holder.name, DrawnIn::Signature);
    }
    for (const auto& annex : state.annexes) {
        add("annexes/" + std::to_string(annex.n), annex.title, DrawnIn::Text);
    }
    return texts;
}

}  // namespace contreseing::workflows
