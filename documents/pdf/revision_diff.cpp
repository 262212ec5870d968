#include "documents/pdf/revisions.hpp"

#include <algorithm>
#include <map>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDFXRefEntry.hh>
#include <set>

namespace contreseing::documents::pdf {
namespace {

using Table = std::map<QPDFObjGen, QPDFXRefEntry>;

bool same_place(QPDFXRefEntry a, QPDFXRefEntry b) {
    if (a.getType() != b.getType()) {
        return false;
    }
    if (a.getType() == 1) {
        return a.getOffset() == b.getOffset();
    }
    return a.getObjStreamNumber() == b.getObjStreamNumber() &&
           a.getObjStreamIndex() == b.getObjStreamIndex();
}

std::string label(const QPDFObjGen& id) {
    return "object " + std::to_string(id.getObj());
}

/// The same content under one number; references inside are compared as references.
bool same_object(QPDFObjectHandle a, QPDFObjectHandle b) {
    if (a.isStream() != b.isStream()) {
        return false;
    }
    if (!a.isStream()) {
        return a.unparseResolved() == b.unparseResolved();
    }
    if (a.getDict().unparse() != b.getDict().unparse()) {
        return false;
    }
    const auto left = a.getRawStreamData();
    const auto right = b.getRawStreamData();
    return left->getSize() == right->getSize() &&
           std::equal(left->getBuffer(), left->getBuffer() + left->getSize(), right->getBuffer());
}

/// Keys whose values differ, either side.
std::set<std::string> changed_keys(QPDFObjectHandle before, QPDFObjectHandle after) {
    std::set<std::string> changed;
    for (const auto& [key, value] : before.getDictAsMap()) {
        if (QPDFObjectHandle(value).unparse() != after.getKey(key).unparse()) {
            changed.insert(key);
        }
    }
    for (const auto& [key, value] : after.getDictAsMap()) {
        if (!before.hasKey(key)) {
            changed.insert(key);
        }
    }
    return changed;
}

/// Every element of `before` is still in `after`; dictionaries, arrays and what they hold directly.
bool grown(QPDFObjectHandle before, QPDFObjectHandle after, int depth = 0) {
    constexpr int kDeepest = 8;
    if (depth > kDeepest) {
        return false;
    }
    if (before.isNull()) {
        return true;
    }
    if (before.isDictionary() && after.isDictionary()) {
        for (const auto& [key, value] : before.getDictAsMap()) {
            if (!grown(value, after.getKey(key), depth + 1)) {
                return false;
            }
        }
        return true;
    }
    if (before.isArray() && after.isArray()) {
        std::set<std::string> kept;
        for (const QPDFObjectHandle& item : after.getArrayAsVector()) {
            kept.insert(QPDFObjectHandle(item).unparse());
        }
        for (const QPDFObjectHandle& item : before.getArrayAsVector()) {
            if (!kept.contains(QPDFObjectHandle(item).unparse())) {
                return false;
            }
        }
        return true;
    }
    return before.unparse() == after.unparse();
}

QPDFObjectHandle normal_appearance(QPDFObjectHandle field) {
    return field.getKeyIfDict("/AP").getKeyIfDict("/N");
}

/// An appearance that keeps the box and matrix of the one it replaces.
bool same_frame(QPDFObjectHandle before, QPDFObjectHandle after) {
    if (!before.isStream()) {
        return true;
    }
    return after.isStream() &&
           before.getDict().getKey("/BBox").unparse() ==
               after.getDict().getKey("/BBox").unparse() &&
           before.getDict().getKey("/Matrix").unparse() ==
               after.getDict().getKey("/Matrix").unparse();
}

bool is_signature_field(QPDFObjectHandle object) {
    return object.isDictionary() && object.getKey("/FT").isName() &&
           object.getKey("/FT").getName() == "/Sig";
}

/// One comparison, so that its parts need not be handed around.
class Comparison {
public:
    Comparison(
        Reader& previous, Reader& next, DiffRules rules, std::vector<StructureFinding>& findings
    )
        : previous_(previous),
          next_(next),
          before_(previous.pdf().getXRefTable()),
          after_(next.pdf().getXRefTable()),
          rules_(rules),
          findings_(findings) {}

    void run() {
        for (const auto& [id, entry] : before_) {
            const auto now = after_.find(id);
            if (now == after_.end()) {
                report(StructureProblem::ObjectRemoved, label(id));
            } else if (!same_place(entry, now->second)) {
                check_place(id, now->second);
                check_change(id);
            }
        }
        for (const auto& [id, entry] : after_) {
            if (!before_.contains(id)) {
                check_place(id, entry);
            }
        }
        check_trailer();
    }

private:
    void report(StructureProblem problem, const std::string& detail) {
        findings_.push_back({problem, detail});
    }

    void check_place(const QPDFObjGen& id, QPDFXRefEntry entry) {
        const bool old =
            entry.getType() == 1
                ? static_cast<std::size_t>(entry.getOffset()) < previous_.bytes().size()
                : before_.contains(QPDFObjGen(entry.getObjStreamNumber(), 0));
        if (old) {
            report(StructureProblem::ObjectOutsideRevision, label(id));
        }
    }

    void check_change(const QPDFObjGen& id) {
        QPDFObjectHandle before = previous_.pdf().getObjectByObjGen(id);
        QPDFObjectHandle after = next_.pdf().getObjectByObjGen(id);
        if (same_object(before, after)) {
            return;
        }
        if (id == previous_.root().getObjGen()) {
            check_catalog(before, after);
        } else if (is_signature_field(before) && is_signature_field(after)) {
            check_field(id, before, after);
        } else if (is_validation_data(id)) {
            if (!grown(before, after)) {
                report(StructureProblem::ValidationDataShrunk, label(id));
            }
        } else {
            report(StructureProblem::ObjectModified, label(id));
        }
    }

    void check_catalog(QPDFObjectHandle before, QPDFObjectHandle after) {
        if (!after.isDictionary()) {
            report(StructureProblem::CatalogModified, "not a dictionary");
            return;
        }
        for (const std::string& key : changed_keys(before, after)) {
            if (key == "/DSS" || key == "/Extensions") {
                if (!grown(before.getKey(key), after.getKey(key))) {
                    report(StructureProblem::ValidationDataShrunk, key);
                }
            } else if (key != "/Perms" || rules_ != DiffRules::FirstSignature || before.hasKey(key)) {
                report(StructureProblem::CatalogModified, key);
            }
        }
    }

    void check_field(const QPDFObjGen& id, QPDFObjectHandle before, QPDFObjectHandle after) {
        bool fine = !before.hasKey("/V") && after.getKey("/V").isIndirect() &&
                    after.getKey("/V").isDictionary() &&
                    !before_.contains(after.getKey("/V").getObjGen());
        for (const std::string& key : changed_keys(before, after)) {
            fine = fine && (key == "/V" || key == "/AP");
        }
        // A page's signature may only draw where its field was foreseen.
        fine = fine && same_frame(normal_appearance(before), normal_appearance(after));
        if (!fine) {
            report(StructureProblem::FieldModified, label(id));
        }
    }

    /// The /DSS dictionary or one of its direct children, as the previous revision has them.
    bool is_validation_data(const QPDFObjGen& id) {
        QPDFObjectHandle dss = previous_.root().getKey("/DSS");
        if (!dss.isDictionary()) {
            return false;
        }
        if (dss.getObjGen() == id) {
            return true;
        }
        for (const char* key : {"/Certs", "/CRLs", "/OCSPs", "/VRI"}) {
            if (dss.getKey(key).isIndirect() && dss.getKey(key).getObjGen() == id) {
                return true;
            }
        }
        return false;
    }

    void check_trailer() {
        QPDFObjectHandle before = previous_.pdf().getTrailer();
        QPDFObjectHandle after = next_.pdf().getTrailer();
        if (before.getKey("/Root").unparse() != after.getKey("/Root").unparse()) {
            report(StructureProblem::CatalogModified, "another /Root");
        }
        if (after.hasKey("/Encrypt") ||
            before.getKey("/Info").unparse() != after.getKey("/Info").unparse()) {
            report(StructureProblem::CatalogModified, "another /Info or /Encrypt");
        }
    }

    Reader& previous_;
    Reader& next_;
    Table before_, after_;
    DiffRules rules_;
    std::vector<StructureFinding>& findings_;
};

/// Adds the indirect references that lie directly in `object`.
void collect_references(QPDFObjectHandle object, std::set<QPDFObjGen>& out) {
    std::vector<QPDFObjectHandle> waiting = {object};
    for (bool top = true; !waiting.empty(); top = false) {
        QPDFObjectHandle current = waiting.back();
        waiting.pop_back();
        if (!top && current.isIndirect()) {
            out.insert(current.getObjGen());
            continue;
        }
        if (current.isStream()) {
            current = current.getDict();
        }
        if (current.isArray()) {
            for (const QPDFObjectHandle& item : current.getArrayAsVector()) {
                waiting.push_back(item);
            }
        } else if (current.isDictionary()) {
            for (const auto& [key, value] : current.getDictAsMap()) {
                waiting.push_back(value);
            }
        }
    }
}

}  // namespace

void compare_revisions(
    Reader& previous, Reader& next, DiffRules rules, std::vector<StructureFinding>& findings
) {
    Comparison(previous, next, rules, findings).run();
}

void check_dangling(Reader& previous, Reader& next, std::vector<StructureFinding>& findings) {
    const Table before = previous.pdf().getXRefTable();
    const Table after = next.pdf().getXRefTable();
    std::set<QPDFObjGen> references;
    for (const auto& [id, entry] : before) {
        collect_references(previous.pdf().getObjectByObjGen(id), references);
    }
    for (const auto& [id, entry] : after) {
        if (!before.contains(id) && references.contains(id)) {
            findings.push_back({StructureProblem::DanglingDefined, label(id)});
        }
    }
}

}  // namespace contreseing::documents::pdf
