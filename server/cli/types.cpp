#include "documents/typeset/typesetter.hpp"
#include "server/adapters/files.hpp"
#include "server/adapters/type_check.hpp"
#include "server/adapters/typesetting.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/tools.hpp"
#include "workflows/codec/json_lines.hpp"
#include "workflows/codec/type_codec.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace contreseing::server::cli {

namespace fs = std::filesystem;

namespace {

/// The file of a type: the operator's own, or the one that came with the program.
fs::path file_of_type(const Config& config, const std::string& name) {
    const auto file = name + ".json";
    const auto own = config.folders.types / file;
    const bool is_own = !config.folders.types.empty() && fs::exists(own);
    return is_own ? own : config.folders.share / "types" / file;
}

/// Everything that is wrong with the type that `text`, of the file `name`, says and with its
/// template: the file, and the line where there is one.
std::vector<std::string> faults_of(
    const fs::path& name,
    const std::string& text,
    const documents::typeset::Templates& templates,
    documents::typeset::Typesetter& typesetter
) {
    const auto type = workflows::codec::type_from_json(text);
    std::vector<workflows::codec::JsonProblem> problems;
    if (!type) {
        problems = type.error();
    } else if (type->key != name.stem().string()) {
        // Published by the name of its file, it would be offered and withdrawn under another.
        problems.push_back({"/key", "expected " + name.stem().string() + ", as its file is named"});
    }
    const workflows::codec::JsonLines lines(text);
    const auto file = name.filename().string();
    std::vector<std::string> faults;
    for (const auto& problem : problems) {
        faults.push_back(
            file + ':' + std::to_string(lines.of(problem.pointer)) + ": " + problem.pointer +
            (problem.pointer.empty() ? "" : ": ") + problem.message
        );
    }
    if (type) {
        for (const auto& fault : check_template(*type, templates, typesetter)) {
            const auto pointer = std::string_view(fault).substr(0, fault.find(':'));
            faults.push_back(
                fault.starts_with('/')
                    ? file + ':' + std::to_string(lines.of(pointer)) + ": " + fault
                    : file + ": " + fault
            );
        }
    }
    return faults;
}

documents::typeset::Typesetter typesetter_of(const Config& config) {
    return documents::typeset::Typesetter(
        {.script = config.folders.share / "typeset" / "typesetter.py"}
    );
}

}  // namespace

std::string publish_type(
    Tools& tools, const Config& config, const workflows::CampusId& campus, const std::string& name
) {
    const auto file = file_of_type(config, name);
    const auto text = read_file(file);
    auto typesetter = typesetter_of(config);
    std::string said;
    for (const auto& fault : faults_of(file, text, templates_of(config.folders), typesetter)) {
        said += "\n  " + fault;
    }
    if (!said.empty()) {
        throw std::runtime_error(file.string() + " is not published:" + said);
    }
    return tools.stores.types.publish(campus, text)->key;
}

int check_types(const Config& config, const fs::path& folder) {
    Config::Folders folders = config.folders;
    folders.types = folder;
    const auto templates = templates_of(folders);
    auto typesetter = typesetter_of(config);
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ".json" && entry.path().filename() != "schema.json") {
            files.push_back(entry.path());
        }
    }
    if (files.empty()) {
        throw std::runtime_error(folder.string() + " holds no type (NAME.json)");
    }
    std::sort(files.begin(), files.end());
    int faulty = 0;
    for (const auto& file : files) {
        const auto name = file.filename().string();
        const auto faults = faults_of(file, read_file(file), templates, typesetter);
        for (const auto& fault : faults) {
            std::printf("%s\n", fault.c_str());
        }
        if (faults.empty()) {
            std::printf("%s: ok\n", name.c_str());
        }
        faulty += faults.empty() ? 0 : 1;
    }
    return faulty == 0 ? 0 : 1;
}

int print_type_schema() {
    std::fputs(workflows::codec::type_schema().c_str(), stdout);
    return 0;
}

int publish_types(
    const Config& config, const std::string& campus, const std::vector<std::string>& names
) {
    Tools tools(config);
    const auto id = require_campus(campus);
    for (const auto& name : names) {
        const auto key = publish_type(tools, config, id, name);
        tools.stores.types.offer(id, key);
        std::printf("%s is published and offered.\n", key.c_str());
    }
    return 0;
}

int withdraw_type(const Config& config, const std::string& campus, const std::string& key) {
    Tools tools(config);
    if (!tools.stores.types.withdraw(require_campus(campus), key)) {
        std::printf("%s is not offered there.\n", key.c_str());
        return 1;
    }
    std::printf("%s is no longer offered; acts begun with it go on.\n", key.c_str());
    return 0;
}

}  // namespace contreseing::server::cli
