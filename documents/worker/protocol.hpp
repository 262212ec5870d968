#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::documents::worker {

/// Why the worker refused bytes, or could not read them.
enum class Failure : std::uint8_t {
    NotAPdf,
    Damaged,
    Encrypted,
    AlreadySigned,
    NoPages,
    TooManyPages,
    TooLarge,        ///< the bytes, the objects in them, or what they inflate to
    ActiveContent,   ///< hidden or active content that cannot be taken out
    Portfolio,       ///< a cover with other files behind it
    XfaForm,         ///< a form that a few readers only can show
    WouldLose,       ///< cleaned, it would no longer say what it says: `Answer::losses`
    BadPlace,        ///< a signature place outside its page
    CannotBeSigned,  ///< the trial signature failed
    WorkerCrashed,
    WorkerTimeout,
    WorkerBusy,
};

/// Stable names, for catalogues and logs: `not_a_pdf`, `worker_timeout`…
[[nodiscard]] std::string_view code(Failure failure) noexcept;
[[nodiscard]] std::optional<Failure> parse_failure(std::string_view code) noexcept;

/// Where a signatory's field goes, in points from the lower left corner of what the reader sees.
struct Place {
    int slot = 0;
    int page = 0;  ///< from 1
    double x = 0, y = 0, width = 0, height = 0;
    bool stamp = false;
    bool operator==(const Place&) const = default;
};

/// What a cleaned annex lacks. `kind` is `pdf::code(LossKind)`, a stable name for catalogues.
struct Loss {
    std::string kind;
    int page = 0;  ///< from 1; 0: the whole document
    int count = 1;
    bool operator==(const Loss&) const = default;
};

enum class Operation : std::uint8_t { Ingest, Annex, Verify };

/// First frame of a request; the second is the PDF.
struct Request {
    Operation operation = Operation::Annex;
    std::vector<Place> places;  ///< of an ingestion
    std::int64_t now = 0;       ///< of a verification: microseconds since 1970, UTC
    std::string roots;          ///< of a verification: the trusted certificates, PEM
    bool operator==(const Request&) const = default;
};
[[nodiscard]] std::string to_text(const Request& request);
[[nodiscard]] std::optional<Request> parse_request(std::string_view text);

/// What was found out about a signed file.
enum class Verdict : std::uint8_t { Accepted, Incomplete, Undecided, Failed };

/// First frame of a request to `contreseing-pictures`; the original and the cleaned PDF follow.
struct ComparisonRequest {
    std::vector<int> pages;  ///< from 1
    bool doubtful = false;   ///< refuse the original when poppler complains about it too
    bool operator==(const ComparisonRequest&) const = default;
};
[[nodiscard]] std::string to_text(const ComparisonRequest& request);
[[nodiscard]] std::optional<ComparisonRequest> parse_comparison(std::string_view text);

/// First frame of an answer; the second is the PDF, or the report of a verification; empty when it
/// failed.
struct Answer {
    int pages = 0;  ///< of what was cleaned
    std::optional<Verdict> verdict;
    std::optional<Failure> failure;
    std::string detail;                ///< printable ASCII, for logs
    std::vector<Loss> losses = {};     ///< why, for `WouldLose`; otherwise what a person must confirm
    std::vector<int> to_compare = {};  ///< pages whose pictures must still be compared, from 1
    bool doubtful = false;             ///< `ComparisonRequest::doubtful`
    bool operator==(const Answer&) const = default;
};
[[nodiscard]] std::string to_text(const Answer& answer);
[[nodiscard]] std::optional<Answer> parse_answer(std::string_view text);

}  // namespace contreseing::documents::worker
