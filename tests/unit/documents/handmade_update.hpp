#pragma once

#include "crypto/digest.hpp"
#include "documents/pades/verify.hpp"
#include "documents/pdf/structure_check.hpp"
#include "documents/pdf/update.hpp"

#include <functional>
#include <string>
#include <vector>

namespace contreseing::tests {

/// An object of a file, found by what its body holds.
struct Found {
    int object = 0;
    std::string body;
};

/// `signed_convention` as text.
std::string signed_text();

/// The newest object whose body has `needle`.
Found object_with(const std::string& file, const std::string& needle);
/// The object that the page with the first signature place is drawn from.
int page_content(const std::string& file);
std::string reference(int object);

/// What an honest update would continue.
documents::pdf::Tail tail_of(const std::string& file);

/// `body` with `inside` added just before its closing brackets.
std::string with(const std::string& body, const std::string& inside);
/// `text` with the last `from` replaced; throws when there is none.
std::string replaced(std::string text, const std::string& from, const std::string& to);

/// `file` with one more honest revision that puts `body` at `object`.
std::string updated(const std::string& file, int object, const std::string& body);

/// An update written byte by byte, for what no honest writer writes.
class HandmadeUpdate {
public:
    explicit HandmadeUpdate(std::string file);

    int alloc() { return tail.next_object++; }
    /// Bytes as they are; their offset in the file comes back.
    std::size_t write(const std::string& bytes);
    /// An object that the section names, or does not.
    void object(int number, const std::string& body);
    std::size_t unlisted(int number, const std::string& body);
    /// An entry of its own subsection.
    void entry(std::size_t number, std::size_t offset, int generation = 0, char kind = 'n');
    /// Table and trailer alone, and where they are; for those who hide a second one.
    std::size_t table(const std::string& in_trailer);
    [[nodiscard]] std::size_t size() const { return file_.size(); }
    /// The file as it was written so far.
    std::string take() { return std::move(file_); }
    /// The whole file with a classic table.
    std::string finish(const std::string& in_trailer = {});
    /// The whole file with a cross-reference stream of these rows of /W[1 4 2].
    struct Row {
        int number, kind;
        std::size_t second, third;
    };
    std::string finish_stream(std::vector<Row> rows, const std::string& in_dictionary = {});

    documents::pdf::Tail tail;

private:
    std::string file_, rows_;
    std::vector<Row> listed_;
};

/// `N 0 obj` with the bytes of a stream.
std::string stream_body(const std::string& dictionary, const std::string& data);

/// Makes a CMS over the bytes that a signature covers.
using MakeCms = std::function<documents::pdf::Bytes(documents::pdf::ByteView covered)>;
/// A person's signature of `Signataire<slot>`, and a document time-stamp, by the test's authority.
MakeCms person(int slot);
MakeCms stamp(int minutes);

/// What a signature dictionary holds, before it is signed by `filled`.
std::string empty_signature(const std::string& in_dictionary = {});
std::string empty_timestamp();
/// `file`, whose last signature dictionary is one of these, signed.
std::string filled(std::string file, const MakeCms& make);

/// `file` with `field` signed by `make`, its dictionary holding `in_dictionary` too.
std::string signed_update(
    const std::string& file,
    const std::string& field,
    const MakeCms& make,
    const std::string& in_dictionary = {}
);

/// `file` with a document security store that grows by a certificate, a list and an answer.
std::string with_store(const std::string& file);
/// `file` with an archive time-stamp in `Horodatage`, or renewed in a new field of that name.
std::string archived(const std::string& file, const MakeCms& make = stamp(30));
std::string renewed(const std::string& file, const std::string& name, int minutes);
/// The same with new validation data in that revision.
std::string renewed_with_store(const std::string& file, const std::string& name, int minutes);

/// The verifier's judgement with the test's authority as only root.
documents::pades::Report judged(const std::string& file);
/// Every problem code of a report, each once.
std::vector<std::string> codes(const documents::pades::Report& report);
/// Refused, and for this reason.
void expect_rejected(const std::string& file, documents::pdf::StructureProblem expected);

}  // namespace contreseing::tests
