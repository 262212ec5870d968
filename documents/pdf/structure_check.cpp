#include "documents/pdf/structure_check.hpp"

#include "documents/pdf/error.hpp"
#include "documents/pdf/revisions.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace contreseing::documents::pdf {
namespace {

constexpr std::size_t kMostFields = 5000;

struct Field {
    std::string name;
    QPDFObjectHandle value;
};

std::string name_of(QPDFObjectHandle object) {
    return object.isName() ? object.getName().substr(1) : std::string();
}

std::string text_of(QPDFObjectHandle object) {
    return object.isString() ? object.getUTF8Value() : std::string();
}

/// Fields with a value whose type is Sig, through /Kids; bounded and loop-proof.
std::vector<Field> signed_fields(Reader& reader) {
    struct Node {
        QPDFObjectHandle object;
        std::string prefix, type;
    };
    std::vector<Field> found;
    std::vector<Node> waiting;
    std::set<QPDFObjGen> seen;
    const auto add_all = [&](QPDFObjectHandle array, const Node& parent) {
        if (array.isArray()) {
            for (const QPDFObjectHandle& item : array.getArrayAsVector()) {
                waiting.push_back({item, parent.prefix, parent.type});
            }
        }
    };
    add_all(reader.root().getKey("/AcroForm").getKeyIfDict("/Fields"), {});
    while (!waiting.empty()) {
        if (seen.size() > kMostFields) {
            throw Error(ErrorKind::TooManyObjects, "form fields");
        }
        Node node = waiting.back();
        waiting.pop_back();
        QPDFObjectHandle object = node.object;
        if (!object.isDictionary() || !object.isIndirect() ||
            !seen.insert(object.getObjGen()).second) {
            continue;
        }
        if (const std::string part = text_of(object.getKey("/T")); !part.empty()) {
            node.prefix += (node.prefix.empty() ? "" : ".") + part;
        }
        if (object.hasKey("/FT")) {
            node.type = name_of(object.getKey("/FT"));
        }
        // hasKey() would read every old signature, ten kilobytes of hexadecimal each.
        const auto entries = object.getDictAsMap();
        const auto value = entries.find("/V");
        if (node.type == "Sig" && value != entries.end() &&
            (value->second.isIndirect() || !QPDFObjectHandle(value->second).isNull())) {
            found.push_back({node.prefix, value->second});
        }
        add_all(object.getKey("/Kids"), node);
    }
    return found;
}

void read_byte_range(QPDFObjectHandle value, std::size_t file_size, SignatureFound& out) {
    QPDFObjectHandle range = value.getKey("/ByteRange");
    std::array<std::size_t, 4> numbers = {};
    bool fine = range.isArray() && range.getArrayNItems() == 4;
    for (int i = 0; fine && i < 4; ++i) {
        QPDFObjectHandle item = range.getArrayItem(i);
        fine = item.isInteger() && !item.isIndirect() && item.getIntValue() >= 0 &&
               static_cast<unsigned long long>(item.getIntValue()) <= file_size;
        numbers[static_cast<std::size_t>(i)] =
            fine ? static_cast<std::size_t>(item.getIntValue()) : 0;
    }
    fine = fine && numbers[0] == 0 && numbers[1] > 0 && numbers[1] < numbers[2] && numbers[3] > 0 &&
           numbers[2] + numbers[3] <= file_size;
    if (fine) {
        out.byte_range = numbers;
    } else {
        out.findings.push_back({StructureProblem::ByteRangeMalformed, range.unparse()});
    }
}

/// Length of the DER value that starts `bytes`, or 0.
std::size_t der_length(ByteView bytes) {
    if (bytes.size() < 2 || bytes[0] != 0x30) {
        return 0;
    }
    if (bytes[1] < 0x80) {
        return 2U + bytes[1];
    }
    const std::size_t count = bytes[1] & 0x7FU;
    if (count == 0 || count > 4 || bytes.size() < 2 + count) {
        return 0;
    }
    std::size_t length = 0;
    for (std::size_t i = 0; i < count; ++i) {
        length = length << 8U | bytes[2 + i];
    }
    return 2 + count + length;
}

int hex_digit(std::uint8_t c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The gap must be `<hex>` with nothing else, and must be where libqpdf read this very /Contents.
void read_contents(QPDFObjectHandle value, ByteView file, SignatureFound& out) {
    QPDFObjectHandle contents = value.getKey("/Contents");
    const ByteView gap = file.subspan(out.byte_range[1], out.byte_range[2] - out.byte_range[1]);
    bool fine = contents.isString() && !contents.isIndirect() && gap.size() > 2 &&
                gap.size() % 2 == 0 && gap.front() == '<' && gap.back() == '>' &&
                static_cast<std::size_t>(contents.getParsedOffset()) == out.byte_range[1];
    Bytes decoded;
    decoded.reserve(gap.size() / 2);
    for (std::size_t i = 1; fine && i + 2 < gap.size() + 1 && i < gap.size() - 1; i += 2) {
        const int high = hex_digit(gap[i]);
        const int low = hex_digit(gap[i + 1]);
        fine = high >= 0 && low >= 0;
        decoded.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    if (!fine) {
        out.findings.push_back({StructureProblem::GapNotContents, "the gap is not /Contents"});
        return;
    }
    const std::size_t length = der_length(decoded);
    if (length == 0 || length > decoded.size() ||
        std::any_of(
            decoded.begin() + static_cast<std::ptrdiff_t>(length),
            decoded.end(),
            [](std::uint8_t byte) { return byte != 0; }
        )) {
        out.findings.push_back({StructureProblem::ContentsNotPadded, "not DER then zeros"});
        return;
    }
    decoded.resize(length);
    out.cms = std::move(decoded);
}

std::optional<int> certification_level(QPDFObjectHandle value) {
    QPDFObjectHandle references = value.getKey("/Reference");
    for (int i = 0; references.isArray() && i < references.getArrayNItems(); ++i) {
        QPDFObjectHandle reference = references.getArrayItem(i);
        if (reference.isDictionary() && name_of(reference.getKey("/TransformMethod")) == "DocMDP") {
            QPDFObjectHandle level = reference.getKey("/TransformParams").getKeyIfDict("/P");
            return level.isInteger() ? level.getIntValueAsInt() : 2;
        }
    }
    return std::nullopt;
}

SignatureFound read_signature(
    const Field& field, ByteView file, const std::vector<std::size_t>& ends
) {
    SignatureFound out;
    out.field = field.name;
    QPDFObjectHandle value = field.value;
    if (!value.isDictionary()) {
        out.findings.push_back({StructureProblem::ByteRangeMalformed, "no signature dictionary"});
        return out;
    }
    out.sub_filter = name_of(value.getKey("/SubFilter"));
    out.claimed_name = text_of(value.getKey("/Name"));
    out.claimed_time = text_of(value.getKey("/M"));
    out.certification = certification_level(value);
    if (out.sub_filter != "ETSI.CAdES.detached" && out.sub_filter != "ETSI.RFC3161") {
        out.findings.push_back({StructureProblem::SubFilterUnknown, out.sub_filter});
    }
    read_byte_range(value, file.size(), out);
    if (!out.has_ranges()) {
        return out;
    }
    read_contents(value, file, out);
    const std::size_t covered = out.byte_range[2] + out.byte_range[3];
    const auto end = std::find(ends.begin(), ends.end(), covered);
    if (end == ends.end()) {
        out.findings.push_back(
            {StructureProblem::RangeNotAtRevisionEnd, std::to_string(covered) + " bytes"}
        );
        return out;
    }
    out.revision = static_cast<std::size_t>(end - ends.begin());
    if (out.revision > 0 && out.byte_range[1] < ends[out.revision - 1]) {
        out.findings.push_back(
            {StructureProblem::SignedElsewhere, "its dictionary lies in an earlier revision"}
        );
    }
    return out;
}

void sort_signatures(std::vector<SignatureFound>& signatures) {
    std::sort(signatures.begin(), signatures.end(), [](const auto& a, const auto& b) {
        const std::size_t left = a.byte_range[2] + a.byte_range[3];
        const std::size_t right = b.byte_range[2] + b.byte_range[3];
        return left != right ? left < right : a.field < b.field;
    });
}

/// Every change after the first signature.
void check_later_revisions(ByteView file, StructureReport& report) {
    std::size_t first = report.revision_ends.size();
    for (const SignatureFound& signature : report.signatures) {
        first = std::min(first, signature.revision);
    }
    for (std::size_t i = first + 1; i < report.revision_ends.size(); ++i) {
        Reader previous(file.first(report.revision_ends[i - 1]));
        Reader next(file.first(report.revision_ends[i]));
        compare_revisions(previous, next, DiffRules::AfterSignature, report.findings);
        check_dangling(previous, next, report.findings);
    }
}

/// Runs `work`; whatever libqpdf throws at hostile bytes becomes a finding.
template <class Work>
StructureReport reported(const Work& work) {
    StructureReport report;
    try {
        work(report);
    } catch (const std::runtime_error& e) {
        report.findings.push_back({StructureProblem::Unreadable, e.what()});
    } catch (const std::logic_error& e) {
        report.findings.push_back({StructureProblem::Unreadable, e.what()});
    }
    return report;
}

void report_complaints(Reader& reader, StructureReport& report) {
    if (const std::string complaints = reader.complaints(); !complaints.empty()) {
        report.findings.push_back({StructureProblem::Unreadable, complaints});
    }
}

}  // namespace

StructureReport check_structure(ByteView file) {
    return reported([&](StructureReport& report) {
        check_ends(file, report.findings);
        report.revision_ends = find_revisions(file, report.findings);
        Reader reader(file);
        for (const Field& field : signed_fields(reader)) {
            report.signatures.push_back(read_signature(field, file, report.revision_ends));
        }
        sort_signatures(report.signatures);
        check_later_revisions(file, report);
        report_complaints(reader, report);
    });
}

StructureReport check_appended(ByteView file, std::size_t tip_size) {
    return reported([&](StructureReport& report) {
        check_ends(file, report.findings);
        Reader previous(file.first(tip_size));
        Reader next(file);
        report.revision_ends = {tip_size, file.size()};
        const std::vector<Field> before = signed_fields(previous);
        for (const Field& field : signed_fields(next)) {
            const bool known = std::any_of(before.begin(), before.end(), [&](const Field& old) {
                return old.name == field.name;
            });
            if (!known) {
                report.signatures.push_back(read_signature(field, file, report.revision_ends));
            }
        }
        const DiffRules rules =
            before.empty() ? DiffRules::FirstSignature : DiffRules::AfterSignature;
        compare_revisions(previous, next, rules, report.findings);
        report_complaints(next, report);
    });
}

std::string_view code(StructureProblem problem) noexcept {
    switch (problem) {
        case StructureProblem::HeaderNotAtStart:
            return "header_not_at_start";
        case StructureProblem::NotEndingAtEof:
            return "not_ending_at_eof";
        case StructureProblem::Unreadable:
            return "unreadable";
        case StructureProblem::BrokenRevisions:
            return "broken_revisions";
        case StructureProblem::TooManyRevisions:
            return "too_many_revisions";
        case StructureProblem::ByteRangeMalformed:
            return "byte_range_malformed";
        case StructureProblem::GapNotContents:
            return "gap_not_contents";
        case StructureProblem::ContentsNotPadded:
            return "contents_not_padded";
        case StructureProblem::RangeNotAtRevisionEnd:
            return "range_not_at_revision_end";
        case StructureProblem::SignedElsewhere:
            return "signed_elsewhere";
        case StructureProblem::SubFilterUnknown:
            return "sub_filter_unknown";
        case StructureProblem::ObjectModified:
            return "object_modified";
        case StructureProblem::ObjectRemoved:
            return "object_removed";
        case StructureProblem::ObjectOutsideRevision:
            return "object_outside_revision";
        case StructureProblem::DanglingDefined:
            return "dangling_defined";
        case StructureProblem::CatalogModified:
            return "catalog_modified";
        case StructureProblem::ValidationDataShrunk:
            return "validation_data_shrunk";
        case StructureProblem::FieldModified:
            return "field_modified";
    }
    return "unknown";
}

}  // namespace contreseing::documents::pdf
