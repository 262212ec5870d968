#include "documents/pdf/ingest.hpp"

#include "documents/pdf/cleaning.hpp"
#include "documents/pdf/error.hpp"
#include "documents/pdf/font.hpp"
#include "documents/pdf/reader.hpp"
#include "documents/pdf/survey.hpp"
#include "documents/pdf/text.hpp"

#include <algorithm>
#include <numeric>
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

/// One revision, classic table, no object streams, nothing unreferenced. `data`: whether streams
/// are compressed, or copied as they are.
Bytes write(QPDF& pdf, qpdf_stream_data_e data) {
    QPDFWriter writer(pdf);
    writer.setOutputMemory();
    writer.setObjectStreamMode(qpdf_o_disable);
    writer.setStreamDataMode(data);
    writer.setDecodeLevel(qpdf_dl_none);
    writer.setPreserveEncryption(false);
    writer.setMinimumPDFVersion("1.7");
    // The identifier comes from the content, so that ingest can be repeated.
    writer.setDeterministicID(true);
    writer.write();
    const auto buffer = writer.getBufferSharedPointer();
    return {buffer->getBuffer(), buffer->getBuffer() + buffer->getSize()};
}

/// The pages of a document that may be read on. Throws `Error`.
Pages open_pages(QPDF& pdf, const IngestLimits& limits) {
    if (pdf.getXRefTable().size() > static_cast<std::size_t>(limits.objects)) {
        throw Error(ErrorKind::TooManyObjects, std::to_string(pdf.getXRefTable().size()));
    }
    QPDFPageDocumentHelper document(pdf);
    Pages pages = document.getAllPages();
    if (pages.empty()) {
        throw Error(ErrorKind::NoPages, "an empty page tree");
    }
    if (pages.size() > static_cast<std::size_t>(limits.pages)) {
        throw Error(ErrorKind::TooManyPages, std::to_string(pages.size()));
    }
    document.pushInheritedAttributesToPage();
    return pages;
}

/// Runs `job`; whatever libqpdf throws is `Error{Damaged}`.
template <class Job>
auto reading(const Job& job) try {
    return job();
} catch (const Error&) {
    throw;
} catch (const std::runtime_error& e) {
    throw Error(ErrorKind::Damaged, e.what());
} catch (const std::logic_error& e) {
    throw Error(ErrorKind::Damaged, e.what());
}

/// Throws `Error{HiddenContent}` for what a page would no longer say.
void refuse_losses(const std::vector<Loss>& losses) {
    for (const Loss& loss : losses) {
        if (!may_be_confirmed(loss.kind)) {
            throw Error(
                ErrorKind::HiddenContent,
                std::string(code(loss.kind)) + " on page " + std::to_string(loss.page)
            );
        }
    }
}

/// Without what a mailer, a web server or a disk left behind the end.
ByteView without_tail(ByteView bytes) {
    const std::string_view text = as_text(bytes);
    const std::size_t end = text.rfind("%%EOF");
    // A later revision may lack its mark.
    return end == std::string_view::npos || text.find("startxref", end) != std::string_view::npos
               ? bytes
               : bytes.first(end + 5);
}

/// Writes into each node of the page tree how many pages are below it: some readers believe what
/// it says. libqpdf has walked the tree and found no loop. Throws `Error{Damaged}` where a node
/// says fewer, since some readers never showed the others.
int correct_counts(QPDFObjectHandle node) {
    QPDFObjectHandle kids = node.getKey("/Kids");
    if (!kids.isArray()) {
        return 1;
    }
    int pages = 0;
    for (const QPDFObjectHandle& kid : kids.getArrayAsVector()) {
        pages += correct_counts(kid);
    }
    QPDFObjectHandle said = node.getKey("/Count");
    if (said.isInteger() && said.getIntValue() < pages) {
        throw Error(ErrorKind::Damaged, "/Count hides pages from some readers");
    }
    node.replaceKey("/Count", QPDFObjectHandle::newInteger(pages));
    return pages;
}

CleanedAnnex clean_and_survey(ByteView bytes, const IngestLimits& limits) {
    Reader reader(without_tail(bytes), Recovery::Attempted);
    QPDF& pdf = reader.pdf();
    CleanedAnnex out;
    out.pages = static_cast<int>(open_pages(pdf, limits).size());
    correct_counts(pdf.getRoot().getKey("/Pages"));
    refuse_forms_of_one_reader(pdf);
    refuse_signed(pdf);
    out.losses = survey(pdf);
    Cleaning cleaning = clean(pdf);
    // Compressing a foreign stream may inflate it first, to gigabytes.
    out.pdf = write(pdf, qpdf_s_preserve);
    const Trust trust = reader.trust();
    if (trust == Trust::Lost) {
        throw Error(ErrorKind::Damaged, "an object is missing or cannot be read");
    }
    out.doubtful = trust == Trust::Doubtful;
    out.to_compare = std::move(cleaning.redrawn);
    if (out.doubtful || cleaning.drawing_touched) {
        out.to_compare.resize(static_cast<std::size_t>(out.pages));
        std::iota(out.to_compare.begin(), out.to_compare.end(), 1);
    }
    return out;
}

}  // namespace

std::string signatory_field(int slot) {
    return "Signataire" + std::to_string(slot);
}

Prepared prepare(ByteView bytes, const IngestOptions& options) {
    return reading([&] {
        Reader reader(bytes);
        QPDF& pdf = reader.pdf();
        Pages pages = open_pages(pdf, options.limits);
        refuse_signed(pdf);
        refuse_losses(survey(pdf));
        clean(pdf);
        add_fields(pdf, pages, options);
        Prepared out{write(pdf, qpdf_s_compress), static_cast<int>(pages.size())};
        // A damaged object reads as null: text would vanish without a word.
        if (const std::string complaints = reader.complaints(); !complaints.empty()) {
            throw Error(ErrorKind::Damaged, complaints);
        }
        return out;
    });
}

CleanedAnnex clean_annex(ByteView bytes, const IngestLimits& limits) {
    return reading([&] { return clean_and_survey(bytes, limits); });
}

}  // namespace contreseing::documents::pdf
