// The words of the shipped acts, as `pdftotext` reads them: `tests/data/acts` holds what templates
// of HTML printed before the types had articles. It never changes with the layout.

#include "documents/typeset/templates.hpp"
#include "server/adapters/typesetting.hpp"
#include "tests/support/source_dir.hpp"
#include "workflows/codec/type_codec.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <unistd.h>

#include <gtest/gtest.h>

namespace contreseing::server {
namespace {

namespace fs = std::filesystem;
using workflows::ConventionType;
using workflows::FieldSpec;
using workflows::State;

std::string content(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

ConventionType shipped_type(const std::string& key) {
    const auto text =
        content(fs::path(CONTRESEING_SOURCE_DIR "/workflows/types") / (key + ".json"));
    return workflows::codec::type_from_json(text).value();
}

/// Words only: white space of any kind is the layout's.
std::string in_words(std::string text) {
    for (std::size_t at = 0; (at = text.find("\u00a0", at)) != std::string::npos;) {
        text.replace(at, 2, " ");
    }
    std::string out;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        out += (out.empty() ? "" : " ") + word;
    }
    return out;
}

/// What stands between the margins, in words: the foot of a page may come anywhere in the text.
std::string body_of(const std::vector<std::uint8_t>& pdf) {
    auto path = (fs::temp_directory_path() / "ctrg-act-XXXXXX").string();
    const int file = ::mkstemp(path.data());
    EXPECT_EQ(::write(file, pdf.data(), pdf.size()), static_cast<ssize_t>(pdf.size()));
    ::close(file);
    const auto command = "pdftotext -x 0 -y 0 -W 596 -H 774 " + path + " -";
    std::string out;
    std::array<char, 4096> buffer{};
    FILE* pipe = ::popen(command.c_str(), "r");
    while (const auto got = ::fread(buffer.data(), 1, buffer.size(), pipe)) {
        out.append(buffer.data(), got);
    }
    EXPECT_EQ(::pclose(pipe), 0) << command;
    fs::remove(path);
    return in_words(std::move(out));
}

constexpr const char* kHostile =
    "- <b>un</b> {{x}} {motive} [[deux]] & « trois »\n# quatre\n\n\\ [x] cinq";

bool is_choice(const FieldSpec& field) {
    return field.kind == FieldSpec::Kind::OneOf || field.kind == FieldSpec::Kind::ManyOf;
}

void fill(State& state, const FieldSpec& field, bool every_option) {
    if (!is_choice(field)) {
        const bool lines = field.kind == FieldSpec::Kind::Paragraph;
        state.fields[field.key] = lines ? kHostile : "Valeur de " + field.key;
        return;
    }
    std::vector<std::string> ticked;
    for (const auto& option : field.options) {
        const bool one = field.kind == FieldSpec::Kind::OneOf || !every_option;
        if (!one || ticked.empty()) {
            ticked.push_back(option.key);
        }
    }
    state.fields[field.key] = ticked;
    if (field.with_other) {
        state.fields[field.key + ".other"] = "Autre chose pour " + field.key;
    }
}

/// As it is begun: parties without a name, nothing typed.
State begun(const ConventionType& type) {
    State state;
    state.draft_open = true;
    state.reference = type.code + "-2026-001";
    state.title = type.title.at("fr");
    state.visas = type.visas;
    for (const auto& role : type.parties) {
        workflows::Party party;
        party.n = static_cast<int>(state.parties.size()) + 1;
        party.role = role.key;
        party.name = "Organisme " + role.key;
        state.parties.push_back(party);
    }
    for (const auto& spec : type.slots) {
        workflows::Slot slot;
        slot.n = static_cast<int>(state.slots.size()) + 1;
        slot.rank = spec.rank;
        slot.office = spec.office;
        slot.stamp = spec.stamp;
        slot.party = std::ranges::find(state.parties, spec.party, &workflows::Party::role)->n;
        slot.holder.name = "Personne Exemple-" + std::to_string(slot.n);
        state.slots.push_back(slot);
    }
    return state;
}

State filled(const ConventionType& type) {
    State state = begun(type);
    state.place = "Bagnols-sur-Cèze";
    state.visas.push_back("Vu la délibération <i>12</i> & {{autre}},");
    for (const auto& field : type.fields) {
        fill(state, field, true);
    }
    for (auto& party : state.parties) {
        party.represented_by = "la personne qui dirige " + party.name;
    }
    for (int n = 1; n <= 3; ++n) {
        workflows::Annex annex;
        annex.n = n;
        annex.title = "Pièce annexe " + std::to_string(n);
        annex.pages = 4 * n;
        annex.sha256.bytes.fill(static_cast<std::uint8_t>(n));
        state.annexes.push_back(annex);
    }
    for (int more = 0; more < 2; ++more) {
        auto slot = state.slots.back();
        slot.n += 1;
        slot.rank += 1;
        slot.stamp = !slot.stamp;
        slot.holder.name = "Personne Exemple-" + std::to_string(slot.n);
        state.slots.push_back(slot);
    }
    return state;
}

struct Variant {
    ConventionType type;
    State state;
    bool without_support = false;
};

/// Nothing filled, ticked in advance, each blank alone, everything, and without the names.
std::map<std::string, Variant> variants_of(const ConventionType& type) {
    std::map<std::string, Variant> variants;
    variants["blank"] = {type, begun(type), true};
    variants["full"] = {type, filled(type), false};
    auto advance = begun(type);
    for (const auto& field : type.fields) {
        std::vector<std::string> ticked;
        for (const auto& option : field.options) {
            if (option.ticked_in_advance) {
                ticked.push_back(option.key);
            }
        }
        if (is_choice(field)) {
            advance.fields[field.key] = ticked;
        }
        auto alone = begun(type);
        fill(alone, field, false);
        variants["only " + field.key] = {type, alone, false};
    }
    variants["ticked in advance"] = {type, advance, false};
    auto nameless = type;
    nameless.names_are_printed = false;
    variants["without names"] = {nameless, filled(type), false};
    return variants;
}

WeasyTypesetter& typesetter() {
    static Config::Folders folders = [] {
        Config::Folders made;
        made.share = CONTRESEING_SOURCE_DIR "/documents";
        return made;
    }();
    static WeasyTypesetter made(folders);
    return made;
}

std::string printed(const Variant& variant) {
    workflows::app::Campus campus;
    campus.name = "Campus <des> métiers";
    campus.represented_by = "sa direction";
    campus.support = variant.without_support ? "" : "Lycée support";
    campus.place = "Nîmes";
    auto made = typesetter().render(campus, variant.type, variant.state, false);
    EXPECT_TRUE(made) << made.error().code << ' ' << made.error().detail;
    return made ? body_of(made->pdf) : std::string();
}

/// By variant; a line that begins with `==` names one.
std::map<std::string, std::string> recorded(const fs::path& file) {
    std::map<std::string, std::string> texts;
    std::ifstream in(file);
    std::string variant;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("== ")) {
            variant = line.substr(3);
        } else {
            texts[variant] += line + '\n';
        }
    }
    for (auto& [name, text] : texts) {
        text = in_words(text);
    }
    return texts;
}

/// Takes « Axe 1 : » and so on out, each of which stands there once: they were recorded from a
/// column of their own, which pdftotext reads before the words beside it.
std::string without_column(std::string text) {
    for (int n = 1; n <= 7; ++n) {
        const auto label = "Axe " + std::to_string(n) + " : ";
        const auto at = text.find(label);
        if (at == std::string::npos || text.find(label, at + 1) != std::string::npos) {
            return "not once: " + label + "in " + text;
        }
        text.erase(at, label.size());
    }
    return text;
}

class PrintedActs : public testing::TestWithParam<const char*> {};

TEST_P(PrintedActs, SayWordForWordWhatTheFormerTemplatesSaid) {
    const std::string key = GetParam();
    const auto before =
        recorded(fs::path(CONTRESEING_SOURCE_DIR "/tests/data/acts") / (key + ".txt"));
    const auto variants = variants_of(shipped_type(key));
    const auto compared = [&key](std::string text) {
        return key == "adhesion" ? without_column(std::move(text)) : text;
    };
    ASSERT_EQ(before.size(), variants.size());
    for (const auto& [name, variant] : variants) {
        ASSERT_TRUE(before.contains(name)) << name;
        EXPECT_EQ(compared(printed(variant)), compared(before.at(name))) << key << ", " << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Types, PrintedActs, testing::Values("adhesion", "partenariat"));

}  // namespace
}  // namespace contreseing::server
