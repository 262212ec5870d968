#include "tests/unit/documents/handmade_update.hpp"

#include "crypto/openssl_ptr.hpp"
#include "tests/unit/documents/fixtures.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <stdexcept>

#include <gtest/gtest.h>
#include <openssl/ocsp.h>

namespace contreseing::tests {

using documents::pdf::Bytes;
using documents::pdf::ByteView;
using documents::pdf::IncrementalUpdate;
using documents::pdf::StructureProblem;
using documents::pdf::Tail;

namespace {

constexpr std::size_t kRoom = 8192;

std::size_t number_after(const std::string& file, const std::string& keyword) {
    return std::stoul(file.substr(file.rfind(keyword) + keyword.size()));
}

/// A list that anybody could have made: whom it speaks of is not the verifier's question.
std::string revocation_list() {
    const auto& signer = authority().seal();
    const crypto::OpenSslPtr<X509_CRL, X509_CRL_free> list(X509_CRL_new());
    const crypto::OpenSslPtr<ASN1_TIME, ASN1_TIME_free> now(ASN1_TIME_set(nullptr, 1'770'000'000));
    X509_CRL_set_version(list.get(), 1);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(signer.certificate.handle()));
    X509_CRL_set1_lastUpdate(list.get(), now.get());
    X509_CRL_set1_nextUpdate(list.get(), now.get());
    X509_CRL_sign(list.get(), signer.key.handle(), EVP_sha256());
    return text_of(crypto::to_der(list.get(), i2d_X509_CRL, "i2d_X509_CRL"));
}

std::string ocsp_answer() {
    const crypto::OpenSslPtr<OCSP_RESPONSE, OCSP_RESPONSE_free> answer(
        OCSP_response_create(OCSP_RESPONSE_STATUS_TRYLATER, nullptr)
    );
    return text_of(crypto::to_der(answer.get(), i2d_OCSP_RESPONSE, "i2d_OCSP_RESPONSE"));
}

/// A field that shows nothing and holds a document time-stamp, in form and page.
void put_renewal(IncrementalUpdate& update, const std::string& file, const std::string& name) {
    const Found form = object_with(file, "/SigFlags 3");
    const Found page = object_with(file, "/Type /Page ");
    const int field = update.alloc();
    const int token = update.alloc();
    const std::string first = reference(field) + " ";
    update.put(form.object, replaced(form.body, "/Fields [ ", "/Fields [ " + first));
    update.put(
        page.object,
        page.body.find("/Annots [ ") == std::string::npos
            ? with(page.body, "/Annots [ " + first + "]")
            : replaced(page.body, "/Annots [ ", "/Annots [ " + first)
    );
    update.put(
        field,
        "<</FT/Sig/T(" + name + ")/Type/Annot/Subtype/Widget/F 132/Rect[0 0 0 0]/P " +
            reference(page.object) + "/V " + reference(token) + ">>"
    );
    update.put(token, empty_timestamp());
}

std::string dictionary_of_signature(const std::string& head, const std::string& tail) {
    return "<<" + head + "/ByteRange[0 ########## ########## ##########]/Contents<" +
           std::string(2 * kRoom, '0') + ">" + tail + ">>";
}

}  // namespace

std::string signed_text() {
    return text_of(signed_convention());
}

Found object_with(const std::string& file, const std::string& needle) {
    std::size_t hit = file.rfind(needle);
    if (hit == std::string::npos) {
        // Others write a key and its string without a blank.
        std::string close = needle;
        if (const std::size_t blank = close.find(" ("); blank != std::string::npos) {
            close.erase(blank, 1);
        }
        hit = file.rfind(close);
    }
    if (hit == std::string::npos) {
        throw std::runtime_error("no object with " + needle);
    }
    const std::size_t head = file.rfind(" 0 obj\n", hit);
    std::size_t digits = head;
    while (digits > 0 && std::isdigit(static_cast<unsigned char>(file[digits - 1])) != 0) {
        --digits;
    }
    const std::size_t end = file.find("\nendobj", hit);
    return {std::stoi(file.substr(digits)), file.substr(head + 7, end - head - 7)};
}

int page_content(const std::string& file) {
    const std::string page = object_with(file, "/Type /Page ").body;
    return std::stoi(page.substr(page.find("/Contents ") + 10));
}

std::string reference(int object) {
    return std::to_string(object) + " 0 R";
}

Tail tail_of(const std::string& file) {
    Tail tail;
    tail.size = file.size();
    tail.last_xref = number_after(file, "startxref\n");
    tail.xref_is_stream = file.compare(tail.last_xref, 4, "xref") != 0;
    tail.next_object = static_cast<int>(number_after(file, "/Size "));
    tail.root = reference(static_cast<int>(number_after(file, "/Root ")));
    if (file.find("/Info ") != std::string::npos) {
        tail.info = reference(static_cast<int>(number_after(file, "/Info ")));
    }
    return tail;
}

std::string with(const std::string& body, const std::string& inside) {
    return body.substr(0, body.rfind(">>")) + inside + ">>";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.rfind(from);
    if (at == std::string::npos) {
        throw std::runtime_error("nothing to replace: " + from);
    }
    return text.replace(at, from.size(), to);
}

std::string updated(const std::string& file, int object, const std::string& body) {
    IncrementalUpdate update(tail_of(file));
    update.put(object, body);
    return file + update.finish("0123456789abcdef");
}

HandmadeUpdate::HandmadeUpdate(std::string file) : tail(tail_of(file)), file_(std::move(file)) {}

std::size_t HandmadeUpdate::write(const std::string& bytes) {
    const std::size_t at = file_.size();
    file_ += bytes;
    return at;
}

std::size_t HandmadeUpdate::unlisted(int number, const std::string& body) {
    return write(std::to_string(number) + " 0 obj\n" + body + "\nendobj\n");
}

void HandmadeUpdate::object(int number, const std::string& body) {
    const std::size_t at = unlisted(number, body);
    listed_.push_back({number, 1, at, 0});
    entry(static_cast<std::size_t>(number), at);
}

void HandmadeUpdate::entry(std::size_t number, std::size_t offset, int generation, char kind) {
    char row[64];
    std::snprintf(row, sizeof row, "%zu 1\n%010zu %05d %c\r\n", number, offset, generation, kind);
    rows_ += row;
}

std::size_t HandmadeUpdate::table(const std::string& in_trailer) {
    return write(
        "xref\n" + (rows_.empty() ? "0 0\n" : rows_) + "trailer\n<</Root " + tail.root +
        (tail.info.empty() ? "" : "/Info " + tail.info) + in_trailer + ">>\n"
    );
}

std::string HandmadeUpdate::finish(const std::string& in_trailer) {
    const auto has = [&](const char* key) { return in_trailer.find(key) != std::string::npos; };
    const std::size_t at = table(
        (has("/Size") ? "" : "/Size " + std::to_string(tail.next_object)) +
        (has("/Prev") ? "" : "/Prev " + std::to_string(tail.last_xref)) + in_trailer
    );
    write("startxref\n" + std::to_string(at) + "\n%%EOF\n");
    return std::move(file_);
}

std::string HandmadeUpdate::finish_stream(std::vector<Row> rows, const std::string& in_dictionary) {
    const int self = alloc();
    const std::size_t at = file_.size();
    rows.insert(rows.begin(), listed_.begin(), listed_.end());
    rows.push_back({self, 1, at, 0});
    std::string index, data;
    for (const Row& row : rows) {
        index += std::to_string(row.number) + " 1 ";
        data += static_cast<char>(row.kind);
        for (unsigned shift = 32; shift > 0; shift -= 8) {
            data += static_cast<char>((row.second >> (shift - 8)) & 0xFFU);
        }
        data += static_cast<char>((row.third >> 8U) & 0xFFU);
        data += static_cast<char>(row.third & 0xFFU);
    }
    unlisted(
        self,
        stream_body(
            "/Type/XRef/W[1 4 2]/Index[" + index + "]/Size " + std::to_string(tail.next_object) +
                "/Prev " + std::to_string(tail.last_xref) + "/Root " + tail.root +
                (tail.info.empty() ? "" : "/Info " + tail.info) + in_dictionary,
            data
        )
    );
    write("startxref\n" + std::to_string(at) + "\n%%EOF\n");
    return std::move(file_);
}

std::string stream_body(const std::string& dictionary, const std::string& data) {
    return "<<" + dictionary + "/Length " + std::to_string(data.size()) + ">>\nstream\n" + data +
           "\nendstream";
}

MakeCms person(int slot) {
    return [slot](ByteView covered) {
        const crypto::Instant now = at(slot);
        const auto identity = authority().issue_single_use(
            {"Prénom Nom " + std::to_string(slot), "Maire", "Commune de Saint-Œuvre"}, now
        );
        return crypto::sign_detached(
            crypto::sha256(covered),
            identity,
            documents::pades::stamps_of(authority().timestamps(), now)
        );
    };
}

MakeCms stamp(int minutes) {
    return [minutes](ByteView covered) {
        return authority().timestamps().stamp(crypto::sha256(covered), at(minutes));
    };
}

std::string empty_signature(const std::string& in_dictionary) {
    return dictionary_of_signature(
        "/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached",
        "/M(D:20260312090000Z)" + in_dictionary
    );
}

std::string empty_timestamp() {
    return dictionary_of_signature(
        "/Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161", ""
    );
}

std::string filled(std::string file, const MakeCms& make) {
    const std::size_t range = file.rfind("/ByteRange[0 ####");
    const std::size_t hole = file.find("/Contents<", range) + 9;
    const std::size_t end = hole + 2 * kRoom + 2;
    char numbers[40];
    std::snprintf(numbers, sizeof numbers, "%010zu %010zu %010zu", hole, end, file.size() - end);
    file.replace(range + 13, 32, numbers);
    const Bytes cms = make(bytes_of(file.substr(0, hole) + file.substr(end)));
    const std::string hex = documents::pdf::hex_string(text_of(cms));
    file.replace(hole + 1, hex.size() - 2, hex.substr(1, hex.size() - 2));
    return file;
}

std::string signed_update(
    const std::string& file,
    const std::string& field,
    const MakeCms& make,
    const std::string& in_dictionary
) {
    const Found found = object_with(file, "/T (" + field + ")");
    IncrementalUpdate update(tail_of(file));
    const int signature = update.alloc();
    update.put(found.object, with(found.body, "/V " + reference(signature)));
    update.put(signature, empty_signature(in_dictionary));
    return filled(file + update.finish("x"), make);
}

std::string with_store(const std::string& file) {
    const Found catalog = object_with(file, "/Type /Catalog");
    IncrementalUpdate update(tail_of(file));
    const auto put = [&](const std::string& der) {
        const int object = update.alloc();
        update.put_stream(object, "", der);
        return " " + reference(object);
    };
    std::string arrays[3];
    const std::string before =
        catalog.body.find("/DSS") == std::string::npos ? "" : object_with(file, "/Type/DSS").body;
    for (const char* key : {"/Certs[", "/CRLs[", "/OCSPs["}) {
        const std::size_t at = before.find(key);
        auto& array = arrays[key[2] == 'e' ? 0 : key[2] == 'R' ? 1 : 2];
        if (at != std::string::npos) {
            const std::size_t start = before.find('[', at) + 1;
            array = before.substr(start, before.find(']', start) - start);
        }
    }
    arrays[0] += put(text_of(authority().seal().certificate.der()));
    arrays[0] += put(text_of(authority().roots().front().der()));
    arrays[1] += put(revocation_list());
    arrays[2] += put(ocsp_answer());
    const std::string store =
        "<</Type/DSS/Certs[" + arrays[0] + "]/CRLs[" + arrays[1] + "]/OCSPs[" + arrays[2] + "]>>";
    if (before.empty()) {
        const int object = update.alloc();
        update.put(object, store);
        update.put(catalog.object, with(catalog.body, "/DSS " + reference(object)));
    } else {
        update.put(object_with(file, "/Type/DSS").object, store);
    }
    return file + update.finish("x");
}

std::string archived(const std::string& file, const MakeCms& make) {
    const Found field = object_with(file, "/T (Horodatage)");
    IncrementalUpdate update(tail_of(file));
    const int token = update.alloc();
    update.put(field.object, with(field.body, "/V " + reference(token)));
    update.put(token, empty_timestamp());
    return filled(file + update.finish("x"), make);
}

std::string renewed_with_store(const std::string& file, const std::string& name, int minutes) {
    const Found catalog = object_with(file, "/Type /Catalog");
    IncrementalUpdate update(tail_of(file));
    const int certificate = update.alloc();
    update.put_stream(certificate, "", text_of(authority().roots().front().der()));
    update.put(
        catalog.object, with(catalog.body, "/DSS<</Certs[" + reference(certificate) + "]>>")
    );
    put_renewal(update, file, name);
    return filled(file + update.finish("x"), stamp(minutes));
}

std::string renewed(const std::string& file, const std::string& name, int minutes) {
    IncrementalUpdate update(tail_of(file));
    put_renewal(update, file, name);
    return filled(file + update.finish("x"), stamp(minutes));
}

documents::pades::Report judged(const std::string& file) {
    return documents::pades::verify(bytes_of(file), authority().roots(), kNow);
}

std::vector<std::string> codes(const documents::pades::Report& report) {
    std::set<std::string> all;
    for (const auto& problem : report.problems) {
        all.insert(problem.code);
    }
    for (const auto& verdict : report.signatures) {
        for (const auto& problem : verdict.problems) {
            all.insert(problem.code);
        }
    }
    return {all.begin(), all.end()};
}

void expect_rejected(const std::string& file, StructureProblem expected) {
    const auto report = judged(file);
    EXPECT_FALSE(report.accepted());
    const std::vector<std::string> found = codes(report);
    const std::string code(documents::pdf::code(expected));
    EXPECT_NE(std::find(found.begin(), found.end(), code), found.end())
        << "expected " << code << "\n"
        << plain_text(report);
}

}  // namespace contreseing::tests
