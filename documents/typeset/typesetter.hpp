#pragma once

#include "documents/typeset/templates.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace contreseing::documents::typeset {

/// Where a signature goes: the border box of `<div class="signature-place" id="signature-<slot>">`,
/// in points from the lower left corner of the page.
struct Place {
    int slot = 0;
    int page = 0;  ///< from 1
    double x = 0, y = 0, width = 0, height = 0;
};

struct Typeset {
    std::vector<std::uint8_t> pdf;
    int pages = 0;
    std::vector<Place> places;  ///< in the order of the text
};

/// Warm processes that run `typesetter.py` without network, secrets or database
/// (`documents/worker/child_process.hpp`). Started when first needed and again when one died;
/// killed when a document takes too long. Safe to use from several threads.
class Typesetter {
public:
    struct Options {
        std::filesystem::path script;  ///< `typesetter.py`
        std::filesystem::path interpreter = "/usr/bin/python3";
        std::chrono::milliseconds time_out{20'000};  ///< of one document
        std::chrono::milliseconds patience{20'000};  ///< for a free process
        int processes = 1;
        int documents_per_process = 200;  ///< then a fresh one
    };

    explicit Typesetter(Options options);
    ~Typesetter();
    Typesetter(const Typesetter&) = delete;
    Typesetter& operator=(const Typesetter&) = delete;

    /// The same markup gives the same bytes. A process that dies is replaced and the document
    /// tried once more. Throws `Error{BadDocument, TimedOut, Crashed, CannotStart, Busy}`.
    [[nodiscard]] Typeset typeset(const Markup& markup);

    /// Process ids of those alive now, for whoever watches over them.
    [[nodiscard]] std::vector<int> process_ids() const;

private:
    class Pool;
    std::unique_ptr<Pool> pool_;
};

}  // namespace contreseing::documents::typeset
