#pragma once

// Private to this folder.

#include <qpdf/QPDF.hh>

namespace contreseing::documents::pdf {

/// Throws `Error{AlreadySigned}` when any object looks like a signature.
void refuse_signed(QPDF& pdf);

/// Removes whatever acts, hides or travels along; see `prepare`. Throws `Error{HiddenContent}`.
void clean(QPDF& pdf);

}  // namespace contreseing::documents::pdf
