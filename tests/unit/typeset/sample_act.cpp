#include "sample_act.hpp"
#include "tests/support/source_dir.hpp"

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

Model field_model(const nlohmann::json& field, const Fill& fill) {
    const auto key = field.at("key").get<std::string>();
    const auto kind = field.at("kind").get<std::string>();
    if (kind == "line" || kind == "paragraph") {
        return Model::Map{{"text", fill("fields." + key)}};
    }
    Model::List options;
    for (const auto& option : field.at("options")) {
        const bool first_of_one = kind == "one_of" && options.empty();
        options.emplace_back(Model::Map{
            {"key", option.at("key").get<std::string>()},
            {"label", option.at("label").at("fr").get<std::string>()},
            {"ticked", option.value("ticked_in_advance", false) || first_of_one}});
    }
    return Model::Map{
        {"options", options},
        {"other", field.value("with_other", false) ? fill("fields." + key + ".other") : ""}};
}

}  // namespace

Model::Map sample_act(const nlohmann::json& type, const Fill& fill) {
    Model::List visas;
    for (const auto& visa : type.at("visas")) {
        visas.emplace_back(visa.get<std::string>());
    }
    visas.emplace_back(fill("visas"));

    Model::List parties;
    for (const auto& party : type.at("parties")) {
        parties.emplace_back(Model::Map{
            {"role", party.at("label").at("fr").get<std::string>()},
            {"name", fill("parties.name")},
            {"represented_by", fill("parties.represented_by")},
            {"first", parties.empty()}});
    }
    Model::Map fields;
    for (const auto& field : type.at("fields")) {
        fields.emplace_back(field.at("key").get<std::string>(), field_model(field, fill));
    }
    Model::List annexes;
    for (const auto& annex : type.at("annexes")) {
        annexes.emplace_back(Model::Map{
            {"n", std::to_string(annexes.size() + 1)},
            {"title", annex.at("label").at("fr").get<std::string>() + fill("annexes.title")},
            {"pages", "12"},
            {"sha256", std::string(64, 'a')}});
    }
    Model::List slots;
    for (const auto& slot : type.at("slots")) {
        slots.emplace_back(Model::Map{
            {"n", std::to_string(slots.size() + 1)},
            {"rank", std::to_string(slot.at("rank").get<int>())},
            {"party_name", fill("slots.party_name")},
            {"office", slot.at("office").get<std::string>()},
            {"name", fill("slots.name")},
            {"stamp", slot.value("stamp", false)}});
    }
    return {
        {"title", type.at("title").at("fr").get<std::string>() + fill("title")},
        {"reference", fill("reference")},
        {"version", "2"},
        {"place", fill("place")},
        {"draft", false},
        {"campus",
         Model::Map{
             {"name", fill("campus.name")},
             {"represented_by", fill("campus.represented_by")},
             {"support", fill("campus.support")},
             {"place", fill("campus.place")}}},
        {"visas", visas},
        {"parties", parties},
        {"fields", fields},
        {"annexes", annexes},
        {"slots", slots}};
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
