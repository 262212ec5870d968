#include "documents/pdf/ingest.hpp"

#include "documents/pdf/cleaning.hpp"
#include "documents/pdf/error.hpp"
#include "documents/pdf/font.hpp"
#include "documents/pdf/reader.hpp"
#include "documents/pdf/text.hpp"

#include <algorithm>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>
#include <set>

namespace contreseing::documents::pdf {
namespace {

using Pages = std::vector<QPDFPageObjectHelper>;

Rect intersection(const QPDFObjectHandle::Rectangle& a, const QPDFObjectHandle::Rectangle& b) {
    const double left = std::max(std::min(a.llx, a.urx), std::min(b.llx, b.urx));
    const double bottom = std::max(std::min(a.lly, a.ury), std::min(b.lly, b.ury));
    const double right = std::min(std::max(a.llx, a.urx), std::max(b.llx, b.urx));
    const double top = std::min(std::max(a.lly, a.ury), std::max(b.lly, b.ury));
    return {left, bottom, right - left, top - bottom};
}

PageView view_of(QPDFPageObjectHelper& page) {
    PageView view;
    QPDFObjectHandle media = page.getMediaBox();
    QPDFObjectHandle crop = page.getCropBox();
    if (!media.isRectangle() || !crop.isRectangle()) {
        throw Error(ErrorKind::Damaged, "a page without MediaBox");
    }
    view.crop = intersection(media.getArrayAsRectangle(), crop.getArrayAsRectangle());
    QPDFObjectHandle rotate = page.getAttribute("/Rotate", false);
    view.quarter_turns = rotate.isInteger() ? quarter_turns(rotate.getIntValue()) : 0;
    return view;
}

bool inside(const Rect& page, const Rect& rect) {
    constexpr double kTolerance = 0.5;
    return rect.width >= 1 && rect.height >= 1 && rect.x >= -kTolerance && rect.y >= -kTolerance &&
           rect.x + rect.width <= page.width + kTolerance &&
           rect.y + rect.height <= page.height + kTolerance;
}

QPDFObjectHandle rectangle(const Rect& rect) {
    return QPDFObjectHandle::parse(
        "[" + number(rect.x) + " " + number(rect.y) + " " + number(rect.x + rect.width) + " " +
        number(rect.y + rect.height) + "]"
    );
}

/// Merged field and widget. Flags 132: printed, and not moved by a reader's user.
QPDFObjectHandle add_field(
    QPDF& pdf, QPDFPageObjectHelper& page, const std::string& name, const Rect& rect
) {
    QPDFObjectHandle field = pdf.makeIndirectObject(QPDFObjectHandle::parse(
        "<</Type/Annot/Subtype/Widget/FT/Sig/F 132/T" + text_string(name) + ">>"
    ));
    field.replaceKey("/P", page.getObjectHandle());
    field.replaceKey("/Rect", rectangle(rect));
    QPDFObjectHandle dictionary = page.getObjectHandle();
    if (!dictionary.getKey("/Annots").isArray()) {
        dictionary.replaceKey("/Annots", QPDFObjectHandle::newArray());
    }
    dictionary.getKey("/Annots").appendItem(field);
    return field;
}

QPDFObjectHandle add_signatory(QPDF& pdf, Pages& pages, const FieldPlace& place) {
    if (place.page < 1 || static_cast<std::size_t>(place.page) > pages.size()) {
        throw Error(ErrorKind::BadPlace, "page " + std::to_string(place.page));
    }
    QPDFPageObjectHelper& page = pages[static_cast<std::size_t>(place.page) - 1];
    const PageView view = view_of(page);
    if (!inside(visual_page(view), place.rect)) {
        throw Error(ErrorKind::BadPlace, "slot " + std::to_string(place.slot) + " leaves its page");
    }
    QPDFObjectHandle field =
        add_field(pdf, page, signatory_field(place.slot), to_user_space(view, place.rect));
    if (view.quarter_turns != 0) {
        field.replaceKey(
            "/MK", QPDFObjectHandle::parse("<</R " + std::to_string(view.quarter_turns * 90) + ">>")
        );
    }
    // PDF/A wants an appearance before the first signature; later ones keep box and matrix.
    QPDFObjectHandle blank = pdf.newStream("");
    QPDFObjectHandle dictionary = QPDFObjectHandle::parse(
        "<</Type/XObject/Subtype/Form/BBox[0 0 " + number(place.rect.width) + " " +
        number(place.rect.height) + "]/Matrix[" + upright_matrix(view.quarter_turns) + "]>>"
    );
    blank.replaceDict(dictionary);
    // Others call the change of a filter between it and the real one undefined.
    blank.setFilterOnWrite(false);
    QPDFObjectHandle appearance = QPDFObjectHandle::newDictionary();
    appearance.replaceKey("/N", blank);
    field.replaceKey("/AP", appearance);
    if (place.stamp) {
        field.replaceKey(kStampKey, QPDFObjectHandle::newBool(true));
    }
    return field;
}

void add_fields(QPDF& pdf, Pages& pages, const IngestOptions& options) {
    std::vector<QPDFObjectHandle> fields = {add_field(pdf, pages.front(), kSealField, {})};
    std::set<int> slots;
    for (const FieldPlace& place : options.places) {
        if (!slots.insert(place.slot).second) {
            throw Error(ErrorKind::BadPlace, "slot " + std::to_string(place.slot) + " twice");
        }
        fields.push_back(add_signatory(pdf, pages, place));
    }
    fields.push_back(add_field(pdf, pages.front(), kTimestampField, {}));
    QPDFObjectHandle form = pdf.makeIndirectObject(QPDFObjectHandle::parse("<</SigFlags 3>>"));
    form.replaceKey("/Fields", QPDFObjectHandle::newArray(fields));
    if (!options.places.empty()) {
        QPDFObjectHandle fonts = QPDFObjectHandle::newDictionary();
        fonts.replaceKey(kSharedFont, embed_font(pdf, options.font_path));
        QPDFObjectHandle resources = QPDFObjectHandle::newDictionary();
        resources.replaceKey("/Font", fonts);
        form.replaceKey("/DR", resources);
    }
    pdf.getRoot().replaceKey("/AcroForm", form);
}

/// One revision, classic table, no object streams, nothing unreferenced.
Bytes write(QPDF& pdf) {
    QPDFWriter writer(pdf);
    writer.setOutputMemory();
    writer.setObjectStreamMode(qpdf_o_disable);
    writer.setDecodeLevel(qpdf_dl_none);
    writer.setPreserveEncryption(false);
    writer.setMinimumPDFVersion("1.7");
    // The identifier comes from the content, so that ingest can be repeated.
    writer.setDeterministicID(true);
    writer.write();
    const auto buffer = writer.getBufferSharedPointer();
    return {buffer->getBuffer(), buffer->getBuffer() + buffer->getSize()};
}

template <class AddFields>
Prepared rewrite(ByteView bytes, const IngestLimits& limits, const AddFields& add) try {
    Reader reader(bytes);
    QPDF& pdf = reader.pdf();
    if (pdf.getXRefTable().size() > static_cast<std::size_t>(limits.objects)) {
        throw Error(ErrorKind::TooManyObjects, std::to_string(pdf.getXRefTable().size()));
    }
    QPDFPageDocumentHelper document(pdf);
    const std::size_t count = document.getAllPages().size();
    if (count == 0) {
        throw Error(ErrorKind::NoPages, "an empty page tree");
    }
    if (count > static_cast<std::size_t>(limits.pages)) {
        throw Error(ErrorKind::TooManyPages, std::to_string(count));
    }
    document.pushInheritedAttributesToPage();
    refuse_signed(pdf);
    clean(pdf);
    Pages pages = document.getAllPages();
    add(pdf, pages);
    Prepared out{write(pdf), static_cast<int>(count)};
    // A damaged object reads as null: text would vanish without a word.
    if (const std::string complaints = reader.complaints(); !complaints.empty()) {
        throw Error(ErrorKind::Damaged, complaints);
    }
    return out;
} catch (const Error&) {
    throw;
} catch (const std::runtime_error& e) {
    throw Error(ErrorKind::Damaged, e.what());
} catch (const std::logic_error& e) {
    throw Error(ErrorKind::Damaged, e.what());
}

}  // namespace

std::string signatory_field(int slot) {
    return "Signataire" + std::to_string(slot);
}

Prepared prepare(ByteView pdf, const IngestOptions& options) {
    return rewrite(pdf, options.limits, [&](QPDF& document, Pages& pages) {
        add_fields(document, pages, options);
    });
}

Prepared clean_annex(ByteView pdf, const IngestLimits& limits) {
    return rewrite(pdf, limits, [](QPDF&, Pages&) {});
}

}  // namespace contreseing::documents::pdf
