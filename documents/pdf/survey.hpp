#pragma once

// Private to this folder.

#include "documents/pdf/loss.hpp"

#include <qpdf/QPDF.hh>
#include <vector>

namespace contreseing::documents::pdf {

/// What `clean` would take away of a document that is still whole: each annotation and filled
/// field is drawn by its page, a link, or counted here, by page and kind.
[[nodiscard]] std::vector<Loss> survey(QPDF& pdf);

}  // namespace contreseing::documents::pdf
