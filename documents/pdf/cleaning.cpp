#include "documents/pdf/cleaning.hpp"

#include "documents/pdf/error.hpp"
#include "documents/pdf/object_walk.hpp"

#include <algorithm>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::documents::pdf {
namespace {

bool harmless_uri(QPDFObjectHandle uri) {
    if (!uri.isString()) {
        return false;
    }
    const std::string text = uri.getStringValue();
    return text.starts_with("https://") || text.starts_with("http://") ||
           text.starts_with("mailto:");
}

/// True for what a reader may follow without anything running: a place in this document or the web.
bool harmless_action(QPDFObjectHandle action) {
    if (!action.isDictionary() || !action.hasKey("/S")) {
        return true;  // Structure elements keep their attributes under /A too.
    }
    if (is_name(action.getKey("/S"), {"/URI"})) {
        return harmless_uri(action.getKey("/URI"));
    }
    return is_name(action.getKey("/S"), {"/GoTo"});
}

/// Takes out what acts, or lies in another file; true when a drawing may have lost by it.
bool remove_actions(QPDFObjectHandle dictionary, const Whereabouts& where) {
    bool removed = false;
    const auto remove = [&](const char* key) {
        removed = removed || dictionary.hasKey(key);
        dictionary.removeKey(key);
    };
    for (const char* key : {"/AA", "/JS", "/XFA", "/EF"}) {
        remove(key);
    }
    if (!harmless_action(dictionary.getKey("/A"))) {
        remove("/A");
    }
    if (dictionary.getKey("/PA").isDictionary()) {
        remove("/PA");
    }
    if (is_name(dictionary.getKey("/S"), {"/URI", "/GoTo"})) {
        remove("/Next");
    }
    if (where.of_stream) {
        // A form XObject that shows a page of another file, or runs PostScript on paper.
        for (const char* key : {"/OPI", "/PS", "/Ref"}) {
            remove(key);
        }
    }
    // What other programs keep beside the drawing.
    dictionary.removeKey("/PieceInfo");
    dictionary.removeKey("/AF");
    return removed && (where.draws || where.of_stream);
}

/// A part of a drawing that no table has, or that was deleted: nothing for libqpdf, and for others
/// what an older table or a search finds.
bool lacks_a_part(QPDFObjectHandle dictionary, const Whereabouts& where) {
    const auto absent = [](QPDFObjectHandle value) { return value.isIndirect() && value.isNull(); };
    for (const auto& [key, value] : dictionary.getDictAsMap()) {
        if (!where.draws && key != "/Contents" && key != "/Resources") {
            continue;
        }
        QPDFObjectHandle part = value;
        const auto items = part.isArray() ? part.getArrayAsVector() : std::vector{part};
        if (std::any_of(items.begin(), items.end(), absent)) {
            return true;
        }
    }
    return false;
}

/// Streams whose data lie in another file.
void refuse_external_data(QPDFObjectHandle dictionary, const Whereabouts& where) {
    if (where.of_stream && dictionary.hasKey("/F")) {
        throw Error(ErrorKind::HiddenContent, "stream data in another file");
    }
}

bool state_off(QPDFObjectHandle usage, const char* category, const char* key) {
    return is_name(usage.getKeyIfDict(category).getKeyIfDict(key), {"/OFF"});
}

void refuse_hidden_layers(QPDF& pdf) {
    QPDFObjectHandle properties = pdf.getRoot().getKey("/OCProperties");
    if (!properties.isDictionary()) {
        return;
    }
    QPDFObjectHandle defaults = properties.getKey("/D");
    QPDFObjectHandle off = defaults.getKeyIfDict("/OFF");
    if ((off.isArray() && off.getArrayNItems() > 0) ||
        is_name(defaults.getKeyIfDict("/BaseState"), {"/OFF", "/Unchanged"})) {
        throw Error(ErrorKind::HiddenContent, "a layer is hidden");
    }
    visit_dictionaries(pdf, [](QPDFObjectHandle dictionary, const Whereabouts&) {
        QPDFObjectHandle type = dictionary.getKey("/Type");
        if (is_name(type, {"/OCMD"}) &&
            (dictionary.hasKey("/VE") || is_name(dictionary.getKey("/P"), {"/AnyOff", "/AllOff"})
            )) {
            throw Error(ErrorKind::HiddenContent, "content shown when a layer is hidden");
        }
        QPDFObjectHandle usage = dictionary.getKey("/Usage");
        if (is_name(type, {"/OCG"}) && usage.isDictionary() &&
            (state_off(usage, "/View", "/ViewState") || state_off(usage, "/Print", "/PrintState")
            )) {
            throw Error(ErrorKind::HiddenContent, "a layer differs between screen and paper");
        }
    });
}

/// What a link needs to lead somewhere, and nothing else.
void strip_link(QPDFObjectHandle link) {
    for (const auto& [key, value] : link.getDictAsMap()) {
        static const std::set<std::string> kKept = {
            "/Type",
            "/Subtype",
            "/Rect",
            "/QuadPoints",
            "/Border",
            "/BS",
            "/C",
            "/H",
            "/A",
            "/Dest",
            "/F",
            "/P",
            "/StructParent",
            "/Contents",
            "/NM",
            "/M",
            "/AP",
            "/AS"};
        if (!kKept.contains(key)) {
            link.removeKey(key);
        }
    }
}

struct Annotations {
    std::vector<QPDFObjectHandle> links;
    std::vector<QPDFObjectHandle> others;
};

/// Takes the links out of a page; what is left is drawn or dropped by flattening, which would drop
/// links too.
Annotations take_links(QPDFObjectHandle page) {
    Annotations found;
    QPDFObjectHandle annotations = page.getKey("/Annots");
    if (annotations.isArray()) {
        for (QPDFObjectHandle annotation : annotations.getArrayAsVector()) {
            if (!annotation.isDictionary()) {
                continue;
            }
            if (is_name(annotation.getKey("/Subtype"), {"/Link"})) {
                strip_link(annotation);
                found.links.push_back(annotation);
                continue;
            }
            // A state chooses among several drawings; libqpdf 11.3 drops a single one that has it.
            if (annotation.getKey("/AP").getKeyIfDict("/N").isStream()) {
                annotation.removeKey("/AS");
            }
            found.others.push_back(annotation);
        }
    }
    // A direct array of its own: pages may have shared one, and we add widgets later.
    page.replaceKey("/Annots", QPDFObjectHandle::newArray(found.others));
    return found;
}

/// Structure elements may still name annotations that no page has any more.
void forget_dropped(QPDFObjectHandle reference, const std::set<QPDFObjGen>& kept) {
    if (is_name(reference.getKey("/Type"), {"/OBJR"}) && reference.getKey("/Obj").isDictionary() &&
        !kept.contains(reference.getKey("/Obj").getObjGen())) {
        reference.removeKey("/Obj");
    }
}

/// Draws visible annotations and form fields into their pages; only links stay.
void flatten(QPDF& pdf, Cleaning& done, std::set<QPDFObjGen>& kept) {
    // libqpdf draws no field as long as a reader is asked to draw them all.
    if (QPDFObjectHandle form = pdf.getRoot().getKey("/AcroForm"); form.isDictionary()) {
        form.removeKey("/NeedAppearances");
    }
    QPDFPageDocumentHelper document(pdf);
    std::vector<QPDFPageObjectHelper> pages = document.getAllPages();
    std::vector<std::vector<QPDFObjectHandle>> links;
    links.reserve(pages.size());
    for (QPDFPageObjectHelper& page : pages) {
        Annotations found = take_links(page.getObjectHandle());
        links.push_back(std::move(found.links));
        if (!found.others.empty()) {
            done.redrawn.push_back(static_cast<int>(links.size()));
        }
    }
    // « Invisible » only means something for kinds that no reader knows (ISO 32000-1, 12.5.3).
    document.flattenAnnotations(0, an_hidden | an_no_view);
    for (std::size_t i = 0; i < pages.size(); ++i) {
        QPDFObjectHandle page = pages[i].getObjectHandle();
        page.removeKey("/Annots");
        page.removeKey("/PresSteps");
        if (!links[i].empty()) {
            page.replaceKey("/Annots", QPDFObjectHandle::newArray(links[i]));
        }
        for (const QPDFObjectHandle& link : links[i]) {
            kept.insert(link.getObjGen());
        }
    }
    pdf.getRoot().removeKey("/AcroForm");
}

/// WeasyPrint 57 writes XMP without its `x:xmpmeta` wrapper, which some validators refuse.
/// Source: ISO 16684-1, 7.3.3.
void repair_xmp(QPDF& pdf) {
    QPDFObjectHandle metadata = pdf.getRoot().getKey("/Metadata");
    if (metadata.isNull()) {
        return;
    }
    std::string xmp;
    if (metadata.isStream()) {
        const auto data = metadata.getStreamData(qpdf_dl_generalized);
        xmp.assign(reinterpret_cast<const char*>(data->getBuffer()), data->getSize());
    }
    static constexpr std::string_view kEnd = "</rdf:RDF>";
    const std::size_t start = xmp.find("<rdf:RDF");
    const std::size_t end = xmp.rfind(kEnd);
    if (start == std::string::npos || end == std::string::npos || end < start) {
        pdf.getRoot().removeKey("/Metadata");
        return;
    }
    if (xmp.find("<x:xmpmeta") == std::string::npos) {
        xmp.insert(end + kEnd.size(), "</x:xmpmeta>");
        xmp.insert(start, "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">");
        QPDFObjectHandle repaired = pdf.newStream(xmp);
        repaired.getDict().replaceKey("/Type", QPDFObjectHandle::newName("/Metadata"));
        repaired.getDict().replaceKey("/Subtype", QPDFObjectHandle::newName("/XML"));
        pdf.getRoot().replaceKey("/Metadata", repaired);
    }
}

}  // namespace

void refuse_signed(QPDF& pdf) {
    // Usage rights are a maker's seal that lets Reader save a form: nobody signed the document.
    QPDFObjectHandle permissions = pdf.getRoot().getKey("/Perms");
    if (permissions.isDictionary()) {
        permissions.removeKey("/UR");
        permissions.removeKey("/UR3");
    }
    visit_dictionaries(pdf, [](QPDFObjectHandle dictionary, const Whereabouts&) {
        QPDFObjectHandle contents = dictionary.getKey("/Contents");
        if (dictionary.getKey("/ByteRange").isArray() && contents.isString() &&
            contents.getStringValue().find_first_not_of('\0') != std::string::npos) {
            throw Error(ErrorKind::AlreadySigned, "a signature dictionary");
        }
    });
}

void refuse_forms_of_one_reader(QPDF& pdf) {
    QPDFObjectHandle root = pdf.getRoot();
    if (root.getKey("/Collection").isDictionary()) {
        throw Error(ErrorKind::Portfolio, "a collection of files");
    }
    QPDFObjectHandle rendering = root.getKey("/NeedsRendering");
    if (!root.getKey("/AcroForm").getKeyIfDict("/XFA").isNull() ||
        (rendering.isBool() && rendering.getBoolValue())) {
        throw Error(ErrorKind::XfaForm, "an XFA form");
    }
}

Cleaning clean(QPDF& pdf) {
    Cleaning done;
    std::set<QPDFObjGen> links;
    refuse_hidden_layers(pdf);
    flatten(pdf, done, links);
    QPDFObjectHandle root = pdf.getRoot();
    for (const char* key :
         {"/OpenAction",
          "/OCProperties",
          "/Collection",
          "/Requirements",
          "/Perms",
          "/DSS",
          "/Legal"}) {
        root.removeKey(key);
    }
    if (QPDFObjectHandle names = root.getKey("/Names"); names.isDictionary()) {
        QPDFObjectHandle kept = QPDFObjectHandle::newDictionary();
        if (names.hasKey("/Dests")) {
            kept.replaceKey("/Dests", names.getKey("/Dests"));
        }
        root.replaceKey("/Names", kept);
    }
    visit_dictionaries(pdf, [&](QPDFObjectHandle dictionary, const Whereabouts& where) {
        done.drawing_touched = done.drawing_touched || lacks_a_part(dictionary, where);
        if (!where.chosen_names) {
            refuse_external_data(dictionary, where);
            forget_dropped(dictionary, links);
            done.drawing_touched = remove_actions(dictionary, where) || done.drawing_touched;
        }
    });
    repair_xmp(pdf);
    return done;
}

}  // namespace contreseing::documents::pdf
