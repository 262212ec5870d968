#include "documents/worker/client.hpp"

#include "documents/worker/frame.hpp"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace contreseing::documents::worker {
namespace {

using Io = ChildProcess::Io;

constexpr std::uint32_t kLongestAnswer = 1024;

ByteView bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view text_of(const Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void require(const std::filesystem::path& file, int mode) {
    if (::access(file.c_str(), mode) != 0) {
        throw std::system_error(errno, std::generic_category(), file.string());
    }
}

Problem broken(ChildProcess& process, Io io) {
    if (io == Io::TimedOut) {
        return {Failure::WorkerTimeout, "no answer in time", true};
    }
    return process.end() == ChildProcess::Ending::OutOfTime
               ? Problem{Failure::WorkerTimeout, "used up its processor time", false}
               : Problem{Failure::WorkerCrashed, "died or answered nonsense", false};
}

}  // namespace

Client::Client(Options options)
    : options_(std::move(options)), turns_(std::max(1, options_.at_once)) {
    require(options_.program, X_OK);
    require(options_.font, R_OK);
    options_.program = std::filesystem::absolute(options_.program);
    options_.limits.readable.push_back(options_.font.string());
}

std::variant<Cleaned, Problem> Client::ingest(ByteView pdf, const std::vector<Place>& places) {
    return run({Operation::Ingest, places}, pdf);
}

std::variant<Cleaned, Problem> Client::annex(ByteView pdf) {
    return run({Operation::Annex, {}}, pdf);
}

std::variant<Cleaned, Problem> Client::run(const Request& request, ByteView pdf) {
    if (pdf.size() > std::min<std::size_t>(options_.largest, kLongestFrame)) {
        return Problem{Failure::TooLarge, std::to_string(pdf.size()) + " bytes", false};
    }
    if (!turns_.try_acquire_for(options_.patience)) {
        return Problem{Failure::WorkerBusy, "no turn in time", true};
    }
    struct Turn {
        std::counting_semaphore<>& turns;
        ~Turn() { turns.release(); }
    } const turn{turns_};
    try {
        return converse(request, pdf);
    } catch (const std::system_error& error) {
        return Problem{Failure::WorkerCrashed, error.what(), true};
    }
}

std::variant<Cleaned, Problem> Client::converse(const Request& request, ByteView pdf) {
    ChildProcess process({options_.program.string(), options_.font.string()}, options_.limits);
    const auto deadline = std::chrono::steady_clock::now() + options_.time_out;
    Bytes head;
    Cleaned cleaned;
    auto io = process.send_frame(bytes_of(to_text(request)), deadline);
    if (io == Io::Done) {
        io = process.send_frame(pdf, deadline);
    }
    if (io == Io::Done) {
        io = process.receive_frame(head, kLongestAnswer, deadline);
    }
    if (io == Io::Done) {
        io = process.receive_frame(cleaned.pdf, kLongestFrame, deadline);
    }
    if (io != Io::Done) {
        return broken(process, io);
    }
    const auto answer = parse_answer(text_of(head));
    if (answer && answer->failure) {
        return Problem{*answer->failure, answer->detail, false};
    }
    if (!answer || !text_of(cleaned.pdf).starts_with("%PDF-")) {
        return broken(process, Io::Broken);
    }
    cleaned.pages = answer->pages;
    return cleaned;
}

}  // namespace contreseing::documents::worker
