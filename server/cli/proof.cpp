#include "crypto/trust_roots.hpp"
#include "documents/worker/client.hpp"
#include "documents/worker/frame.hpp"
#include "mail/reader.hpp"
#include "server/adapters/clock.hpp"
#include "server/adapters/files.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/tools.hpp"
#include "server/cli/words.hpp"
#include "sql/journal_verify.hpp"
#include "text/encodings.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

namespace contreseing::server::cli {

namespace worker = documents::worker;

namespace {

constexpr int kUndecided = 2;
/// What one file may cost. An act of 20 signatures needs a tenth of it.
constexpr std::uint64_t kMemory = std::uint64_t{768} << 20;
constexpr std::uint32_t kProcessorSeconds = 20;

/// Beside this program, where it is installed or built.
std::filesystem::path worker_program(const Config& config) {
    const auto own = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    const auto beside =
        (config.folders.programs.empty() ? own : config.folders.programs) / "contreseing-worker";
    const auto built = own / "../../documents/worker/contreseing-worker";
    for (const auto& program : {beside, built}) {
        if (std::filesystem::exists(program)) {
            return program;
        }
    }
    throw std::runtime_error(
        beside.string() +
        " is not there: a signed file is only read by that confined program; install it there"
    );
}

workflows::Instant instant_of(const std::string& text) {
    const auto instant = workflows::parse_instant(text);
    if (!instant) {
        throw std::runtime_error("--at: not an instant such as 2026-12-24T18:00:00Z");
    }
    return *instant;
}

std::string name_of(const crypto::Certificate& root) {
    const auto subject = root.subject();
    return subject.common_name + (subject.organisation.empty() ? "" : ", " + subject.organisation);
}

std::string fingerprint_of(const crypto::Certificate& root) {
    return text::to_hex(root.fingerprint());
}

/// Prints a sentence of the catalogue.
void say(
    const nlohmann::json& words,
    const char* key,
    const std::vector<std::pair<std::string, std::string>>& values = {}
) {
    auto text = words.at(key).get<std::string>();
    for (const auto& [name, value] : values) {
        const std::string hole = "{{" + name + "}}";
        text.replace(text.find(hole), hole.size(), value);
    }
    std::printf("%s\n", text.c_str());
}

/// What follows `mark`, or nothing.
std::string after(const std::string& text, const std::string& mark) {
    const auto at = text.find(mark);
    return at == std::string::npos ? std::string{} : text.substr(at + mark.size());
}

/// The rest of the line that begins with `mark`.
std::string line_of(const std::string& text, const std::string& mark) {
    const auto rest = after("\n" + text, "\n" + mark);
    return rest.substr(0, rest.find('\n'));
}

/// « N : <hash> » with any blanks.
std::optional<std::pair<int, workflows::Sha256>> read_head(const std::string& text) {
    const auto colon = text.find(':');
    const auto hash = colon == std::string::npos ? colon : text.find_first_not_of(" \t", colon + 1);
    if (hash == std::string::npos) {
        return std::nullopt;
    }
    const int seq = std::atoi(text.c_str());
    const auto head = workflows::parse_sha256(text.substr(hash, 64));
    return seq < 1 || !head ? std::nullopt : std::optional(std::pair(seq, *head));
}

/// The line « Journal, entrée N : <hash> » of a receipt.
std::optional<std::pair<int, workflows::Sha256>> read_line(const std::string& text) {
    const auto line = after(text, "Journal, ");
    const auto digit = line.find_first_of("0123456789");
    return digit == std::string::npos ? std::nullopt : read_head(line.substr(digit));
}

/// Reads a receipt as a mail program saves it: a mayor's own message is enough. The Message-ID is
/// `<campus.convention.seq.n@domain>`, the text says « Journal, entrée N : <hash> ».
sql::Receipt read_receipt(const std::filesystem::path& file) {
    const auto mail = mail::read_mail(read_file(file));
    const auto id = after(mail.message_id, "<");
    const auto dot = std::min(id.find('.'), id.size());
    const auto campus = workflows::parse_campus_id(id.substr(0, dot));
    const auto rest = dot < id.size() ? id.substr(dot + 1) : std::string{};
    const auto convention = workflows::parse_id<workflows::ConventionId>(rest.substr(0, 36));
    const auto head = read_line(mail.text);
    if (!campus || !convention || !head) {
        throw std::runtime_error(
            file.string() +
            ": no receipt found; give the whole message as saved by a mail program (.eml), or "
            "name the convention (--convention) and give its text"
        );
    }
    return {*campus, *convention, head->first, head->second};
}

/// What the journal is held against, when something was given.
std::optional<sql::Receipt> wanted_receipt(Tools& tools, const JournalCheck& wanted) {
    if (wanted.receipt.empty() && wanted.head.empty()) {
        return std::nullopt;
    }
    if (wanted.convention.empty()) {
        return read_receipt(wanted.receipt);
    }
    const auto [campus, convention] = find_convention(tools, wanted.campus, wanted.convention);
    // A mail's text may be encoded; a saved text is what it is.
    auto head = read_head(wanted.head);
    if (!wanted.receipt.empty()) {
        const auto text = read_file(wanted.receipt);
        head = read_line(text);
        head = head ? head : read_line(mail::read_mail(text).text);
    }
    if (!head) {
        throw std::runtime_error("no entry number and hash in --receipt or --head");
    }
    return sql::Receipt{campus, convention, head->first, head->second};
}

/// The act of the campus that has this reference.
std::optional<workflows::ConventionId> referenced(
    Tools& tools, const workflows::CampusId& campus, const std::string& reference
) {
    workflows::app::SummaryQuery query;
    query.campus = campus;
    query.search = reference;
    query.limit = 200;
    for (bool more = true; more;) {
        const auto rows = tools.stores.conventions.list(query);
        for (const auto& row : rows) {
            if (row.summary.reference == reference) {
                return row.id;
            }
            query.after = row.id;
        }
        more = rows.size() == static_cast<std::size_t>(query.limit);
    }
    return std::nullopt;
}

NamedConvention find_in_any(
    Tools& tools, const std::vector<workflows::app::Campus>& campuses, const std::string& text
) {
    const auto id = workflows::parse_id<workflows::ConventionId>(text);
    std::vector<NamedConvention> found;
    for (const auto& campus : campuses) {
        if (!id) {
            if (const auto named = referenced(tools, campus.id, text)) {
                found.push_back({campus.id, *named});
            }
        } else if (!tools.stores.conventions.existing(campus.id, {*id}).empty()) {
            found.push_back({campus.id, *id});
        }
    }
    if (found.size() > 1) {
        throw std::runtime_error("--convention: several campuses have this one: add --campus");
    }
    if (found.empty()) {
        throw std::runtime_error(
            "--convention: neither an id nor a reference of any campus; with --campus, what is "
            "left of its journal is read"
        );
    }
    return found.front();
}

}  // namespace

NamedConvention find_convention(
    Tools& tools, const std::string& campus_text, const std::string& text
) {
    const auto campuses = tools.stores.registry.campuses();
    if (campus_text.empty() && campuses.size() != 1) {
        return find_in_any(tools, campuses, text);
    }
    const auto campus = campus_text.empty() ? campuses.front().id : require_campus(campus_text);
    if (const auto id = workflows::parse_id<workflows::ConventionId>(text)) {
        return {campus, *id};
    }
    if (const auto id = referenced(tools, campus, text)) {
        return {campus, *id};
    }
    throw std::runtime_error("--convention: neither an id nor a reference of this campus");
}

int verify_file(const Config& config, const Verification& wanted) {
    const auto now = wanted.at.empty() ? SystemClock().now() : instant_of(wanted.at);
    const auto pem =
        read_file(wanted.root.empty() ? config.authority.folder / "root.crt" : wanted.root);
    const auto roots = crypto::roots_from_pem(pem);
    worker::Client::Options options;
    options.program = worker_program(config);
    options.font.clear();
    options.largest = worker::kLongestFrame;
    options.limits.address_space = kMemory;
    options.limits.cpu_seconds = kProcessorSeconds;
    const auto bytes = read_file(wanted.file);
    auto result = worker::Client(options).verify(
        {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, pem, now
    );
    const auto words = nlohmann::json::parse(
        words_of(wanted.language == "fr" ? Language::French : Language::English)
    );
    if (const auto* problem = std::get_if<worker::Problem>(&result)) {
        const std::string failure(worker::code(problem->failure));
        std::printf("file: %s: %s\nundecided\n\n", failure.c_str(), problem->detail.c_str());
        say(words, "unread", {{"failure", failure}});
        say(words, "undecided");
        return kUndecided;
    }
    const auto& judged = std::get<worker::Judged>(result);
    for (const auto& root : roots) {
        std::printf("root: %s, SHA-256 %s\n", name_of(root).c_str(), fingerprint_of(root).c_str());
    }
    std::fputs(judged.report.c_str(), stdout);
    std::fputs("\n", stdout);
    say(words, "policy", {{"policy", line_of(judged.report, "policy: ")}});
    for (const auto& root : roots) {
        say(words, "root", {{"subject", name_of(root)}, {"sha256", fingerprint_of(root)}});
    }
    say(words, "revocation");
    const std::string fields = line_of(judged.report, "unsigned: ");
    if (!fields.empty()) {
        say(words,
            fields.find(',') == std::string::npos ? "unsigned_one" : "unsigned",
            {{"fields", fields}});
    }
    switch (judged.verdict) {
        case worker::Verdict::Accepted:
            say(words, fields.empty() ? "accepted" : "accepted_archived");
            return 0;
        case worker::Verdict::Failed:
            say(words, "failed");
            return 1;
        case worker::Verdict::Incomplete:
            say(words, "incomplete");
            break;
        case worker::Verdict::Undecided:
            say(words, "undecided");
            break;
    }
    return kUndecided;
}

int verify_journal(const Config& config, const JournalCheck& wanted) {
    Tools tools(config);
    sql::JournalVerifier verifier(tools.stores.pool, tools.digest);
    sql::JournalReport report;
    const auto receipt = wanted_receipt(tools, wanted);
    if (receipt) {
        report = verifier.verify(*receipt);
    } else if (!wanted.convention.empty()) {
        const auto [campus, id] = find_convention(tools, wanted.campus, wanted.convention);
        report = verifier.verify(campus, id);
    } else {
        report = verifier.verify_all();
    }
    for (const auto& fault : report.faults) {
        std::printf(
            "%s: convention %s, entry %d: %s\n",
            std::string(name_of(fault.kind)).c_str(),
            to_string(fault.convention).c_str(),
            fault.seq,
            fault.detail.c_str()
        );
    }
    for (const auto& erased : report.erased) {
        std::printf(
            "erased: convention %s, entry %d: %s\n",
            to_string(erased.convention).c_str(),
            erased.seq,
            erased.pointer.c_str()
        );
    }
    if (receipt && report.sound()) {
        std::printf("The receipt agrees with entry %d.\n", receipt->seq);
    }
    std::printf(
        "%lld conventions, %lld entries, %lld erased values: %s\n",
        static_cast<long long>(report.conventions),
        static_cast<long long>(report.entries),
        static_cast<long long>(report.erased.size()),
        report.sound() ? "sound" : "NOT SOUND"
    );
    return report.sound() ? 0 : 1;
}

}  // namespace contreseing::server::cli
