#include "documents/pdf/structure_check.hpp"

#include "documents/pdf/error.hpp"
#include "documents/pdf/lexer.hpp"
#include "documents/pdf/revision_diff.hpp"
#include "documents/pdf/revisions.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>

namespace contreseing::documents::pdf {
namespace {

constexpr std::size_t kMostFields = 5000;

struct Field {
    std::string name;
    QPDFObjectHandle object;
    QPDFObjectHandle value;  ///< null while it is not signed
};

std::string name_of(QPDFObjectHandle object) {
    return object.isName() ? object.getName().substr(1) : std::string();
}

std::string text_of(QPDFObjectHandle object) {
    return object.isString() ? object.getUTF8Value() : std::string();
}

/// Kids with names of their own; those without are only its widgets.
bool has_fields_below(QPDFObjectHandle field) {
    QPDFObjectHandle kids = field.getKey("/Kids");
    for (int i = 0; kids.isArray() && i < kids.getArrayNItems(); ++i) {
        if (QPDFObjectHandle kid = kids.getArrayItem(i); kid.isDictionary() && kid.hasKey("/T")) {
            return true;
        }
    }
    return false;
}

/// Signature fields, through /Kids, in the form's order; bounded and loop-proof.
std::vector<Field> signature_fields(Reader& reader) {
    struct Node {
        QPDFObjectHandle object;
        std::string prefix, type;
    };
    std::vector<Field> found;
    std::deque<Node> waiting;
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
            throw Error(ErrorKind::OverBudget, "more than 5,000 form fields");
        }
        Node node = waiting.front();
        waiting.pop_front();
        QPDFObjectHandle object = node.object;
        if (!object.isDictionary() || !object.isIndirect() ||
            !seen.insert(object.getObjGen()).second) {
            continue;
        }
        const std::string part = text_of(object.getKey("/T"));
        if (!part.empty()) {
            node.prefix += (node.prefix.empty() ? "" : ".") + part;
        }
        if (object.hasKey("/FT")) {
            node.type = name_of(object.getKey("/FT"));
        }
        // hasKey() would read every old signature, ten kilobytes of hexadecimal each.
        const auto entries = object.getDictAsMap();
        const auto value = entries.find("/V");
        const bool has_value =
            value != entries.end() &&
            (value->second.isIndirect() || !QPDFObjectHandle(value->second).isNull());
        if (node.type == "Sig" && (has_value || (!part.empty() && !has_fields_below(object)))) {
            found.push_back(
                {node.prefix, object, has_value ? value->second : QPDFObjectHandle::newNull()}
            );
        }
        add_all(object.getKey("/Kids"), node);
    }
    return found;
}

bool is_signed(const Field& field) {
    QPDFObjectHandle value = field.value;
    return value.isIndirect() || !value.isNull();
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

/// The parameters of a transform that the signature names; null when it does not.
QPDFObjectHandle transform(QPDFObjectHandle signature, const std::string& method) {
    QPDFObjectHandle references = signature.getKey("/Reference");
    for (int i = 0; references.isArray() && i < references.getArrayNItems(); ++i) {
        QPDFObjectHandle reference = references.getArrayItem(i);
        if (reference.isDictionary() && name_of(reference.getKey("/TransformMethod")) == method) {
            QPDFObjectHandle parameters = reference.getKey("/TransformParams");
            return parameters.isDictionary() ? parameters : QPDFObjectHandle::newDictionary();
        }
    }
    return QPDFObjectHandle::newNull();
}

/// `/P` of a DocMDP transform or of a lock: 1 to 3, and 0 for what no standard knows.
int permission_level(QPDFObjectHandle parameters) {
    QPDFObjectHandle level = parameters.getKey("/P");
    if (level.isNull()) {
        return 2;
    }
    return level.isInteger() && level.getIntValue() >= 1 && level.getIntValue() <= 3
               ? level.getIntValueAsInt()
               : 0;
}

/// What cannot be understood locks everything.
FieldLock field_lock(QPDFObjectHandle dictionary) {
    FieldLock lock;
    const std::string action = name_of(dictionary.getKey("/Action"));
    QPDFObjectHandle fields = dictionary.getKey("/Fields");
    if (!fields.isArray() || (action != "Include" && action != "Exclude")) {
        return lock;
    }
    lock.action = action == "Include" ? FieldLock::Action::Include : FieldLock::Action::Exclude;
    for (const QPDFObjectHandle& name : fields.getArrayAsVector()) {
        lock.fields.push_back(text_of(name));
    }
    return lock;
}

/// What `field`, once signed, forbids to whoever comes later.
void restrict(Permissions& permissions, Field field) {
    QPDFObjectHandle lock = field.object.getKey("/Lock");
    if (lock.isDictionary()) {
        permissions.locks.push_back(field_lock(lock));
        permissions.signing =
            permissions.signing && (!lock.hasKey("/P") || permission_level(lock) >= 2);
    }
    if (!field.value.isDictionary()) {
        return;
    }
    if (QPDFObjectHandle fields = transform(field.value, "FieldMDP"); !fields.isNull()) {
        permissions.locks.push_back(field_lock(fields));
    }
    if (QPDFObjectHandle document = transform(field.value, "DocMDP"); !document.isNull()) {
        permissions.signing = permissions.signing && permission_level(document) >= 2;
    }
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
    if (QPDFObjectHandle document = transform(value, "DocMDP"); !document.isNull()) {
        out.certification = permission_level(document);
        if (out.certification == 0) {
            out.findings.push_back(
                {StructureProblem::PermissionsMalformed,
                 "DocMDP /P " + document.getKey("/P").unparse()}
            );
        }
    }
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

/// One signature that fills several fields would sign for several persons.
void check_shared(StructureReport& report) {
    std::set<std::array<std::size_t, 4>> seen;
    for (const SignatureFound& signature : report.signatures) {
        if (signature.has_ranges() && !seen.insert(signature.byte_range).second) {
            report.findings.push_back({StructureProblem::SignatureShared, signature.field});
        }
    }
}

/// A signature that lies in the bytes, as `/ByteRange` and a gap of hexadecimal digits, and is not
/// among those of the form: a form may not be made to hide what was signed.
void check_unreported(ByteView file, Reader& reader, StructureReport& report) {
    std::set<std::array<std::size_t, 4>> known;
    for (const SignatureFound& signature : report.signatures) {
        known.insert(signature.byte_range);
    }
    // Usage rights of old readers are signed, and are nobody's signature.
    for (const char* key : {"/UR3", "/UR"}) {
        SignatureFound rights;
        QPDFObjectHandle value = reader.root().getKey("/Perms").getKeyIfDict(key);
        if (value.isDictionary()) {
            read_byte_range(value, file.size(), rights);
            known.insert(rights.byte_range);
        }
    }
    static constexpr std::string_view kName = "/ByteRange";
    const std::string_view text = as_text(file);
    for (std::size_t at = text.find(kName); at != std::string_view::npos;
         at = text.find(kName, at)) {
        at += kName.size();
        std::size_t behind = at;
        skip_blanks(text, behind);
        std::array<std::size_t, 4> range = {};
        bool fine = text.substr(behind, 1) == "[";
        ++behind;
        for (std::size_t& number : range) {
            skip_blanks(text, behind);
            const auto value = fine ? read_number(text, behind) : std::nullopt;
            fine = value.has_value();
            number = value.value_or(0);
        }
        fine = fine && range[0] == 0 && range[1] < range[2] && range[2] <= file.size() &&
               range[3] <= file.size() - range[2] && text[range[1]] == '<' &&
               text[range[2] - 1] == '>';
        if (fine && !known.contains(range)) {
            report.findings.push_back(
                {StructureProblem::SignatureUnreported, "at " + std::to_string(at - kName.size())}
            );
        }
    }
}

std::map<int, std::string> names_of(const std::vector<Field>& fields) {
    std::map<int, std::string> names;
    for (const Field& field : fields) {
        names.emplace(QPDFObjectHandle(field.object).getObjectID(), field.name);
    }
    return names;
}

void check_names(const std::vector<Field>& fields, std::vector<StructureFinding>& findings) {
    std::set<std::string> seen;
    for (const Field& field : fields) {
        if (!seen.insert(field.name).second) {
            findings.push_back({StructureProblem::FieldRepeated, field.name});
        }
    }
}

/// Every change after the first signature. `fields` are those of the whole file.
void check_later_revisions(
    ByteView file,
    Reader& reader,
    const std::vector<Revision>& revisions,
    const std::vector<Field>& fields,
    StructureReport& report
) {
    std::size_t first = revisions.size();
    for (const SignatureFound& signature : report.signatures) {
        first = std::min(first, signature.revision);
    }
    if (first + 1 >= revisions.size()) {
        return;
    }
    const auto names = names_of(fields);
    std::map<std::string, Field> by_name;
    for (const Field& field : fields) {
        by_name.emplace(field.name, field);
    }
    Permissions permissions;
    Reader base(file.first(revisions[first].end));
    if (!base.announces_every_object()) {
        // To some readers the rest is not there until an update announces more.
        report.findings.push_back({StructureProblem::SectionMalformed, "/Size of what was signed"});
    }
    History history(base);
    history.look_at_references();
    const std::size_t known_findings = report.findings.size();
    for (std::size_t i = first + 1; i < revisions.size(); ++i) {
        std::set<std::string> signed_here;
        for (const SignatureFound& signature : report.signatures) {
            if (signature.revision + 1 == i) {
                restrict(permissions, by_name.at(signature.field));
            } else if (signature.revision == i) {
                signed_here.insert(signature.field);
            }
        }
        const Update update = read_update(
            file,
            {revisions[i - 1].end,
             revisions[i].end,
             revisions[i].section,
             revisions[i - 1].section},
            reader.pdf(),
            report.findings
        );
        if (!update.readable) {
            return;
        }
        UpdateEffect effect =
            history.judge(update, DiffRules::AfterSignature, permissions, names, report.findings);
        for (const int number : effect.signed_fields) {
            const auto named = names.find(number);
            if (named == names.end() || !signed_here.contains(named->second)) {
                report.findings.push_back(
                    {StructureProblem::FieldModified,
                     "object " + std::to_string(number) + " is not signed by its own revision"}
                );
            }
        }
        std::move(
            effect.validation_data.begin(),
            effect.validation_data.end(),
            std::back_inserter(report.validation_data)
        );
    }
    if (report.findings.size() == known_findings && !history.document().agrees_with(reader)) {
        report.findings.push_back(
            {StructureProblem::Unreadable, "another reader finds other objects"}
        );
    }
}

/// Runs `work`; whatever libqpdf throws at hostile bytes becomes a finding.
template <class Work>
StructureReport reported(const Work& work) {
    StructureReport report;
    try {
        work(report);
    } catch (const Error& e) {
        const bool budget = e.kind() == ErrorKind::OverBudget;
        report.findings.push_back(
            {budget ? StructureProblem::OverBudget : StructureProblem::Unreadable, e.what()}
        );
    } catch (const std::runtime_error& e) {
        report.findings.push_back({StructureProblem::Unreadable, e.what()});
    } catch (const std::logic_error& e) {
        report.findings.push_back({StructureProblem::Unreadable, e.what()});
    }
    return report;
}

void report_complaints(Reader& reader, StructureReport& report) {
    const std::string complaints = reader.complaints();
    if (!complaints.empty() && reader.complains_beside_room()) {
        report.findings.push_back({StructureProblem::Unreadable, complaints});
    }
}

}  // namespace

StructureReport check_structure(ByteView file) {
    return reported([&](StructureReport& report) {
        check_ends(file, report.findings);
        const std::vector<Revision> revisions = find_revisions(file, report.findings);
        for (const Revision& revision : revisions) {
            report.revision_ends.push_back(revision.end);
        }
        Reader reader(file);
        const std::vector<Field> fields = signature_fields(reader);
        check_names(fields, report.findings);
        for (const Field& field : fields) {
            if (is_signed(field)) {
                report.signatures.push_back(read_signature(field, file, report.revision_ends));
            } else {
                report.unsigned_fields.push_back(field.name);
            }
        }
        sort_signatures(report.signatures);
        check_shared(report);
        check_unreported(file, reader, report);
        check_later_revisions(file, reader, revisions, fields, report);
        report_complaints(reader, report);
    });
}

StructureReport check_appended(ByteView file, std::size_t tip_size) {
    return reported([&](StructureReport& report) {
        check_ends(file, report.findings);
        const ByteView tip = file.first(tip_size);
        Reader previous(tip);
        Reader next(file);
        report.revision_ends = {tip_size, file.size()};
        const std::vector<Field> fields = signature_fields(next);
        std::set<std::string> known;
        for (const Field& field : signature_fields(previous)) {
            if (is_signed(field)) {
                known.insert(field.name);
            }
        }
        for (const Field& field : fields) {
            if (is_signed(field) && !known.contains(field.name)) {
                report.signatures.push_back(read_signature(field, file, report.revision_ends));
            }
        }
        const Update update = read_update(
            file,
            {tip_size, file.size(), last_startxref(file), last_startxref(tip)},
            next.pdf(),
            report.findings
        );
        if (update.readable) {
            History history(previous);
            const DiffRules rules =
                known.empty() ? DiffRules::FirstSignature : DiffRules::AfterSignature;
            history.judge(update, rules, {}, names_of(fields), report.findings);
        }
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
        case StructureProblem::OverBudget:
            return "over_budget";
        case StructureProblem::BrokenRevisions:
            return "broken_revisions";
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
        case StructureProblem::SignatureUnreported:
            return "signature_unreported";
        case StructureProblem::PermissionsMalformed:
            return "permissions_malformed";
        case StructureProblem::FieldRepeated:
            return "field_repeated";
        case StructureProblem::SignatureShared:
            return "signature_shared";
        case StructureProblem::SectionMalformed:
            return "section_malformed";
        case StructureProblem::SectionRepeated:
            return "section_repeated";
        case StructureProblem::RevisionSkipped:
            return "revision_skipped";
        case StructureProblem::HybridSection:
            return "hybrid_section";
        case StructureProblem::ObjectListedTwice:
            return "object_listed_twice";
        case StructureProblem::GenerationNotZero:
            return "generation_not_zero";
        case StructureProblem::ObjectCompressed:
            return "object_compressed";
        case StructureProblem::UnaccountedBytes:
            return "unaccounted_bytes";
        case StructureProblem::ObjectOutsideRevision:
            return "object_outside_revision";
        case StructureProblem::ObjectModified:
            return "object_modified";
        case StructureProblem::ObjectRemoved:
            return "object_removed";
        case StructureProblem::RedefinedUnchanged:
            return "redefined_unchanged";
        case StructureProblem::ObjectUnexplained:
            return "object_unexplained";
        case StructureProblem::DanglingDefined:
            return "dangling_defined";
        case StructureProblem::CatalogModified:
            return "catalog_modified";
        case StructureProblem::MetadataModified:
            return "metadata_modified";
        case StructureProblem::NotValidationData:
            return "not_validation_data";
        case StructureProblem::ValidationDataShrunk:
            return "validation_data_shrunk";
        case StructureProblem::FieldModified:
            return "field_modified";
        case StructureProblem::FieldAdded:
            return "field_added";
        case StructureProblem::FieldLocked:
            return "field_locked";
        case StructureProblem::ChangeForbidden:
            return "change_forbidden";
        case StructureProblem::UpdateWithoutPurpose:
            return "update_without_purpose";
    }
    return "unknown";
}

}  // namespace contreseing::documents::pdf
