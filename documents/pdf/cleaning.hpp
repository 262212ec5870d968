#pragma once

// Private to this folder.

#include <qpdf/QPDF.hh>
#include <vector>

namespace contreseing::documents::pdf {

/// Throws `Error{AlreadySigned}` when any object looks like a signature that somebody made.
void refuse_signed(QPDF& pdf);

/// Throws `Error{Portfolio, XfaForm}` for what most readers show the cover of only.
void refuse_forms_of_one_reader(QPDF& pdf);

/// Where cleaning may have changed what a page shows.
struct Cleaning {
    std::vector<int> redrawn;      ///< pages whose annotations and fields were drawn, from 1
    bool drawing_touched = false;  ///< a drawing itself lost something, or lacks it
};

/// Removes whatever acts, hides or travels along; see `prepare`. Throws `Error{HiddenContent}`.
Cleaning clean(QPDF& pdf);

}  // namespace contreseing::documents::pdf
