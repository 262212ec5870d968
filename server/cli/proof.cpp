#include "documents/pades/verify.hpp"
#include "mail/reader.hpp"
#include "server/adapters/clock.hpp"
#include "server/adapters/files.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/tools.hpp"
#include "sql/journal_verify.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <utility>

namespace contreseing::server::cli {

namespace pades = documents::pades;

namespace {

/// What follows `mark`, or nothing.
std::string after(const std::string& text, const std::string& mark) {
    const auto at = text.find(mark);
    return at == std::string::npos ? std::string{} : text.substr(at + mark.size());
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

}  // namespace

NamedConvention find_convention(
    Tools& tools, const std::string& campus_text, const std::string& text
) {
    const auto campuses = tools.stores.registry.campuses();
    const auto campus = campus_text.empty() && campuses.size() == 1 ? campuses.front().id
                                                                    : require_campus(campus_text);
    if (const auto id = workflows::parse_id<workflows::ConventionId>(text)) {
        return {campus, *id};
    }
    workflows::app::SummaryQuery query;
    query.campus = campus;
    query.search = text;
    query.limit = 200;
    for (const auto& row : tools.stores.conventions.list(query)) {
        if (row.summary.reference == text) {
            return {campus, row.id};
        }
    }
    throw std::runtime_error("--convention: neither an id nor a reference of this campus");
}

int verify_file(const std::filesystem::path& file, const std::filesystem::path& root) {
    const auto bytes = read_file(file);
    const auto report = pades::verify(
        {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()},
        {crypto::Certificate::from_pem(read_file(root))},
        SystemClock().now()
    );
    std::fputs(plain_text(report).c_str(), stdout);
    switch (report.conclusion()) {
        case pades::Conclusion::Accepted:
            return 0;
        case pades::Conclusion::Failed:
            return 1;
        default:
            return 2;
    }
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
