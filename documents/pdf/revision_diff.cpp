#include "documents/pdf/revision_diff.hpp"

#include "documents/pdf/error.hpp"
#include "documents/pdf/inflation.hpp"
#include "documents/pdf/lexer.hpp"
#include "documents/pdf/xmp.hpp"

#include <algorithm>

namespace contreseing::documents::pdf {
namespace {

/// Revocation lists of public authorities have megabytes; nobody embeds this much.
constexpr std::size_t kMostValidationData = std::size_t{32} << 20;

using Entries = std::map<std::string, QPDFObjectHandle>;

std::string label(int number) {
    return "object " + std::to_string(number);
}

std::string written(const QPDFObjectHandle& value) {
    return QPDFObjectHandle(value).unparse();
}

bool is_name(QPDFObjectHandle value, std::string_view name) {
    return value.isName() && value.getName() == name;
}

/// Keys whose values differ, either side, as they are written.
std::set<std::string> changed_keys(const Entries& before, const Entries& after) {
    std::set<std::string> changed;
    for (const auto& [key, value] : before) {
        const auto now = after.find(key);
        if (now == after.end() || written(value) != written(now->second)) {
            changed.insert(key);
        }
    }
    for (const auto& [key, value] : after) {
        if (!before.contains(key)) {
            changed.insert(key);
        }
    }
    return changed;
}

bool only(const std::set<std::string>& keys, std::initializer_list<std::string_view> allowed) {
    return std::all_of(keys.begin(), keys.end(), [&](const std::string& key) {
        return std::find(allowed.begin(), allowed.end(), key) != allowed.end();
    });
}

/// What `after` has and `before` has not, when `after` keeps all of `before` in its order and all
/// that comes in are references; nothing otherwise.
std::optional<std::vector<int>> inserted(QPDFObjectHandle before, QPDFObjectHandle after) {
    if (!after.isArray() || (!before.isArray() && !before.isNull())) {
        return std::nullopt;
    }
    const auto old = before.isArray() ? before.getArrayAsVector() : std::vector<QPDFObjectHandle>();
    std::size_t kept = 0;
    std::vector<int> fresh;
    for (const QPDFObjectHandle& item : after.getArrayAsVector()) {
        if (kept < old.size() && written(item) == written(old[kept])) {
            ++kept;
        } else if (QPDFObjectHandle(item).isIndirect()) {
            fresh.push_back(QPDFObjectHandle(item).getObjectID());
        } else {
            return std::nullopt;
        }
    }
    return kept == old.size() ? std::optional(fresh) : std::nullopt;
}

bool is_empty_rectangle(QPDFObjectHandle rect) {
    if (!rect.isRectangle()) {
        return false;
    }
    const auto corners = rect.getArrayAsRectangle();
    return corners.llx == corners.urx && corners.lly == corners.ury;
}

/// Four numbers and one that is not empty: readers scale by it, and clip to it.
bool has_area(QPDFObjectHandle rect) {
    if (!rect.isRectangle()) {
        return false;
    }
    const auto corners = rect.getArrayAsRectangle();
    return corners.llx < corners.urx && corners.lly < corners.ury;
}

/// What `dictionary` refers to but for some keys.
std::set<int> references_besides(
    QPDFObjectHandle dictionary, std::initializer_list<std::string_view> left_out
) {
    std::set<int> found;
    for (const auto& [key, value] : dictionary.getDictAsMap()) {
        if (std::find(left_out.begin(), left_out.end(), key) == left_out.end()) {
            found.merge(
                QPDFObjectHandle(value).isIndirect()
                    ? std::set<int>{QPDFObjectHandle(value).getObjectID()}
                    : references_in(value)
            );
        }
    }
    return found;
}

/// The object that `document` keeps its /Info or /Metadata in; 0 when there is none.
int object_of(QPDFObjectHandle dictionary, const char* key) {
    const auto entries = dictionary.getDictAsMap();
    const auto entry = entries.find(key);
    return entry == entries.end() ? 0 : QPDFObjectHandle(entry->second).getObjectID();
}

int info_of(const Standing& document) {
    return object_of(document.trailer(), "/Info");
}

int metadata_of(const Standing& document) {
    return object_of(document.root(), "/Metadata");
}

/// The same entry, however its text is encoded.
bool same_text(QPDFObjectHandle before, QPDFObjectHandle after) {
    const bool texts =
        !before.isIndirect() && !after.isIndirect() && before.isString() && after.isString();
    return texts ? before.getUTF8Value() == after.getUTF8Value()
                 : written(before) == written(after);
}

/// The same frame; some programs round it down to whole points.
bool is_nearly(QPDFObjectHandle before, QPDFObjectHandle after) {
    if (!has_area(before) || !has_area(after)) {
        return written(before) == written(after);
    }
    const auto then = before.getArrayAsRectangle();
    const auto now = after.getArrayAsRectangle();
    const auto inside = [](double least, double value) {
        return value >= least && value < least + 1;
    };
    return inside(then.llx, now.llx) && inside(then.lly, now.lly) && inside(now.urx, then.urx) &&
           inside(now.ury, then.ury);
}

/// As it is written, absence spelt out.
std::string matrix_of(QPDFObjectHandle matrix) {
    return matrix.isNull() ? "[ 1 0 0 1 0 0 ]" : written(matrix);
}

/// Absent, or one that keeps an area an area.
bool is_sound_matrix(QPDFObjectHandle matrix) {
    if (matrix.isNull()) {
        return true;
    }
    if (!matrix.isMatrix()) {
        return false;
    }
    const auto m = matrix.getArrayAsMatrix();
    return m.a * m.d != m.b * m.c;
}

}  // namespace

bool FieldLock::covers(const std::string& field) const {
    const bool named = std::any_of(fields.begin(), fields.end(), [&](const std::string& name) {
        return field == name || field.starts_with(name + ".");
    });
    return action == Action::All || named == (action == Action::Include);
}

/// One judgement, so that its parts need not be handed around.
class UpdateJudge {
public:
    UpdateJudge(
        History& history,
        const Update& update,
        DiffRules rules,
        const Permissions& permissions,
        const std::map<int, std::string>& names,
        std::vector<StructureFinding>& findings
    )
        : history_(history),
          before_(history.before_),
          after_(history.after_),
          update_(update),
          rules_(rules),
          permissions_(permissions),
          names_(names),
          findings_(findings) {}

    UpdateEffect run() {
        const std::size_t known_findings = findings_.size();
        for (const auto& [number, object] : update_.objects) {
            (before_.defines(number) ? changed_ : added_).insert(number);
        }
        if (update_.section_object && before_.defines(*update_.section_object)) {
            report(StructureProblem::ObjectModified, label(*update_.section_object));
        }
        check_trailer();
        find_unchanged();
        check_info();
        check_catalog();
        check_metadata();
        check_store();
        check_form();
        check_pages();
        for (const int number : std::set<int>(changed_)) {
            check_field(number);
        }
        for (const int number : changed_) {
            report(StructureProblem::ObjectModified, label(number));
        }
        check_added();
        check_references();
        if (!useful_ && update_.exact && findings_.size() == known_findings) {
            report(StructureProblem::UpdateWithoutPurpose, "signs nothing and adds no proof");
        }
        return std::move(effect_);
    }

private:
    void report(StructureProblem problem, const std::string& detail) {
        findings_.push_back({problem, detail});
    }

    /// A change that is explained, or already reported.
    void settle(int number) { changed_.erase(number); }
    [[nodiscard]] bool is_changed(int number) const { return changed_.contains(number); }

    QPDFObjectHandle written_at(const Standing& document, std::initializer_list<const char*> keys)
        const {
        QPDFObjectHandle value = document.root();
        for (const char* key : keys) {
            value = document.written(value, key);
        }
        return value;
    }

    void check_trailer() {
        const Entries before = before_.trailer().getDictAsMap();
        const Entries after = QPDFObjectHandle(update_.trailer).getDictAsMap();
        for (const std::string& key : changed_keys(before, after)) {
            const bool of_section = only(
                {key},
                {"/Prev",
                 "/Size",
                 "/ID",
                 "/Type",
                 "/W",
                 "/Index",
                 "/Length",
                 "/Filter",
                 "/DecodeParms",
                 "/XRefStm"}
            );
            // A program need not repeat what it does not know.
            const bool dropped = !after.contains(key) && key != "/Root" && key != "/Info";
            // Another /Info is judged by what it says.
            if (!of_section && !dropped && !(key == "/Info" && added_.contains(info_of(after_)))) {
                report(StructureProblem::CatalogModified, "another " + key + " in the trailer");
            }
        }
        if (after.contains("/Encrypt")) {
            report(StructureProblem::CatalogModified, "/Encrypt");
        }
        const auto size = [](const Entries& entries) {
            const auto found = entries.find("/Size");
            return found != entries.end() && QPDFObjectHandle(found->second).isInteger()
                       ? QPDFObjectHandle(found->second).getIntValue()
                       : 0;
        };
        if (size(after) < size(before)) {
            report(StructureProblem::SectionMalformed, "/Size shrinks");
        }
    }

    void find_unchanged() {
        const std::set<int> hubs = hubs_of_updates();
        for (const int number : std::set<int>(changed_)) {
            const WrittenObject& now = update_.objects.at(number);
            if (!now.stream && !before_.is_stream(number) &&
                before_.object(number).unparseResolved() == written(now.value)) {
                if (!hubs.contains(number)) {
                    report(StructureProblem::RedefinedUnchanged, label(number));
                }
                settle(number);
            }
        }
    }

    /// What honest updates grow from, and some programs write again where nothing grew. No page is
    /// drawn from it, and a change in it would be judged here as well.
    std::set<int> hubs_of_updates() const {
        std::set<int> hubs = {before_.root_number()};
        for (const QPDFObjectHandle& hub :
             {written_at(before_, {"/AcroForm"}),
              written_at(before_, {"/AcroForm", "/Fields"}),
              before_.trailer().getKeyIfDict("/Info")}) {
            if (hub.isIndirect()) {
                hubs.insert(QPDFObjectHandle(hub).getObjectID());
            }
        }
        for (const int container : history_.store_.containers) {
            if (!history_.shared_.contains(container)) {
                hubs.insert(container);
            }
        }
        return hubs;
    }

    /// Which program wrote last, and when. Source: ISO 32000-2, 14.3.3.
    void check_info() {
        const int number = info_of(after_);
        if (!is_changed(number) && !(added_.contains(number) && number != info_of(before_))) {
            return;
        }
        const WrittenObject& now = update_.objects.at(number);
        settle(number);
        explained_.insert(number);
        if (now.stream || !QPDFObjectHandle(now.value).isDictionary() || is_shared(number) ||
            !says_the_same(before_.object(info_of(before_)), now.value)) {
            report(StructureProblem::MetadataModified, "/Info, " + label(number));
        }
    }

    static bool says_the_same(QPDFObjectHandle before, QPDFObjectHandle after) {
        Entries then = before.isDictionary() ? before.getDictAsMap() : Entries();
        const Entries now = after.getDictAsMap();
        for (const auto& [key, value] : now) {
            const bool own = key == "/Producer" || key == "/ModDate";
            const bool text =
                !QPDFObjectHandle(value).isIndirect() && QPDFObjectHandle(value).isString();
            const auto known = then.find(key);
            if (!(own && text) && (known == then.end() || !same_text(known->second, value))) {
                return false;
            }
            then.erase(key);
        }
        return then.empty();
    }

    /// XMP that says what it said, but for which program wrote last, and when.
    void check_metadata() {
        const int number = metadata_of(after_);
        if (!is_changed(number) && number == metadata_of(before_)) {
            return;
        }
        const bool fresh = is_changed(number) || added_.contains(number);
        settle(number);
        explained_.insert(number);
        if (!fresh || is_shared(number) || !says_the_same_in_xml(number)) {
            report(StructureProblem::MetadataModified, "/Metadata, " + label(number));
        }
        // pyHanko says that it was there even where it found nothing to add.
        useful_ = true;
    }

    bool says_the_same_in_xml(int number) {
        const int former = metadata_of(before_);
        const bool plain = only(
            changed_keys({}, after_.object(number).getDictAsMap()),
            {"/Type", "/Subtype", "/Length", "/Filter", "/DecodeParms"}
        );
        if (!plain || !is_name(after_.at(after_.object(number), "/Type"), "/Metadata") ||
            !is_name(after_.at(after_.object(number), "/Subtype"), "/XML")) {
            return false;
        }
        try {
            const auto now = lasting_statements(after_.stream_data(number, kMostMetadata));
            const auto then = former == 0
                                  ? std::multiset<std::string>()
                                  : lasting_statements(before_.stream_data(former, kMostMetadata));
            return now && now == then;
        } catch (const std::runtime_error&) {
            return false;
        }
    }

    [[nodiscard]] bool is_shared(int number) const { return history_.shared_.contains(number); }

    void check_catalog() {
        const int number = before_.root_number();
        if (!is_changed(number)) {
            return;
        }
        settle(number);
        const WrittenObject& now = update_.objects.at(number);
        if (now.stream || !QPDFObjectHandle(now.value).isDictionary()) {
            report(StructureProblem::CatalogModified, "not a dictionary");
            return;
        }
        const Entries before = before_.root().getDictAsMap();
        const Entries after = QPDFObjectHandle(now.value).getDictAsMap();
        for (const std::string& key : changed_keys(before, after)) {
            const bool kept = after.contains(key);
            if (key == "/DSS") {
                store_changed_ = true;
            } else if (key == "/Extensions" && kept) {
                check_extensions();
            } else if (key == "/AcroForm" && kept && before.contains(key) &&
                       !QPDFObjectHandle(before.at(key)).isIndirect() &&
                       !QPDFObjectHandle(after.at(key)).isIndirect()) {
                form_changed_ = true;
            } else if (key == "/Metadata" && kept) {
                // Judged by what it says.
            } else if (key == "/Version" && kept) {
                check_version(before);
            } else if (key == "/Perms" && kept && rules_ == DiffRules::FirstSignature && !before.contains(key)) {
                explain(after.at(key));
            } else {
                report(StructureProblem::CatalogModified, key);
            }
        }
    }

    /// A later version, which tells readers no more than what to expect.
    void check_version(const Entries& before) {
        static const std::set<std::string> versions = {
            "/1.3", "/1.4", "/1.5", "/1.6", "/1.7", "/2.0"};
        const std::string now = written(written_at(after_, {"/Version"}));
        const auto then = before.find("/Version");
        if (!versions.contains(now) || (then != before.end() && written(then->second) > now)) {
            report(StructureProblem::CatalogModified, "/Version");
        }
    }

    /// Names and numbers of extensions, and nothing that could be content.
    void check_extensions() {
        QPDFObjectHandle now = written_at(after_, {"/Extensions"});
        QPDFObjectHandle then = before_.at(before_.root(), "/Extensions");
        bool fine = !now.isIndirect() && now.isDictionary() && references_in(now).empty();
        if (fine && then.isDictionary()) {
            const Entries kept = now.getDictAsMap();
            for (const auto& [key, value] : then.getDictAsMap()) {
                fine = fine && kept.contains(key) && written(kept.at(key)) == written(value);
            }
        }
        useful_ = useful_ || fine;
        if (!fine) {
            report(StructureProblem::CatalogModified, "/Extensions");
        }
    }

    /// Whatever the update makes of /DSS: it only grows, by objects that nothing else could be.
    void check_store() {
        const ValidationStore& then = history_.store_;
        for (const auto& [number, object] : update_.objects) {
            store_changed_ = store_changed_ || then.containers.contains(number);
        }
        if (!store_changed_) {
            return;
        }
        ValidationStore now = read_store(after_);
        for (const std::string& what : now.misplaced) {
            report(StructureProblem::NotValidationData, what);
        }
        if (!std::includes(
                now.facts.begin(), now.facts.end(), then.facts.begin(), then.facts.end()
            )) {
            report(StructureProblem::ValidationDataShrunk, "/DSS");
        }
        std::set<int> named = now.containers;
        for (const auto& [number, kind] : now.streams) {
            named.insert(number);
        }
        for (const int number : named) {
            if (!then.names(number) && !added_.contains(number)) {
                report(
                    StructureProblem::NotValidationData,
                    label(number) + " was there before /DSS named it"
                );
            }
        }
        for (const int number : then.containers) {
            if (is_changed(number) && now.containers.contains(number) &&
                !history_.shared_.contains(number)) {
                settle(number);
            }
        }
        explained_.insert(named.begin(), named.end());
        useful_ = true;
        read_new_data(now);
        if (now.misplaced.empty()) {
            history_.store_ = std::move(now);
        }
    }

    void read_new_data(const ValidationStore& now) {
        for (const auto& [number, kind] : now.streams) {
            const auto object = update_.objects.find(number);
            if (!added_.contains(number) || object == update_.objects.end()) {
                continue;
            }
            Bytes data = decoded(object->second, history_.room_);
            history_.room_ -= data.size();
            effect_.validation_data.push_back({kind, label(number), std::move(data)});
        }
    }

    /// The form and its list of fields, which only a renewed time-stamp may extend.
    void check_form() {
        QPDFObjectHandle form = written_at(before_, {"/AcroForm"});
        QPDFObjectHandle list = written_at(before_, {"/AcroForm", "/Fields"});
        const bool form_object = form.isIndirect() && is_changed(form.getObjectID());
        const bool list_object = list.isIndirect() && is_changed(list.getObjectID());
        if (!form_changed_ && !form_object && !list_object) {
            return;
        }
        for (QPDFObjectHandle changed : {form, list}) {
            if (changed.isIndirect()) {
                settle(changed.getObjectID());
            }
        }
        const auto fresh = inserted(
            before_.at(form, "/Fields"), after_.at(written_at(after_, {"/AcroForm"}), "/Fields")
        );
        const bool same_otherwise = only(
            changed_keys(
                before_.resolved(form).getDictAsMap(),
                after_.at(after_.root(), "/AcroForm").getDictAsMap()
            ),
            {"/Fields"}
        );
        if (!fresh || !same_otherwise) {
            report(StructureProblem::ObjectModified, "the form");
            return;
        }
        for (const int number : *fresh) {
            if (is_renewed_timestamp(number)) {
                renewed_.insert(number);
                sign(number);
            } else {
                report(StructureProblem::FieldAdded, label(number));
            }
        }
    }

    /// A field that shows nothing and holds a document time-stamp from the start: how an archive
    /// time-stamp is renewed. Source: EN 319 142-1, 5.5.
    bool is_renewed_timestamp(int number) {
        const auto object = update_.objects.find(number);
        if (!added_.contains(number) || object == update_.objects.end() || object->second.stream ||
            !QPDFObjectHandle(object->second.value).isDictionary()) {
            return false;
        }
        QPDFObjectHandle field = object->second.value;
        std::set<std::string> keys;
        for (const auto& [key, value] : field.getDictAsMap()) {
            keys.insert(key);
        }
        QPDFObjectHandle page = after_.written(field, "/P");
        QPDFObjectHandle look = after_.at(field, "/AP");
        const bool shows_nothing = !has_place(after_, field);
        return only(
                   keys,
                   {"/Type",
                    "/Subtype",
                    "/FT",
                    "/T",
                    "/V",
                    "/F",
                    "/Rect",
                    "/P",
                    "/Ff",
                    "/AP",
                    "/TU"}
               ) &&
               is_name(after_.at(field, "/FT"), "/Sig") && after_.at(field, "/T").isString() &&
               shows_nothing && is_signature(after_.written(field, "/V"), "/ETSI.RFC3161") &&
               (page.isNull() || is_name(before_.at(page, "/Type"), "/Page")) &&
               (look.isNull() || is_blank_appearance(look));
    }

    /// A field that readers may draw. Without a rectangle, or with an empty one, some draw its
    /// appearance over the whole page.
    static bool has_place(const Standing& document, QPDFObjectHandle field) {
        QPDFObjectHandle rect = document.at(field, "/Rect");
        return !rect.isNull() && !is_empty_rectangle(rect);
    }

    /// An appearance by this update that draws nothing, wherever readers put it.
    bool is_blank_appearance(QPDFObjectHandle look) {
        if (!is_new_appearance(look)) {
            return false;
        }
        const int number = after_.written(look, "/N").getObjectID();
        const std::string_view drawn = as_text(update_.objects.at(number).data);
        return std::all_of(drawn.begin(), drawn.end(), is_blank) &&
               after_.at(after_.object(number), "/Filter").isNull();
    }

    /// A reference to a signature dictionary that this update writes.
    bool is_signature(QPDFObjectHandle value, std::string_view sub_filter) {
        return value.isIndirect() && added_.contains(value.getObjectID()) &&
               !after_.is_stream(value.getObjectID()) &&
               is_name(after_.at(value, "/SubFilter"), sub_filter);
    }

    /// Only the normal appearance, drawn by this update.
    bool is_new_appearance(QPDFObjectHandle look) {
        if (!look.isDictionary() || look.getDictAsMap().size() != 1) {
            return false;
        }
        QPDFObjectHandle drawn = after_.written(look, "/N");
        return drawn.isIndirect() && added_.contains(drawn.getObjectID()) &&
               after_.is_stream(drawn.getObjectID());
    }

    /// The page of a renewed time-stamp lists its field, which shows nothing.
    void check_pages() {
        for (const int field : renewed_) {
            QPDFObjectHandle page = after_.written(after_.object(field), "/P");
            if (!page.isIndirect()) {
                continue;
            }
            QPDFObjectHandle list = before_.written(page, "/Annots");
            const bool page_changed = is_changed(page.getObjectID());
            const bool list_changed = list.isIndirect() && is_changed(list.getObjectID());
            if (!page_changed && !list_changed) {
                continue;
            }
            const bool same_otherwise = only(
                changed_keys(
                    before_.resolved(page).getDictAsMap(), after_.resolved(page).getDictAsMap()
                ),
                {"/Annots"}
            );
            const auto fresh = inserted(before_.at(page, "/Annots"), after_.at(page, "/Annots"));
            if (same_otherwise && fresh &&
                std::all_of(fresh->begin(), fresh->end(), [&](int number) {
                    return renewed_.contains(number);
                })) {
                settle(page.getObjectID());
                if (list.isIndirect()) {
                    settle(list.getObjectID());
                }
            }
        }
    }

    /// An empty signature field that receives its signature, and its appearance.
    void check_field(int number) {
        const WrittenObject& now = update_.objects.at(number);
        QPDFObjectHandle before = before_.object(number);
        QPDFObjectHandle after = now.value;
        if (now.stream || before_.is_stream(number) || !before.isDictionary() ||
            !after.isDictionary() || !is_name(before_.at(before, "/FT"), "/Sig") ||
            !is_name(after_.at(after, "/FT"), "/Sig")) {
            return;
        }
        settle(number);
        const auto changed = changed_keys(before.getDictAsMap(), after.getDictAsMap());
        QPDFObjectHandle value = after_.written(after, "/V");
        const bool timestamp = is_signature(value, "/ETSI.RFC3161");
        // Which other kinds there are, the signature's own judgement says.
        // A document time-stamp stands in nobody's place.
        const bool fine = only(changed, {"/V", "/AP"}) && changed.contains("/V") &&
                          before_.at(before, "/V").isNull() && value.isIndirect() &&
                          added_.contains(value.getObjectID()) &&
                          after_.resolved(value).isDictionary() &&
                          !(timestamp && has_place(before_, before)) &&
                          (!changed.contains("/AP") || keeps_frame(before, after));
        if (!fine) {
            report(StructureProblem::FieldModified, label(number));
            return;
        }
        sign(number);
        if (!timestamp) {
            check_permission(number);
        }
    }

    /// A signature may only draw where its field was foreseen.
    bool keeps_frame(QPDFObjectHandle before, QPDFObjectHandle after) {
        QPDFObjectHandle look = after_.at(after, "/AP");
        if (!has_place(before_, before)) {
            return is_blank_appearance(look);
        }
        if (!is_new_appearance(look)) {
            return false;
        }
        QPDFObjectHandle then = before_.written(before_.at(before, "/AP"), "/N");
        QPDFObjectHandle now = after_.at(look, "/N");
        if (!then.isIndirect() || !before_.is_stream(then.getObjectID())) {
            return has_area(after_.at(now, "/BBox")) && is_sound_matrix(after_.at(now, "/Matrix"));
        }
        return is_nearly(before_.at(then, "/BBox"), after_.at(now, "/BBox")) &&
               matrix_of(before_.at(then, "/Matrix")) == matrix_of(after_.at(now, "/Matrix"));
    }

    void check_permission(int number) {
        const auto named = names_.find(number);
        const std::string field = named == names_.end() ? label(number) : named->second;
        if (!permissions_.signing) {
            report(
                StructureProblem::ChangeForbidden,
                field + " signed after a signature that forbids it"
            );
        }
        for (const FieldLock& lock : permissions_.locks) {
            if (lock.covers(field)) {
                report(StructureProblem::FieldLocked, field);
                return;
            }
        }
    }

    void sign(int number) {
        QPDFObjectHandle field = after_.object(number);
        effect_.signed_fields.insert(number);
        explained_.insert(number);
        explain(after_.written(field, "/V"));
        explain(after_.written(field, "/AP"));
        useful_ = true;
    }

    /// What `value` is or refers to belongs to an allowed change.
    void explain(const QPDFObjectHandle& value) {
        QPDFObjectHandle holder = value;
        if (holder.isIndirect()) {
            explained_.insert(holder.getObjectID());
            return;
        }
        const std::set<int> inside = references_in(holder);
        explained_.insert(inside.begin(), inside.end());
    }

    /// New objects are there for an allowed change, and nothing waited for them.
    void check_added() {
        std::vector<int> waiting(explained_.begin(), explained_.end());
        std::set<int> reached;
        while (!waiting.empty()) {
            const int number = waiting.back();
            waiting.pop_back();
            if (!added_.contains(number) || !reached.insert(number).second) {
                continue;
            }
            QPDFObjectHandle object = update_.objects.at(number).value;
            // What proves and what describes is bytes, and leads nowhere.
            const bool leaf =
                history_.store_.streams.contains(number) || number == metadata_of(after_);
            const std::set<int> inside =
                leaf ? std::set<int>{object_of(object, "/Length")} : references_in(object);
            waiting.insert(waiting.end(), inside.begin(), inside.end());
        }
        for (const int number : added_) {
            if (history_.dangling_.contains(number)) {
                report(StructureProblem::DanglingDefined, label(number));
            } else if (!reached.contains(number)) {
                report(StructureProblem::ObjectUnexplained, label(number));
            }
        }
        if (update_.section_object && history_.dangling_.contains(*update_.section_object)) {
            report(StructureProblem::DanglingDefined, label(*update_.section_object));
        }
    }

    /// Keeps what the update points at in vain, and store and metadata to themselves.
    void check_references() {
        const ValidationStore& store = history_.store_;
        for (const auto& [number, object] : update_.objects) {
            const bool outside = number != before_.root_number() && !store.names(number);
            for (const int target : references_in(object.value)) {
                if (!after_.defines(target)) {
                    history_.dangling_.insert(target);
                }
                if (outside && store.containers.contains(target)) {
                    report(
                        StructureProblem::NotValidationData, label(number) + " uses a part of /DSS"
                    );
                }
                if (number != before_.root_number() &&
                    (target == metadata_of(after_) || target == info_of(after_))) {
                    report(StructureProblem::MetadataModified, label(number) + " uses metadata");
                }
            }
        }
    }

    History& history_;
    const Standing& before_;
    const Standing& after_;
    const Update& update_;
    DiffRules rules_;
    const Permissions& permissions_;
    const std::map<int, std::string>& names_;
    std::vector<StructureFinding>& findings_;

    std::set<int> changed_;    ///< older objects that are written again, until explained
    std::set<int> added_;      ///< objects that were not there
    std::set<int> explained_;  ///< what allowed changes point at
    std::set<int> renewed_;    ///< new fields of archive time-stamps
    bool store_changed_ = false;
    bool form_changed_ = false;
    bool useful_ = false;
    UpdateEffect effect_;
};

History::History(Reader& first)
    : before_(first), after_(first), store_(read_store(before_)), room_(kMostValidationData) {}

void History::look_at_references() {
    std::set<int> own = store_.containers;
    own.insert({metadata_of(before_), info_of(before_)});
    for (const int number : before_.first_numbers()) {
        QPDFObjectHandle object = before_.object(number);
        std::set<int> inside;
        if (number == before_.root_number()) {
            // What the catalog's own /DSS holds is the store.
            inside = references_besides(object, {"/DSS", "/Metadata"});
        } else if (object.isDictionary() && is_name(before_.at(object, "/Type"), "/XRef")) {
            inside = references_besides(object, {"/Info"});
        } else if (!store_.containers.contains(number)) {
            inside = references_in(object);
        }
        for (const int target : inside) {
            if (!before_.defines(target)) {
                dangling_.insert(target);
            } else if (own.contains(target)) {
                shared_.insert(target);
            }
        }
    }
}

UpdateEffect History::judge(
    const Update& update,
    DiffRules rules,
    const Permissions& permissions,
    const std::map<int, std::string>& names,
    std::vector<StructureFinding>& findings
) {
    after_.apply(update);
    UpdateEffect effect = UpdateJudge(*this, update, rules, permissions, names, findings).run();
    before_.apply(update);
    return effect;
}

}  // namespace contreseing::documents::pdf
