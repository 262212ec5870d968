#pragma once

#include "documents/pdf/bytes.hpp"
#include "documents/pdf/geometry.hpp"
#include "documents/pdf/loss.hpp"

#include <string>
#include <vector>

namespace contreseing::documents::pdf {

/// Names of the fields that every prepared document has.
inline constexpr const char* kSealField = "Cachet";
inline constexpr const char* kTimestampField = "Horodatage";
/// Marks, in a field, that its place keeps room for a stamp.
inline constexpr const char* kStampKey = "/CtrgStamp";

/// `Signataire<slot>`.
[[nodiscard]] std::string signatory_field(int slot);

/// Where a signatory's field goes.
struct FieldPlace {
    int slot = 0;
    int page = 0;  ///< from 1
    Rect rect;     ///< points from the lower left corner of what the reader sees
    bool stamp = false;
};

struct IngestLimits {
    int pages = 2000;
    int objects = 300'000;
};

struct IngestOptions {
    std::vector<FieldPlace> places;
    /// TrueType file of the shared font, such as Debian's DejaVuSans.ttf; needed when there are
    /// places.
    std::string font_path;
    IngestLimits limits;
};

struct Prepared {
    Bytes pdf;
    int pages = 0;
};

struct CleanedAnnex {
    Bytes pdf;
    int pages = 0;
    /// What the cleaned file lacks, by page; empty when it says all that the original says.
    std::vector<Loss> losses;
    /// Pages whose picture must be compared with the original's before the file is used, from 1.
    std::vector<int> to_compare;
    /// The original's tables had to be guessed: another reader must draw it without a complaint.
    bool doubtful = false;
};

/// Rewrites a PDF as one revision that is safe to sign: decrypted when its password is empty, no
/// script, action, form, embedded file, hidden layer, sound or film, visible annotations drawn
/// into the page, unreferenced objects gone; then adds every signature field there will ever be
/// (`Cachet`, one `Signataire<slot>` per place, `Horodatage`). The same input gives the same bytes.
/// Throws `Error` for what it refuses (not_a_pdf, damaged, encrypted, no_pages, too_many_pages,
/// too_many_objects, already_signed, hidden_content, bad_place, bad_font).
[[nodiscard]] Prepared prepare(ByteView pdf, const IngestOptions& options);

/// The same cleaning for an annex, which gets no field. Faults of form in the file are repaired.
/// Throws `Error` as `prepare` does, and for what only some readers show (portfolio, xfa_form).
[[nodiscard]] CleanedAnnex clean_annex(ByteView pdf, const IngestLimits& limits = {});

}  // namespace contreseing::documents::pdf
