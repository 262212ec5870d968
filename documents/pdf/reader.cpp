#include "documents/pdf/reader.hpp"

#include "documents/pdf/error.hpp"
#include "documents/pdf/inflation.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFXRefEntry.hh>

namespace contreseing::documents::pdf {
namespace {

constexpr std::size_t kHeaderWindow = 1024;
constexpr std::size_t kTailWindow = 1024;

/// libqpdf's words (11.3) for faults of form, from which nothing can be missing.
constexpr std::string_view kOtherSize = "reported number of objects";
constexpr std::string_view kFormal[] = {
    kOtherSize,
    "extraneous whitespace seen before xref",
    "dictionary has duplicated key",
    "/Type key should be /Page",
    "kid ",  // … appears more than once in the pages tree
    "expected endobj",
};

/// Its words for objects that it could not find or read.
constexpr std::string_view kLost[] = {"not found in file after", "loop "};

bool is_formal(const std::string& words) {
    return std::any_of(std::begin(kFormal), std::end(kFormal), [&](std::string_view formal) {
        return words.starts_with(formal);
    });
}

bool is_lost(const QPDFExc& complaint) {
    const std::string words = complaint.getMessageDetail();
    return complaint.getErrorCode() == qpdf_e_object ||
           std::any_of(std::begin(kLost), std::end(kLost), [&](std::string_view lost) {
               return words.find(lost) != std::string::npos;
           });
}

/// What a damaged file calls /Encrypt need not be one. Source: ISO 32000-1, table 20.
bool names_an_encryption(QPDFObjectHandle trailer) {
    return trailer.isDictionary() && trailer.getKey("/Encrypt").getKeyIfDict("/Filter").isName();
}

}  // namespace

Reader::Reader(ByteView bytes, Recovery recovery) : bytes_(bytes) {
    const std::string_view text = as_text(bytes);
    if (text.substr(0, kHeaderWindow).find("%PDF-") == std::string_view::npos) {
        throw Error(ErrorKind::NotAPdf, "no %PDF- header");
    }
    refuse_inflation(bytes);
    pdf_.setAttemptRecovery(recovery == Recovery::Attempted);
    pdf_.setSuppressWarnings(true);
    try {
        pdf_.processMemoryFile("pdf", text.data(), text.size());
        if (!pdf_.getRoot().isDictionary()) {
            throw Error(ErrorKind::Damaged, "no catalog");
        }
    } catch (const QPDFExc& e) {
        const bool locked =
            e.getErrorCode() == qpdf_e_password ||
            (e.getErrorCode() == qpdf_e_unsupported && names_an_encryption(pdf_.getTrailer()));
        throw Error(locked ? ErrorKind::Encrypted : ErrorKind::Damaged, e.what());
    } catch (const std::logic_error& e) {
        throw Error(ErrorKind::Damaged, e.what());
    }
}

Tail Reader::tail() {
    Tail tail;
    tail.size = bytes_.size();
    tail.ends_with_newline = !bytes_.empty() && (bytes_.back() == '\n' || bytes_.back() == '\r');
    tail.last_xref = last_startxref(bytes_);
    if (tail.last_xref == 0 || tail.last_xref >= bytes_.size()) {
        throw Error(ErrorKind::Damaged, "no usable startxref");
    }
    tail.xref_is_stream = as_text(bytes_.subspan(tail.last_xref)).substr(0, 4) != "xref";
    QPDFObjectHandle trailer = pdf_.getTrailer();
    // getObjectCount() would resolve every object: 6 ms instead of nothing.
    const auto table = pdf_.getXRefTable();
    tail.next_object = table.empty() ? 1 : table.rbegin()->first.getObj() + 1;
    if (trailer.getKey("/Size").isInteger()) {
        tail.next_object = std::max(tail.next_object, trailer.getKey("/Size").getIntValueAsInt());
    }
    tail.root = pdf_.getRoot().unparse();
    if (trailer.getKey("/Info").isIndirect()) {
        tail.info = trailer.getKey("/Info").unparse();
    }
    if (QPDFObjectHandle id = trailer.getKey("/ID"); id.isArray() && id.getArrayNItems() == 2) {
        tail.first_id = id.getArrayItem(0).unparse();
    }
    return tail;
}

QPDFObjectHandle Reader::field(const std::string& name) {
    QPDFObjectHandle form = root().getKey("/AcroForm");
    QPDFObjectHandle fields = form.isDictionary() ? form.getKey("/Fields") : form;
    if (!fields.isArray()) {
        return QPDFObjectHandle::newNull();
    }
    for (int i = 0; i < fields.getArrayNItems(); ++i) {
        QPDFObjectHandle field = fields.getArrayItem(i);
        if (field.isDictionary() && field.isIndirect() && field.getKey("/T").isString() &&
            field.getKey("/T").getUTF8Value() == name) {
            return field;
        }
    }
    return QPDFObjectHandle::newNull();
}

std::string Reader::complaints() const {
    if (!pdf_.anyWarnings()) {
        return {};
    }
    // getWarnings() empties libqpdf's list; a copy keeps anyWarnings() true for the next caller.
    return "libqpdf reported " + std::to_string(pdf_.numWarnings()) + " problem(s)";
}

bool Reader::announces_every_object() {
    const auto table = pdf_.getXRefTable();
    QPDFObjectHandle size = pdf_.getTrailer().getKey("/Size");
    return table.empty() ||
           (size.isInteger() && size.getIntValue() > table.rbegin()->first.getObj());
}

bool Reader::complains_beside_room() {
    const auto complaints = pdf_.getWarnings();
    return std::any_of(complaints.begin(), complaints.end(), [this](const QPDFExc& complaint) {
        return !complaint.getMessageDetail().starts_with(kOtherSize) || !announces_every_object();
    });
}

Trust Reader::trust() {
    auto trust = Trust::Sound;
    for (const QPDFExc& complaint : pdf_.getWarnings()) {
        if (is_lost(complaint)) {
            return Trust::Lost;
        }
        if (!is_formal(complaint.getMessageDetail())) {
            trust = Trust::Doubtful;
        }
    }
    return trust;
}

std::size_t last_startxref(ByteView bytes) noexcept {
    const std::string_view text = as_text(bytes);
    const std::string_view end = text.substr(text.size() - std::min(text.size(), kTailWindow));
    const std::size_t keyword = end.rfind("startxref");
    if (keyword == std::string_view::npos) {
        return 0;
    }
    std::size_t at = keyword + 9;
    while (at < end.size() && (end[at] == ' ' || end[at] == '\r' || end[at] == '\n')) {
        ++at;
    }
    std::size_t value = 0;
    const auto [stop, error] = std::from_chars(end.data() + at, end.data() + end.size(), value);
    return error == std::errc() ? value : 0;
}

std::string open_dictionary(
    QPDFObjectHandle dictionary, std::initializer_list<std::string_view> left_out
) {
    std::string out = "<<";
    for (const auto& [key, value] : dictionary.getDictAsMap()) {
        if (std::find(left_out.begin(), left_out.end(), key) == left_out.end()) {
            out += key + " " + QPDFObjectHandle(value).unparse() + " ";
        }
    }
    return out;
}

}  // namespace contreseing::documents::pdf
