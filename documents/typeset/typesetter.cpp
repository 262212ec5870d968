#include "documents/typeset/typesetter.hpp"

#include "documents/typeset/error.hpp"
#include "documents/worker/child_process.hpp"

#include <charconv>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace contreseing::documents::typeset {
namespace {

using worker::ChildProcess;
using Io = ChildProcess::Io;

constexpr std::uint32_t kLargestPdf = 64U << 20;
constexpr std::uint32_t kLargestList = 1U << 20;
constexpr std::uint64_t kAddressSpace = std::uint64_t{1} << 30;
// A warm process lives long: its deadline is the wall clock of each document, and this only
// catches one that escapes it.
constexpr std::uint32_t kProcessorSeconds = 600;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view text_of(const worker::Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The next word of `line`, taken off; empty at its end.
std::string_view next_word(std::string_view& line) {
    const auto end = line.find(' ');
    const auto word = line.substr(0, end);
    line.remove_prefix(end == line.npos ? line.size() : end + 1);
    return word;
}

template <class Number>
bool parse(std::string_view word, Number& into) {
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), into);
    return error == std::errc() && end == word.data() + word.size();
}

std::optional<std::vector<Place>> parse_places(std::string_view list) {
    std::vector<Place> places;
    while (!list.empty()) {
        const auto end = list.find('\n');
        auto line = list.substr(0, end);
        list.remove_prefix(end == list.npos ? list.size() : end + 1);
        Place place;
        if (!parse(next_word(line), place.slot) || !parse(next_word(line), place.page) ||
            !parse(next_word(line), place.x) || !parse(next_word(line), place.y) ||
            !parse(next_word(line), place.width) || !parse(next_word(line), place.height)) {
            return std::nullopt;
        }
        places.push_back(place);
    }
    return places;
}

/// nullopt: what came back is not an answer. Throws `Error{BadDocument}` when it is a refusal.
std::optional<Typeset> parse_answer(
    const worker::Bytes& status, worker::Bytes pdf, const worker::Bytes& list
) {
    auto words = text_of(status);
    const auto verdict = next_word(words);
    if (verdict == "error") {
        throw Error(ErrorKind::BadDocument, std::string(words.substr(0, 200)));
    }
    Typeset typeset;
    auto places = parse_places(text_of(list));
    if (verdict != "ok" || !parse(words, typeset.pages) || typeset.pages < 1 || !places ||
        !text_of(pdf).starts_with("%PDF-")) {
        return std::nullopt;
    }
    typeset.pdf = std::move(pdf);
    typeset.places = std::move(*places);
    return typeset;
}

struct Seat {
    std::unique_ptr<ChildProcess> process;
    int documents = 0;
    bool taken = false;
};

}  // namespace

class Typesetter::Pool {
public:
    explicit Pool(Options options)
        : options_(std::move(options)),
          seats_(static_cast<std::size_t>(std::max(1, options_.processes))) {}

    Typeset typeset(const Markup& markup) {
        Loan loan(*this);
        for (int attempt = 0; attempt < 2; ++attempt) {
            if (auto typeset = try_once(loan.seat, markup)) {
                return std::move(*typeset);
            }
        }
        throw Error(ErrorKind::Crashed, "the process died twice on one document");
    }

    std::vector<int> process_ids() {
        const std::lock_guard lock(mutex_);
        std::vector<int> ids;
        for (const auto& seat : seats_) {
            if (seat.process) {
                ids.push_back(seat.process->pid());
            }
        }
        return ids;
    }

private:
    /// The exclusive use of a seat for one document.
    struct Loan {
        explicit Loan(Pool& from) : pool(from), seat(from.take()) {}
        ~Loan() { pool.give_back(seat); }
        Loan(const Loan&) = delete;
        Loan& operator=(const Loan&) = delete;
        Pool& pool;
        Seat& seat;
    };

    Seat& take() {
        std::unique_lock lock(mutex_);
        Seat* free = nullptr;
        const bool found = freed_.wait_for(lock, options_.patience, [&] {
            for (auto& seat : seats_) {
                // A warm one first.
                if (!seat.taken && (free == nullptr || (!free->process && seat.process))) {
                    free = &seat;
                }
            }
            return free != nullptr;
        });
        if (!found) {
            throw Error(ErrorKind::Busy, "no process became free");
        }
        free->taken = true;
        return *free;
    }

    void give_back(Seat& seat) {
        {
            const std::lock_guard lock(mutex_);
            seat.taken = false;
        }
        freed_.notify_one();
    }

    ChildProcess& warm(Seat& seat) {
        if (seat.documents >= options_.documents_per_process) {
            retire(seat);
        }
        if (!seat.process) {
            try {
                // -I: no user site, no PYTHON* variables; -B: writes no byte code.
                const auto script = std::filesystem::absolute(options_.script).string();
                auto process = std::make_unique<ChildProcess>(
                    std::vector<std::string>{options_.interpreter.string(), "-I", "-B", script},
                    worker::Limits{kAddressSpace, kProcessorSeconds, 64, {script}}
                );
                const std::lock_guard lock(mutex_);
                seat.process = std::move(process);
                seat.documents = 0;
            } catch (const std::system_error& error) {
                throw Error(ErrorKind::CannotStart, error.what());
            }
        }
        ++seat.documents;
        return *seat.process;
    }

    void retire(Seat& seat) {
        std::unique_ptr<ChildProcess> gone;
        const std::lock_guard lock(mutex_);
        gone = std::exchange(seat.process, nullptr);
    }

    /// nullopt when the process broke; it is gone then.
    std::optional<Typeset> try_once(Seat& seat, const Markup& markup) {
        auto& process = warm(seat);
        const auto deadline = std::chrono::steady_clock::now() + options_.time_out;
        worker::Bytes status;
        worker::Bytes pdf;
        worker::Bytes list;
        auto io = process.send_frame(bytes_of(markup.html), deadline);
        if (io == Io::Done) {
            io = process.send_frame(bytes_of(markup.css), deadline);
        }
        if (io == Io::Done) {
            io = process.receive_frame(status, kLargestList, deadline);
        }
        if (io == Io::Done) {
            io = process.receive_frame(pdf, kLargestPdf, deadline);
        }
        if (io == Io::Done) {
            io = process.receive_frame(list, kLargestList, deadline);
        }
        if (io == Io::Done) {
            if (auto answer = parse_answer(status, std::move(pdf), list)) {
                return answer;
            }
        }
        retire(seat);
        if (io == Io::TimedOut) {
            throw Error(ErrorKind::TimedOut, "killed");
        }
        return std::nullopt;
    }

    const Options options_;
    mutable std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<Seat> seats_;
};

Typesetter::Typesetter(Options options) : pool_(std::make_unique<Pool>(std::move(options))) {}
Typesetter::~Typesetter() = default;

Typeset Typesetter::typeset(const Markup& markup) {
    return pool_->typeset(markup);
}

std::vector<int> Typesetter::process_ids() const {
    return pool_->process_ids();
}

}  // namespace contreseing::documents::typeset
