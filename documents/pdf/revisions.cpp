#include "documents/pdf/revisions.hpp"

#include "documents/pdf/error.hpp"
#include "documents/pdf/lexer.hpp"
#include "documents/pdf/reader.hpp"

#include <algorithm>

namespace contreseing::documents::pdf {
namespace {

constexpr std::size_t kMostRevisions = 256;
/// Entries of all sections together: what a file of 300,000 objects has, revised a few times.
constexpr std::size_t kMostEntries = 1'000'000;
constexpr std::size_t kTableEntry = 20;

/// What a section says of itself, before anything is believed.
struct SectionHead {
    QPDFObjectHandle trailer;
    std::size_t entries = 0;
};

std::size_t announced(QPDFObjectHandle number) {
    return number.isInteger() && number.getIntValue() > 0
               ? static_cast<std::size_t>(number.getIntValue())
               : 0;
}

SectionHead read_head(ByteView file, std::size_t section, QPDF& context) {
    const std::string_view text = as_text(file);
    const bool table = text.substr(section, 4) == "xref";
    const std::size_t keyword = table ? text.find("trailer", section) : section;
    Lexer lexer(file, std::min(keyword, text.size()));
    const bool begun =
        table ? lexer.word("trailer") : lexer.integer() && lexer.integer() && lexer.word("obj");
    const std::string_view body = begun ? lexer.value() : std::string_view{};
    if (!body.starts_with("<<")) {
        throw Error(ErrorKind::Damaged, "no section at offset " + std::to_string(section));
    }
    SectionHead head{QPDFObjectHandle::parse(&context, std::string(body), "trailer")};
    if (table) {
        head.entries = (keyword - section) / kTableEntry;
        return head;
    }
    QPDFObjectHandle index = head.trailer.getKey("/Index");
    if (!index.isArray()) {
        head.entries = announced(head.trailer.getKey("/Size"));
        return head;
    }
    for (int i = 1; i < index.getArrayNItems(); i += 2) {
        head.entries += std::min(announced(index.getArrayItem(i)), kMostEntries + 1);
    }
    return head;
}

/// Where the revision ends whose section is at `section`. A linearized file has another
/// `startxref` before the one that counts. Source: ISO 32000-1, annex F.3.
std::size_t end_of_section(std::string_view text, std::size_t section) {
    constexpr int kMostTries = 4;
    std::size_t at = section;
    for (int i = 0; i < kMostTries && at != std::string_view::npos; ++i) {
        if (const std::size_t end = revision_end(text, at, section); end != 0) {
            return end;
        }
        at = text.find("startxref", at);
        at = at == std::string_view::npos ? at : at + 1;
    }
    return 0;
}

}  // namespace

std::size_t revision_end(std::string_view text, std::size_t from, std::size_t section) {
    std::size_t at = text.find("startxref", from);
    if (at == std::string_view::npos) {
        return 0;
    }
    at += 9;
    skip_blanks(text, at);
    if (read_number(text, at) != section) {
        return 0;
    }
    skip_blanks(text, at);
    if (text.substr(at, 5) != "%%EOF") {
        return 0;
    }
    at += 5;
    if (text.substr(at, 2) == "\r\n") {
        return at + 2;
    }
    return at < text.size() && (text[at] == '\n' || text[at] == '\r') ? at + 1 : at;
}

void check_ends(ByteView file, std::vector<StructureFinding>& findings) {
    const std::string_view text = as_text(file);
    if (!text.starts_with("%PDF-")) {
        findings.push_back({StructureProblem::HeaderNotAtStart, "no %PDF- at offset 0"});
    }
    const std::size_t section = last_startxref(file);
    if (section == 0 || section >= file.size() ||
        revision_end(text, section, section) != file.size()) {
        findings.push_back(
            {StructureProblem::NotEndingAtEof, "the file does not end where its last revision does"}
        );
    }
}

std::vector<Revision> find_revisions(ByteView file, std::vector<StructureFinding>& findings) {
    const std::string_view text = as_text(file);
    std::vector<Revision> found;
    std::size_t entries = 0;
    QPDF context;
    context.emptyPDF();
    context.setSuppressWarnings(true);
    Revision current{last_startxref(file), file.size()};
    const auto broken = [&](const std::string& why) {
        findings.push_back({StructureProblem::BrokenRevisions, why});
        std::reverse(found.begin(), found.end());
        return found;
    };
    while (true) {
        found.push_back(current);
        if (found.size() > kMostRevisions) {
            throw Error(ErrorKind::OverBudget, "more than 256 revisions");
        }
        if (current.section >= current.end) {
            return broken("startxref points past the revision");
        }
        const SectionHead head = read_head(file.first(current.end), current.section, context);
        entries += head.entries;
        if (entries > kMostEntries) {
            throw Error(ErrorKind::OverBudget, "more than a million entries");
        }
        QPDFObjectHandle previous = QPDFObjectHandle(head.trailer).getKey("/Prev");
        if (previous.isNull()) {
            break;
        }
        if (announced(previous) == 0) {
            return broken("/Prev is not an offset");
        }
        const std::size_t before = announced(previous);
        if (before >= current.end) {
            return broken("/Prev points past the revision");
        }
        if (before > current.section) {
            break;  // A linearized file: two sections, one revision.
        }
        const std::size_t earlier = end_of_section(text.substr(0, current.section), before);
        if (earlier == 0 || earlier > current.section) {
            return broken(
                "the revision before offset " + std::to_string(current.section) + " has no end"
            );
        }
        current = {before, earlier};
    }
    std::reverse(found.begin(), found.end());
    return found;
}

}  // namespace contreseing::documents::pdf
