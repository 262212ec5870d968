#pragma once

#include "documents/worker/child_process.hpp"
#include "documents/worker/protocol.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <semaphore>
#include <string>
#include <variant>
#include <vector>

namespace contreseing::documents::worker {

struct Cleaned {
    Bytes pdf;
    int pages = 0;
    std::vector<Loss> losses = {};  ///< of an annex: what a person must confirm before it is used
};

/// What a verification found, and its report: lines of printable text that end with the stable
/// word of the verdict. Written by a process that hostile bytes may have taken over.
struct Judged {
    Verdict verdict = Verdict::Undecided;
    std::string report;
};

struct Problem {
    Failure failure = Failure::WorkerCrashed;
    std::string detail;             ///< for logs, never for a page
    bool temporary = false;         ///< trying the same bytes again may help
    std::vector<Loss> losses = {};  ///< why, for `WouldLose`
};

/// Has hostile bytes read by `contreseing-worker`, and annexes compared with what became of them
/// by `contreseing-pictures`, one process per job, each confined as `ChildProcess` says. Whatever
/// the bytes do to it, an answer comes back. Safe to use from several threads.
class Client {
public:
    struct Options {
        std::filesystem::path program;  ///< `contreseing-worker`
        /// `contreseing-pictures`; empty for who reads no annex.
        std::filesystem::path pictures;
        /// Of appearances; empty for who only verifies.
        std::filesystem::path font = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
        /// Of either program. A third of an equal share: strangers' files may cost much, and people
        /// wait for acts.
        Limits limits{.niceness = 5};
        std::chrono::milliseconds time_out{30'000};  ///< of one job, wall clock
        std::chrono::milliseconds patience{30'000};  ///< for its turn
        int at_once = 2;
        std::size_t largest = kLargestUpload;  ///< bytes

        static constexpr std::size_t kLargestUpload = std::size_t{20} << 20;
    };

    /// Throws `std::system_error` when the program or the font is not there.
    explicit Client(Options options);

    /// The act itself: one revision, nothing active, an empty signature field per place
    /// (`Signataire<slot>`) and one for the seal (`Cachet`), a trial signature made and verified.
    [[nodiscard]] std::variant<Cleaned, Problem> ingest(
        ByteView pdf, const std::vector<Place>& places
    );
    /// An annex: cleaned and counted, no field added. What cleaning may have changed was drawn
    /// before and after, and is the same; what no page shows is listed.
    [[nodiscard]] std::variant<Cleaned, Problem> annex(ByteView pdf);
    /// The signatures of any file, as of `now` and under these roots (PEM).
    [[nodiscard]] std::variant<Judged, Problem> verify(
        ByteView pdf, const std::string& roots, std::chrono::sys_time<std::chrono::microseconds> now
    );

private:
    struct Reply {
        Answer answer;
        Bytes bytes;
    };
    [[nodiscard]] std::variant<Reply, Problem> run(const Request& request, ByteView pdf);
    [[nodiscard]] std::variant<Reply, Problem> converse(
        const Request& request, ByteView pdf, Deadline deadline
    );
    /// Nullopt when the pictures are the same.
    [[nodiscard]] std::optional<Problem> compare(
        const ComparisonRequest& request, ByteView before, ByteView after, Deadline deadline
    );
    [[nodiscard]] std::variant<Cleaned, Problem> cleaned(const Request& request, ByteView pdf);

    Options options_;
    std::counting_semaphore<> turns_;
};

}  // namespace contreseing::documents::worker
