#include "documents/pdf/survey.hpp"

#include "documents/pdf/object_walk.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <qpdf/Buffer.hh>
#include <qpdf/Constants.h>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <set>
#include <string>
#include <utility>

namespace contreseing::documents::pdf {
namespace {

constexpr int kDeepestField = 64;
// Source: ISO 32000-1, 12.7.4.2 and 12.7.4.3.
constexpr int kRadio = 1 << 15;
constexpr int kPushButton = 1 << 16;

/// An attribute of a field, its own or its parents'.
QPDFObjectHandle inherited(QPDFObjectHandle field, const char* key) {
    for (int depth = 0; depth < kDeepestField && field.isDictionary(); ++depth) {
        if (field.hasKey(key)) {
            return field.getKey(key);
        }
        field = field.getKey("/Parent");
    }
    return QPDFObjectHandle::newNull();
}

bool says_something(QPDFObjectHandle text) {
    // A byte order mark, blanks and line ends say nothing.
    return text.isString() && text.getUTF8Value().find_first_not_of(" \t\r\n") != std::string::npos;
}

/// Of words with marks as in HTML: what is no tag and no processing instruction, such as a
/// character section or a sign left as it is, may be words. Source: ISO 32000-1, 12.7.3.4.
bool says_something_rich(QPDFObjectHandle rich) {
    const std::string text = rich.isString() ? rich.getUTF8Value() : std::string();
    std::string words;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '<') {
            words += text[at];
            continue;
        }
        const char first = at + 1 < text.size() ? text[at + 1] : '\0';
        const auto end = text.find_first_of("<>", at + 1);
        const bool letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
        if (!(letter || first == '/' || first == '?') || end == std::string::npos ||
            text[end] == '<') {
            return true;
        }
        at = end;
    }
    return rich.isStream() || says_something(QPDFObjectHandle::newUnicodeString(words));
}

bool holds_a_value(QPDFObjectHandle value) {
    if (value.isArray()) {
        const auto items = value.getArrayAsVector();
        return std::any_of(items.begin(), items.end(), says_something);
    }
    return says_something(value) || value.isStream();
}

/// The drawing that readers show: one, or the one that `/AS` chooses.
QPDFObjectHandle appearance(QPDFObjectHandle annotation) {
    QPDFObjectHandle normal = annotation.getKey("/AP").getKeyIfDict("/N");
    if (normal.isDictionary() && annotation.getKey("/AS").isName()) {
        normal = normal.getKey(annotation.getKey("/AS").getName());
    }
    return normal.isStream() ? normal : QPDFObjectHandle::newNull();
}

/// False when the drawing of a field has no text and no picture in it.
bool shows_something(QPDFObjectHandle drawing) {
    if (!drawing.isStream()) {
        return false;
    }
    try {
        const auto data = drawing.getStreamData(qpdf_dl_generalized);
        const std::string content(
            reinterpret_cast<const char*>(data->getBuffer()), data->getSize()
        );
        for (const char* sign : {"Tj", "TJ", "Do", "'", "\"", "BI"}) {
            if (content.find(sign) != std::string::npos) {
                return true;
            }
        }
        return false;
    } catch (const QPDFExc&) {
        return true;  // The comparison of pictures decides.
    }
}

bool has_no_area(QPDFObjectHandle annotation) {
    QPDFObjectHandle rect = annotation.getKey("/Rect");
    if (!rect.isRectangle()) {
        return true;
    }
    const auto corners = rect.getArrayAsRectangle();
    return std::abs(corners.urx - corners.llx) < 1 || std::abs(corners.ury - corners.lly) < 1;
}

int flags_of(QPDFObjectHandle annotation) {
    QPDFObjectHandle flags = annotation.getKey("/F");
    return flags.isInteger() ? flags.getIntValueAsInt() : 0;
}

/// Which loss a mark without a drawing of its own is; nullopt for kinds that readers draw nothing
/// for.
std::optional<LossKind> mark_of(const std::string& subtype) {
    static const std::map<std::string, LossKind> kMarks = {
        {"/StrikeOut", LossKind::Strikeout},
        {"/Highlight", LossKind::Highlight},
        {"/Underline", LossKind::Highlight},
        {"/Squiggly", LossKind::Highlight},
        {"/Text", LossKind::Note},
        {"/FileAttachment", LossKind::Note},
        {"/Ink", LossKind::Ink},
        {"/FreeText", LossKind::Text},
        {"/Line", LossKind::Shape},
        {"/Square", LossKind::Shape},
        {"/Circle", LossKind::Shape},
        {"/Polygon", LossKind::Shape},
        {"/PolyLine", LossKind::Shape},
        {"/Caret", LossKind::Shape},
        {"/Redact", LossKind::Shape},
        {"/Stamp", LossKind::Stamp}};
    const auto known = kMarks.find(subtype);
    return known == kMarks.end() ? std::nullopt : std::optional(known->second);
}

class Survey {
public:
    explicit Survey(QPDF& pdf) : pdf_(pdf) {}

    std::vector<Loss> run() {
        int number = 0;
        for (QPDFPageObjectHelper& page : QPDFPageDocumentHelper(pdf_).getAllPages()) {
            ++number;
            QPDFObjectHandle annotations = page.getObjectHandle().getKey("/Annots");
            fields_.clear();
            if (annotations.isArray()) {
                for (QPDFObjectHandle annotation : annotations.getArrayAsVector()) {
                    if (annotation.isDictionary()) {
                        look_at(annotation, number);
                    }
                }
            }
        }
        look_at_fields();
        look_at_files();
        std::vector<Loss> losses;
        for (const auto& [what, count] : counts_) {
            losses.push_back({what.second, what.first, count});
        }
        return losses;
    }

private:
    void add(LossKind kind, int page) { ++counts_[{page, kind}]; }

    void look_at(QPDFObjectHandle annotation, int page) {
        shown_.insert(annotation.getObjGen());
        QPDFObjectHandle type = annotation.getKey("/Subtype");
        const std::string subtype = type.isName() ? type.getName() : std::string();
        if (subtype == "/Link") {
            return;
        }
        if (subtype == "/Popup") {
            // It shows the words of its mark; words of its own are seldom, and nowhere else.
            if (says_something(annotation.getKey("/Contents")) &&
                !says_something(annotation.getKey("/Parent").getKeyIfDict("/Contents"))) {
                add(LossKind::Comment, page);
            }
            return;
        }
        const bool widget = subtype == "/Widget";
        const bool drawn = !appearance(annotation).isNull();
        const bool marked = mark_of(subtype).has_value();
        // The words of a typed text are what its drawing shows.
        const bool comments = !widget && subtype != "/FreeText" &&
                              (says_something(annotation.getKey("/Contents")) ||
                               says_something_rich(annotation.getKey("/RC")));
        if (is_name(type, {"/Screen", "/Movie", "/Sound", "/RichMedia", "/3D"})) {
            add(LossKind::Media, page);
        }
        const int flags = flags_of(annotation);
        if ((flags & (an_hidden | an_no_view)) != 0 || (widget && has_no_area(annotation))) {
            const bool holds = widget ? is_filled(annotation) : drawn || marked || comments;
            const bool on_paper =
                (flags & an_print) != 0 && (flags & an_hidden) == 0 && (flags & an_no_view) != 0;
            if (on_paper && (drawn || holds)) {
                add(LossKind::PaperOnly, page);
            } else if (holds) {
                add(LossKind::Hidden, page);
            }
        } else if (widget) {
            if (is_filled(annotation) && !shows_its_value(annotation)) {
                add(LossKind::Field, page);
            } else if (drawn) {
                fields_.push_back(annotation.getKey("/Rect").getArrayAsRectangle());
            }
        } else if (drawn && covers_a_field(annotation)) {
            add(LossKind::Field, page);
        } else if (!drawn && marked) {
            add(*mark_of(subtype), page);
        } else if (comments) {
            add(LossKind::Comment, page);
        }
    }

    /// Some readers draw all fields last, others in the order of the page.
    bool covers_a_field(QPDFObjectHandle annotation) const {
        QPDFObjectHandle rect = annotation.getKey("/Rect");
        if (!rect.isRectangle()) {
            return false;
        }
        const auto own = rect.getArrayAsRectangle();
        return std::any_of(fields_.begin(), fields_.end(), [&](const auto& field) {
            return std::min(own.urx, field.urx) - std::max(own.llx, field.llx) > 1 &&
                   std::min(own.ury, field.ury) - std::max(own.lly, field.lly) > 1;
        });
    }

    static int field_flags(QPDFObjectHandle field) {
        QPDFObjectHandle flags = inherited(field, "/Ff");
        return flags.isInteger() ? flags.getIntValueAsInt() : 0;
    }

    /// The state that would show a box as ticked; empty when its value ticks it not.
    static std::string ticked_state(QPDFObjectHandle box) {
        QPDFObjectHandle value = inherited(box, "/V");
        QPDFObjectHandle state = box.getKey("/AS");
        if (state.isName() && state.getName() != "/Off") {
            return state.getName();
        }
        if (!value.isName() || value.getName() == "/Off") {
            return {};
        }
        // A value that several boxes share ticks the one that has a drawing for it.
        QPDFObjectHandle normal = box.getKey("/AP").getKeyIfDict("/N");
        const bool its_own = box.hasKey("/V") && (field_flags(box) & kRadio) == 0;
        return its_own || normal.getKeyIfDict(value.getName()).isStream() ? value.getName()
                                                                          : std::string();
    }

    static bool is_filled(QPDFObjectHandle widget) {
        if (!is_name(inherited(widget, "/FT"), {"/Btn"})) {
            return holds_a_value(inherited(widget, "/V")) ||
                   says_something_rich(inherited(widget, "/RV"));
        }
        if ((field_flags(widget) & kPushButton) != 0) {
            return says_something(widget.getKey("/MK").getKeyIfDict("/CA"));
        }
        return !ticked_state(widget).empty();
    }

    static bool shows_its_value(QPDFObjectHandle widget) {
        QPDFObjectHandle drawing = appearance(widget);
        if (!is_name(inherited(widget, "/FT"), {"/Btn"})) {
            return shows_something(drawing);
        }
        if ((field_flags(widget) & kPushButton) != 0) {
            return !drawing.isNull();
        }
        QPDFObjectHandle normal = widget.getKey("/AP").getKeyIfDict("/N");
        return !drawing.isNull() &&
               (normal.isStream() || is_name(widget.getKey("/AS"), {ticked_state(widget)}));
    }

    /// Filled fields that no page has.
    void look_at_fields() {
        std::set<QPDFObjGen> seen;
        std::vector<QPDFObjectHandle> waiting = {
            pdf_.getRoot().getKey("/AcroForm").getKeyIfDict("/Fields")};
        while (!waiting.empty()) {
            QPDFObjectHandle field = waiting.back();
            waiting.pop_back();
            if (field.isArray()) {
                const auto items = field.getArrayAsVector();
                waiting.insert(waiting.end(), items.begin(), items.end());
            } else if (field.isDictionary() &&
                       (!field.isIndirect() || seen.insert(field.getObjGen()).second)) {
                waiting.push_back(field.getKey("/Kids"));
                if (is_terminal(field) && !is_on_a_page(field) && is_filled(field)) {
                    add(LossKind::Hidden, 0);
                }
            }
        }
    }

    static bool is_terminal(QPDFObjectHandle field) {
        QPDFObjectHandle kids = field.getKey("/Kids");
        return !inherited(field, "/FT").isNull() &&
               (!kids.isArray() || kids.getArrayNItems() == 0 ||
                !kids.getArrayItem(0).isDictionary() || !kids.getArrayItem(0).hasKey("/T")) &&
               (field.hasKey("/T") || field.hasKey("/V"));
    }

    bool is_on_a_page(QPDFObjectHandle field) const {
        QPDFObjectHandle kids = field.getKey("/Kids");
        if (!kids.isArray()) {
            return shown_.contains(field.getObjGen());
        }
        const auto widgets = kids.getArrayAsVector();
        return std::any_of(widgets.begin(), widgets.end(), [&](const QPDFObjectHandle& widget) {
            return shown_.contains(widget.getObjGen());
        });
    }

    void look_at_files() {
        std::set<QPDFObjGen> counted;
        visit_dictionaries(pdf_, [&](QPDFObjectHandle dictionary, const Whereabouts& where) {
            QPDFObjectHandle embedded = dictionary.getKey("/EF");
            if (where.chosen_names || !embedded.isDictionary()) {
                return;
            }
            for (const char* key : {"/F", "/UF", "/DOS", "/Mac", "/Unix"}) {
                QPDFObjectHandle file = embedded.getKey(key);
                if (file.isStream()) {
                    if (counted.insert(file.getObjGen()).second) {
                        add(LossKind::AttachedFile, 0);
                    }
                    return;
                }
            }
        });
    }

    QPDF& pdf_;
    std::map<std::pair<int, LossKind>, int> counts_;
    std::set<QPDFObjGen> shown_;
    std::vector<QPDFObjectHandle::Rectangle> fields_;  ///< drawn so far on this page
};

}  // namespace

std::vector<Loss> survey(QPDF& pdf) {
    return Survey(pdf).run();
}

}  // namespace contreseing::documents::pdf
