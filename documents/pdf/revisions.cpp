#include "documents/pdf/revisions.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace contreseing::documents::pdf {
namespace {

constexpr std::size_t kMostRevisions = 256;

bool is_blank(char c) {
    return c == ' ' || c == '\r' || c == '\n' || c == '\t' || c == '\f' || c == '\0';
}

void skip_blanks(std::string_view text, std::size_t& at) {
    while (at < text.size() && is_blank(text[at])) {
        ++at;
    }
}

/// From a cross-reference section at `section`, the size of the file when that revision was
/// complete; 0 when its `startxref` does not name it or `%%EOF` is missing.
std::size_t revision_end(std::string_view text, std::size_t section) {
    std::size_t at = text.find("startxref", section);
    if (at == std::string_view::npos) {
        return 0;
    }
    at += 9;
    skip_blanks(text, at);
    std::size_t named = 0;
    const auto [stop, error] = std::from_chars(text.data() + at, text.data() + text.size(), named);
    if (error != std::errc() || named != section) {
        return 0;
    }
    at = static_cast<std::size_t>(stop - text.data());
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

}  // namespace

void check_ends(ByteView file, std::vector<StructureFinding>& findings) {
    const std::string_view text = as_text(file);
    if (!text.starts_with("%PDF-")) {
        findings.push_back({StructureProblem::HeaderNotAtStart, "no %PDF- at offset 0"});
    }
    const std::size_t section = last_startxref(file);
    if (section == 0 || section >= file.size() || revision_end(text, section) != file.size()) {
        findings.push_back(
            {StructureProblem::NotEndingAtEof, "the file does not end where its last revision does"}
        );
    }
}

std::vector<std::size_t> find_revisions(ByteView file, std::vector<StructureFinding>& findings) {
    std::vector<std::size_t> ends;
    std::size_t end = file.size();
    const auto broken = [&](const std::string& why) {
        findings.push_back({StructureProblem::BrokenRevisions, why});
        std::reverse(ends.begin(), ends.end());
        return ends;
    };
    while (true) {
        ends.push_back(end);
        if (ends.size() > kMostRevisions) {
            findings.push_back({StructureProblem::TooManyRevisions, "more than 256"});
            return broken("chain abandoned");
        }
        Reader reader(file.first(end));
        QPDFObjectHandle previous = reader.pdf().getTrailer().getKey("/Prev");
        if (previous.isNull()) {
            break;
        }
        const std::size_t section = last_startxref(file.first(end));
        if (!previous.isInteger() || previous.getIntValue() <= 0) {
            return broken("/Prev is not an offset");
        }
        const auto before = static_cast<std::size_t>(previous.getIntValue());
        if (before >= end) {
            return broken("/Prev points past the revision");
        }
        if (before > section) {
            break;  // A linearized file: two sections, one revision.
        }
        const std::size_t earlier = revision_end(as_text(file), before);
        if (earlier == 0 || earlier > section) {
            return broken("the revision before offset " + std::to_string(section) + " has no end");
        }
        end = earlier;
    }
    std::reverse(ends.begin(), ends.end());
    return ends;
}

}  // namespace contreseing::documents::pdf
