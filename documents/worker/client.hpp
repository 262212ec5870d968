#pragma once

#include "documents/worker/child_process.hpp"
#include "documents/worker/protocol.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <semaphore>
#include <string>
#include <variant>
#include <vector>

namespace contreseing::documents::worker {

struct Cleaned {
    Bytes pdf;
    int pages = 0;
};

/// What a verification found, and its report: lines of printable text that end with the stable
/// word of the verdict. Written by a process that hostile bytes may have taken over.
struct Judged {
    Verdict verdict = Verdict::Undecided;
    std::string report;
};

struct Problem {
    Failure failure = Failure::WorkerCrashed;
    std::string detail;      ///< for logs, never for a page
    bool temporary = false;  ///< trying the same bytes again may help
};

/// Has hostile bytes read by `contreseing-worker`, one process per job, each confined as
/// `ChildProcess` says. Whatever the bytes do to it, an answer comes back. Safe to use from
/// several threads.
class Client {
public:
    struct Options {
        std::filesystem::path program;  ///< `contreseing-worker`
        /// Of appearances; empty for who only verifies.
        std::filesystem::path font = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
        /// A third of an equal share: strangers' files may cost much, and people wait for acts.
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
    /// An annex: cleaned and counted, no field added.
    [[nodiscard]] std::variant<Cleaned, Problem> annex(ByteView pdf);
    /// The signatures of any file, as of `now` and under one root (PEM).
    [[nodiscard]] std::variant<Judged, Problem> verify(
        ByteView pdf, const std::string& root, std::chrono::sys_time<std::chrono::microseconds> now
    );

private:
    struct Reply {
        Answer answer;
        Bytes bytes;
    };
    [[nodiscard]] std::variant<Reply, Problem> run(const Request& request, ByteView pdf);
    [[nodiscard]] std::variant<Reply, Problem> converse(const Request& request, ByteView pdf);
    [[nodiscard]] std::variant<Cleaned, Problem> cleaned(const Request& request, ByteView pdf);

    Options options_;
    std::counting_semaphore<> turns_;
};

}  // namespace contreseing::documents::worker
