#include "documents/pdf/cleaning.hpp"

#include "documents/pdf/error.hpp"

#include <algorithm>
#include <functional>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDFAcroFormDocumentHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <set>
#include <string_view>
#include <vector>

namespace contreseing::documents::pdf {
namespace {

using Visit = std::function<void(QPDFObjectHandle)>;

/// Visits every dictionary (a stream's included) that the trailer reaches. Iterative: the depth of
/// a hostile file is not the depth of our stack.
void visit_dictionaries(QPDF& pdf, const Visit& visit) {
    std::set<QPDFObjGen> seen;
    std::vector<QPDFObjectHandle> waiting = {pdf.getTrailer()};
    while (!waiting.empty()) {
        QPDFObjectHandle object = waiting.back();
        waiting.pop_back();
        if (object.isIndirect() && !seen.insert(object.getObjGen()).second) {
            continue;
        }
        if (object.isArray()) {
            for (const QPDFObjectHandle& item : object.getArrayAsVector()) {
                waiting.push_back(item);
            }
            continue;
        }
        if (object.isStream()) {
            object = object.getDict();
        }
        if (object.isDictionary()) {
            visit(object);
            for (const auto& [key, value] : object.getDictAsMap()) {
                waiting.push_back(value);
            }
        }
    }
}

bool is_name(QPDFObjectHandle object, std::initializer_list<std::string_view> names) {
    return object.isName() &&
           std::find(names.begin(), names.end(), object.getName()) != names.end();
}

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

void remove_actions(QPDFObjectHandle dictionary) {
    for (const char* key : {"/AA", "/JS", "/XFA", "/EF", "/AF", "/OPI", "/PS"}) {
        dictionary.removeKey(key);
    }
    if (!harmless_action(dictionary.getKey("/A"))) {
        dictionary.removeKey("/A");
    }
    if (dictionary.getKey("/PA").isDictionary()) {
        dictionary.removeKey("/PA");
    }
    if (is_name(dictionary.getKey("/S"), {"/URI", "/GoTo"})) {
        dictionary.removeKey("/Next");
    }
    // A form XObject that shows a page of another file.
    if (is_name(dictionary.getKey("/Subtype"), {"/Form"})) {
        dictionary.removeKey("/Ref");
    }
}

/// Streams whose data lie in another file.
void refuse_external_data(QPDFObjectHandle dictionary) {
    if (dictionary.hasKey("/Length") && dictionary.hasKey("/F")) {
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
    visit_dictionaries(pdf, [](QPDFObjectHandle dictionary) {
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

/// Takes the links out of a page; what is left is drawn or dropped by flattening, which would drop
/// links too.
std::vector<QPDFObjectHandle> take_links(QPDFObjectHandle page) {
    std::vector<QPDFObjectHandle> links;
    std::vector<QPDFObjectHandle> others;
    QPDFObjectHandle annotations = page.getKey("/Annots");
    if (annotations.isArray()) {
        for (QPDFObjectHandle annotation : annotations.getArrayAsVector()) {
            if (annotation.isDictionary()) {
                const bool link = is_name(annotation.getKey("/Subtype"), {"/Link"});
                (link ? links : others).push_back(annotation);
            }
        }
    }
    // A direct array of its own: pages may have shared one, and we add widgets later.
    page.replaceKey("/Annots", QPDFObjectHandle::newArray(others));
    return links;
}

/// Draws visible annotations and form fields into their pages; only links stay.
void flatten(QPDF& pdf) {
    if (pdf.getRoot().getKey("/AcroForm").isDictionary()) {
        QPDFAcroFormDocumentHelper(pdf).generateAppearancesIfNeeded();
    }
    QPDFPageDocumentHelper document(pdf);
    std::vector<QPDFPageObjectHelper> pages = document.getAllPages();
    std::vector<std::vector<QPDFObjectHandle>> links;
    links.reserve(pages.size());
    for (QPDFPageObjectHelper& page : pages) {
        links.push_back(take_links(page.getObjectHandle()));
    }
    document.flattenAnnotations(0, an_invisible | an_hidden | an_no_view);
    for (std::size_t i = 0; i < pages.size(); ++i) {
        QPDFObjectHandle page = pages[i].getObjectHandle();
        page.removeKey("/Annots");
        if (!links[i].empty()) {
            page.replaceKey("/Annots", QPDFObjectHandle::newArray(links[i]));
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
    visit_dictionaries(pdf, [](QPDFObjectHandle dictionary) {
        if (dictionary.getKey("/ByteRange").isArray() && dictionary.hasKey("/Contents")) {
            throw Error(ErrorKind::AlreadySigned, "a signature dictionary");
        }
    });
}

void clean(QPDF& pdf) {
    refuse_hidden_layers(pdf);
    flatten(pdf);
    QPDFObjectHandle root = pdf.getRoot();
    for (const char* key :
         {"/OpenAction",
          "/AA",
          "/OCProperties",
          "/Collection",
          "/Requirements",
          "/Perms",
          "/DSS",
          "/Legal",
          "/PieceInfo"}) {
        root.removeKey(key);
    }
    if (QPDFObjectHandle names = root.getKey("/Names"); names.isDictionary()) {
        QPDFObjectHandle kept = QPDFObjectHandle::newDictionary();
        if (names.hasKey("/Dests")) {
            kept.replaceKey("/Dests", names.getKey("/Dests"));
        }
        root.replaceKey("/Names", kept);
    }
    visit_dictionaries(pdf, [](QPDFObjectHandle dictionary) {
        refuse_external_data(dictionary);
        remove_actions(dictionary);
    });
    repair_xmp(pdf);
}

}  // namespace contreseing::documents::pdf
