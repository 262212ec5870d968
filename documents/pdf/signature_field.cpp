#include "documents/pdf/signature_field.hpp"

#include "documents/pdf/error.hpp"
#include "documents/pdf/font.hpp"
#include "documents/pdf/geometry.hpp"
#include "documents/pdf/ingest.hpp"
#include "documents/pdf/reader.hpp"
#include "documents/pdf/text.hpp"
#include "documents/pdf/update.hpp"

#include <algorithm>
#include <qpdf/QPDFExc.hh>

namespace contreseing::documents::pdf {
namespace {

constexpr std::size_t kNumberWidth = 10;

std::string reference(int object) {
    return std::to_string(object) + " 0 R";
}

/// The signature dictionary up to the hole's opening bracket; the ByteRange is filled in later.
struct SignatureDictionary {
    std::string body;
    std::size_t range = 0, hole = 0, hole_end = 0;  ///< offsets in `body`
};

SignatureDictionary signature_dictionary(const SignatureOptions& options) {
    const bool timestamp = options.kind == SignatureKind::DocumentTimestamp;
    SignatureDictionary out;
    out.body = timestamp ? "<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161"
                         : "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached";
    out.body += "/ByteRange[";
    out.range = out.body.size();
    out.body.append(4 * (kNumberWidth + 1), ' ').append("]/Contents");
    out.hole = out.body.size();
    out.body.append("<").append(options.reserve * 2, '0').append(">");
    out.hole_end = out.body.size();
    if (timestamp) {
        out.body += ">>";
        return out;
    }
    out.body += "/M(" + pdf_date(options.at) + ")";
    if (!options.name.empty()) {
        out.body += "/Name" + text_string(options.name);
    }
    if (!options.reason.empty()) {
        out.body += "/Reason" + text_string(options.reason);
    }
    if (options.kind == SignatureKind::Certification) {
        out.body +=
            "/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams"
            "<</Type/TransformParams/P 2/V/1.2>>>>]";
    }
    out.body += ">>";
    return out;
}

/// The field's own placeholder tells box, orientation and whether a stamp has its place.
std::optional<int> put_appearance(
    Reader& reader, IncrementalUpdate& update, QPDFObjectHandle field, const Appearance& appearance
) {
    QPDFObjectHandle placeholder =
        field.hasKey("/AP") ? field.getKey("/AP").getKey("/N") : QPDFObjectHandle::newNull();
    QPDFObjectHandle form = reader.root().getKey("/AcroForm");
    QPDFObjectHandle font = form.getKey("/DR").getKeyIfDict("/Font").getKeyIfDict(kSharedFont);
    if (!placeholder.isStream() || !font.isIndirect()) {
        return std::nullopt;
    }
    QPDFObjectHandle dictionary = placeholder.getDict();
    const auto box = dictionary.getKey("/BBox").getArrayAsRectangle();
    const std::string content = appearance_content(
        appearance,
        {.width = box.urx - box.llx, .height = box.ury - box.lly, .stamp = field.hasKey(kStampKey)},
        read_widths(font)
    );
    const int object = update.alloc();
    update.put_stream(
        object,
        "/Type/XObject/Subtype/Form/BBox " + dictionary.getKey("/BBox").unparse() + "/Matrix " +
            dictionary.getKey("/Matrix").unparse() + "/Resources<</Font<</F " + font.unparse() +
            ">>>>",
        content
    );
    return object;
}

void write_number(std::string& text, std::size_t at, std::size_t value) {
    const std::string digits = std::to_string(value);
    text.replace(at, digits.size(), digits);
}

}  // namespace

PreparedSignature::PreparedSignature(std::string appended, std::size_t hole, std::size_t hole_end)
    : appended_(std::move(appended)), hole_(hole), hole_end_(hole_end) {}

ByteView PreparedSignature::before() const noexcept {
    return as_bytes(std::string_view(appended_).substr(0, hole_));
}

ByteView PreparedSignature::after() const noexcept {
    return as_bytes(std::string_view(appended_).substr(hole_end_));
}

Bytes PreparedSignature::embed(ByteView cms) && {
    const std::size_t room = (hole_end_ - hole_ - 2) / 2;
    if (cms.size() > room) {
        throw Error(
            ErrorKind::SignatureTooLarge,
            std::to_string(cms.size()) + " bytes for " + std::to_string(room)
        );
    }
    const std::string hex = hex_string(as_text(cms));
    appended_.replace(hole_ + 1, hex.size() - 2, hex, 1, hex.size() - 2);
    return {appended_.begin(), appended_.end()};
}

PreparedSignature prepare_signature(
    ByteView tip, const std::string& field_name, const SignatureOptions& options
) try {
    Reader reader(tip);
    QPDFObjectHandle field = reader.field(field_name);
    if (!field.isDictionary() || field.getKey("/FT").unparse() != "/Sig") {
        throw Error(ErrorKind::NoSuchField, field_name);
    }
    if (field.hasKey("/V")) {
        throw Error(ErrorKind::FieldAlreadySigned, field_name);
    }
    IncrementalUpdate update(reader.tail());
    const int signature = update.alloc();

    if (options.kind == SignatureKind::Certification) {
        update.put(
            reader.root().getObjectID(),
            open_dictionary(reader.root(), {"/Perms"}) + "/Perms<</DocMDP " + reference(signature) +
                ">>>>"
        );
    }
    std::string field_body = open_dictionary(field, {"/V", "/AP"}) + "/V " + reference(signature);
    const std::optional<int> drawn =
        options.appearance ? put_appearance(reader, update, field, *options.appearance)
                           : std::nullopt;
    if (drawn) {
        field_body += "/AP<</N " + reference(*drawn) + ">>";
    } else if (field.hasKey("/AP")) {
        field_body += "/AP " + field.getKey("/AP").unparse();
    }
    update.put(field.getObjectID(), field_body + ">>");

    const SignatureDictionary dictionary = signature_dictionary(options);
    const std::string object_head = std::to_string(signature) + " 0 obj\n";
    const std::size_t body_at = update.position() - tip.size() + object_head.size();
    update.put(signature, dictionary.body);
    std::string appended = update.finish(
        {reinterpret_cast<const char*>(options.file_id.data()), options.file_id.size()}
    );

    const std::size_t hole = body_at + dictionary.hole;
    const std::size_t hole_end = body_at + dictionary.hole_end;
    const std::array<std::size_t, 4> range = {
        0, tip.size() + hole, tip.size() + hole_end, appended.size() - hole_end};
    for (std::size_t i = 0; i < range.size(); ++i) {
        write_number(appended, body_at + dictionary.range + i * (kNumberWidth + 1), range[i]);
    }
    return {std::move(appended), hole, hole_end};
} catch (const QPDFExc& e) {
    throw Error(ErrorKind::Damaged, e.what());
}

}  // namespace contreseing::documents::pdf
