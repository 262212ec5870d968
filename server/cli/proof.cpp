#include "documents/pades/verify.hpp"
#include "mail/reader.hpp"
#include "server/adapters/files.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/tools.hpp"
#include "sql/journal_verify.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace contreseing::server::cli {

namespace pades = documents::pades;

namespace {

/// What follows `mark`, or nothing.
std::string after(const std::string& text, const std::string& mark) {
    const auto at = text.find(mark);
    return at == std::string::npos ? std::string{} : text.substr(at + mark.size());
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
    const int seq = rest.size() > 37 ? std::atoi(rest.c_str() + 37) : 0;
    const auto line = after(mail.text, "Journal, ");
    const auto hash = line.find_first_of(':') == std::string::npos
                          ? std::string{}
                          : line.substr(line.find_first_of(':') + 2, 64);
    const auto head = workflows::parse_sha256(hash);
    if (!campus || !convention || seq < 1 || !head) {
        throw std::runtime_error(
            file.string() + ": no receipt found; give the whole message as saved by a mail program"
        );
    }
    return {*campus, *convention, seq, *head};
}

}  // namespace

int verify_file(const std::filesystem::path& file, const std::filesystem::path& root) {
    const auto bytes = read_file(file);
    const auto report = pades::verify(
        {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()},
        {crypto::Certificate::from_pem(read_file(root))}
    );
    std::fputs(plain_text(report).c_str(), stdout);
    if (report.accepted()) {
        return 0;
    }
    const bool failed =
        !report.problems.empty() || report.signatures.empty() ||
        std::any_of(
            report.signatures.begin(),
            report.signatures.end(),
            [](const pades::SignatureVerdict& verdict) {
                return verdict.indication == pades::Indication::TotalFailed;
            }
        );
    return failed ? 1 : 2;
}

int verify_journal(const Config& config, const JournalCheck& wanted) {
    Tools tools(config);
    sql::JournalVerifier verifier(tools.stores.pool, tools.digest);
    sql::JournalReport report;
    if (!wanted.receipt.empty()) {
        report = verifier.verify(read_receipt(wanted.receipt));
    } else if (!wanted.convention.empty()) {
        const auto id = workflows::parse_id<workflows::ConventionId>(wanted.convention);
        if (!id) {
            throw std::runtime_error("--convention: not an id");
        }
        report = verifier.verify(require_campus(wanted.campus), *id);
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
    std::printf(
        "%lld conventions, %lld entries, %lld erased values: %s\n",
        static_cast<long long>(report.conventions),
        static_cast<long long>(report.entries),
        static_cast<long long>(report.erased_values),
        report.sound() ? "sound" : "NOT SOUND"
    );
    return report.sound() ? 0 : 1;
}

}  // namespace contreseing::server::cli
