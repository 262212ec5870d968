#include "tests/support/source_dir.hpp"
#include "tests/unit/documents/fixtures.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <unistd.h>

namespace contreseing::tests {

using documents::pdf::Bytes;
using documents::pdf::IngestOptions;

namespace {

/// A folder that disappears with the process.
class Scratch {
public:
    Scratch() {
        std::string pattern = (std::filesystem::temp_directory_path() / "pdf-test-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) {
            throw std::runtime_error("mkdtemp");
        }
        path_ = pattern;
    }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

const Scratch& scratch() {
    static const Scratch folder;
    return folder;
}

}  // namespace

Bytes fixture(const std::string& name) {
    std::ifstream file(
        std::string(CONTRESEING_SOURCE_DIR "/tests/data/pdf/") + name, std::ios::binary
    );
    if (!file) {
        throw std::runtime_error("no fixture " + name);
    }
    return {std::istreambuf_iterator<char>(file), {}};
}

Bytes handmade(const std::vector<std::string>& bodies) {
    std::string out = "%PDF-1.7\n";
    std::string table = "xref\n0 " + std::to_string(bodies.size() + 1) + "\n0000000000 65535 f\r\n";
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        char row[32];
        std::snprintf(row, sizeof row, "%010zu 00000 n\r\n", out.size());
        table += row;
        out += std::to_string(i + 1) + " 0 obj\n" + bodies[i] + "\nendobj\n";
    }
    const std::size_t start = out.size();
    out += table + "trailer\n<</Root 1 0 R/Size " + std::to_string(bodies.size() + 1) +
           ">>\nstartxref\n" + std::to_string(start) + "\n%%EOF\n";
    return bytes_of(out);
}

std::vector<std::string> one_page(const std::string& in_catalog, const std::string& in_page) {
    return {
        "<</Type/Catalog/Pages 2 0 R" + in_catalog + ">>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]" + in_page + ">>"};
}

Bytes bytes_of(const std::string& text) {
    return {text.begin(), text.end()};
}

std::string text_of(const Bytes& bytes) {
    return {bytes.begin(), bytes.end()};
}

IngestOptions three_places() {
    IngestOptions options;
    options.font_path = kFont;
    options.places = {
        {.slot = 1, .page = 2, .rect = {80, 590, 140, 60}, .stamp = true},
        {.slot = 2, .page = 2, .rect = {230, 590, 140, 60}},
        {.slot = 3, .page = 2, .rect = {380, 590, 140, 60}}};
    return options;
}

const crypto::Authority& authority() {
    static const crypto::Authority made = [] {
        const std::filesystem::path folder = scratch().path() / "authority";
        crypto::Authority::create(folder, "Établissement d'essai", at(-60));
        return crypto::Authority::load(folder);
    }();
    return made;
}

crypto::Instant at(int minutes) {
    using namespace std::chrono;
    return sys_days{year{2026} / 3 / 12} + 9h + std::chrono::minutes(minutes);
}

Bytes certified(const Bytes& prepared) {
    const auto stamps = documents::pades::stamps_of(authority().timestamps(), at());
    const auto roots = authority().roots();
    return documents::pades::certify(prepared, {authority().seal(), stamps, roots}, at(), "Sceau");
}

Bytes signed_by(const Bytes& tip, int slot) {
    const crypto::Instant now = at(slot);
    const auto identity = authority().issue_single_use(
        {"Prénom Nom " + std::to_string(slot), "Maire", "Commune de Saint-Œuvre"}, now
    );
    const auto stamps = documents::pades::stamps_of(authority().timestamps(), now);
    const auto roots = authority().roots();
    const auto revision = documents::pades::sign(
        tip,
        documents::pdf::signatory_field(slot),
        {identity, stamps, roots},
        now,
        {{{"Prénom Nom " + std::to_string(slot), 1.2},
          {"Maire de Saint-Œuvre"},
          {"Signé électroniquement (signature simple)"},
          {"12/03/2026 à 10:0" + std::to_string(slot) + " (UTC+01:00)"}}}
    );
    Bytes whole = tip;
    whole.insert(whole.end(), revision.appended.begin(), revision.appended.end());
    return whole;
}

const Bytes& signed_convention() {
    static const Bytes made = [] {
        Bytes tip =
            certified(documents::pdf::prepare(fixture("convention.pdf"), three_places()).pdf);
        for (const int slot : {1, 2, 3}) {
            tip = signed_by(tip, slot);
        }
        return tip;
    }();
    return made;
}

Ran run_on(const Bytes& bytes, std::string command) {
    static int count = 0;
    const std::filesystem::path path = scratch().path() / (std::to_string(++count) + ".pdf");
    std::ofstream(path, std::ios::binary)
        .write(
            reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())
        );
    for (std::size_t hole = 0; (hole = command.find("{}")) != std::string::npos;) {
        command.replace(hole, 2, path.string());
    }
    Ran ran;
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) {
        throw std::runtime_error("popen");
    }
    char buffer[4096];
    while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, pipe)) {
        ran.output.append(buffer, got);
    }
    ran.status = pclose(pipe);
    return ran;
}

}  // namespace contreseing::tests
