#include "sample_act.hpp"

#include "server/adapters/typesetting.hpp"
#include "tests/support/source_dir.hpp"
#include "workflows/codec/type_codec.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace contreseing::tests {

using documents::typeset::Model;

nlohmann::json type_file(const std::string& key) {
    std::ifstream in(CONTRESEING_SOURCE_DIR "/workflows/types/" + key + ".json");
    return nlohmann::json::parse(in);
}

namespace {

void fill_field(workflows::State& state, const workflows::FieldSpec& field, const Fill& fill) {
    if (field.options.empty()) {
        state.fields[field.key] = fill("fields." + field.key);
        return;
    }
    std::vector<std::string> ticked;
    for (const auto& option : field.options) {
        const bool first_of_one = field.kind == workflows::FieldSpec::Kind::OneOf && ticked.empty();
        if (option.ticked_in_advance || first_of_one) {
            ticked.push_back(option.key);
        }
    }
    state.fields[field.key] = ticked;
    if (field.with_other) {
        state.fields[field.key + ".other"] = fill("fields." + field.key + ".other");
    }
}

}  // namespace

Model::Map sample_act(const std::string& key, const Fill& fill, bool draft) {
    const auto type = workflows::codec::type_from_json(type_file(key).dump()).value();
    workflows::State state;
    state.versions.resize(1);
    state.title = type.title.at("fr") + fill("title");
    state.reference = fill("reference");
    state.place = fill("place");
    state.visas = type.visas;
    state.visas.push_back(fill("visas"));
    for (const auto& role : type.parties) {
        workflows::Party party;
        party.n = static_cast<int>(state.parties.size()) + 1;
        party.role = role.key;
        party.name = fill("parties.name");
        party.represented_by = fill("parties.represented_by");
        state.parties.push_back(std::move(party));
    }
    for (const auto& field : type.fields) {
        fill_field(state, field, fill);
    }
    for (const auto& spec : type.annexes) {
        workflows::Annex annex;
        annex.title = spec.label.at("fr") + fill("annexes.title");
        annex.pages = 12;
        annex.sha256.bytes.fill(0xaa);
        state.annexes.push_back(std::move(annex));
    }
    for (const auto& spec : type.slots) {
        workflows::Slot slot;
        slot.n = static_cast<int>(state.slots.size()) + 1;
        slot.rank = spec.rank;
        slot.party = std::ranges::find(state.parties, spec.party, &workflows::Party::role)->n;
        slot.office = spec.office;
        slot.stamp = spec.stamp;
        slot.holder.name = fill("slots.name");
        state.slots.push_back(std::move(slot));
    }
    workflows::app::Campus campus;
    campus.name = fill("campus.name");
    campus.support = fill("campus.support");
    return server::model_of(campus, type, state, draft);
}

std::string tool_on_pdf(const std::string& tool, const std::vector<std::uint8_t>& pdf) {
    std::array<char, 32> path{"/tmp/ctrg-XXXXXX"};
    const int file = ::mkstemp(path.data());
    if (file < 0 || ::write(file, pdf.data(), pdf.size()) != static_cast<ssize_t>(pdf.size())) {
        throw std::runtime_error("temporary file");
    }
    ::close(file);
    const std::string command =
        tool + " " + path.data() + (tool == "pdftotext -layout" ? " -" : "");
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    std::string out;
    std::array<char, 4096> buffer{};
    while (pipe != nullptr) {
        const auto got = ::fread(buffer.data(), 1, buffer.size(), pipe);
        if (got == 0) {
            break;
        }
        out.append(buffer.data(), got);
    }
    if (pipe != nullptr) {
        ::pclose(pipe);
    }
    ::unlink(path.data());
    return out;
}

std::string text_of_pdf(const std::vector<std::uint8_t>& pdf) {
    return tool_on_pdf("pdftotext -layout", pdf);
}

}  // namespace contreseing::tests
