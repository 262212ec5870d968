#pragma once

#include "documents/pdf/bytes.hpp"

#include <string>
#include <vector>

namespace contreseing::tests {

/// An annex made by hand, and what must be answered for it.
struct AnnexCase {
    std::string name;
    documents::pdf::Bytes pdf;
    /// `taken`, or the code of the refusal, or `to_confirm`; then each loss: ` kind page count`.
    std::string answer;
    /// What MuPDF does otherwise than the standard wants; empty: its picture judges the answer.
    std::string mupdf = {};
};

/// One case of each kind of annotation, field, attachment, name, signature and damage.
std::vector<AnnexCase> annex_cases();

}  // namespace contreseing::tests
