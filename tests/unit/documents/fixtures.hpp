#pragma once

#include "crypto/authority.hpp"
#include "documents/pades/sign.hpp"
#include "documents/pdf/ingest.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace contreseing::tests {

/// The font that Debian's fonts-dejavu-core installs.
inline constexpr const char* kFont = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

/// A file of tests/data/pdf.
documents::pdf::Bytes fixture(const std::string& name);

/// A small PDF written by hand: objects `1`, `2`… with these bodies, a classic table, `/Root 1 0
/// R`.
documents::pdf::Bytes handmade(const std::vector<std::string>& bodies);

/// The bodies of a one-page A4 document; what is added lands in the catalog and in the page.
std::vector<std::string> one_page(
    const std::string& in_catalog = {}, const std::string& in_page = {}
);

documents::pdf::Bytes bytes_of(const std::string& text);
std::string text_of(const documents::pdf::Bytes& bytes);

/// Three places on the last page of `convention.pdf`, the first with room for a stamp.
documents::pdf::IngestOptions three_places();

/// One authority for the whole run, in a folder that ends with it.
const crypto::Authority& authority();

/// 2026-03-12T09:00:00Z plus `minutes`.
crypto::Instant at(int minutes = 0);

/// When the tests verify: a day after everything was stamped.
inline const crypto::Instant kNow = at(24 * 60);

documents::pades::Bytes certified(const documents::pdf::Bytes& prepared);
/// `tip` signed in `Signataire<slot>` by a person of that number.
documents::pades::Bytes signed_by(const documents::pades::Bytes& tip, int slot);
/// `convention.pdf` prepared, sealed and signed by three.
const documents::pades::Bytes& signed_convention();

struct Ran {
    int status = -1;
    std::string output;  ///< standard output and error
};
/// Runs `command`, in which `{}` is replaced by a file that holds `bytes`.
Ran run_on(const documents::pdf::Bytes& bytes, std::string command);

}  // namespace contreseing::tests
