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

/// Room for every page of the longest annex to have something to say.
constexpr std::uint32_t kLongestAnswer = 1U << 20;
constexpr std::uint32_t kLongestReport = 4U << 20;

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

Problem nonsense() {
    return {Failure::WorkerCrashed, "died or answered nonsense", false};
}

Problem broken(ChildProcess& process, Io io) {
    if (io == Io::TimedOut) {
        return {Failure::WorkerTimeout, "no answer in time", true};
    }
    return process.end() == ChildProcess::Ending::OutOfTime
               ? Problem{Failure::WorkerTimeout, "used up its processor time", false}
               : nonsense();
}

}  // namespace

Client::Client(Options options)
    : options_(std::move(options)), turns_(std::max(1, options_.at_once)) {
    require(options_.program, X_OK);
    options_.program = std::filesystem::absolute(options_.program);
    if (!options_.pictures.empty()) {
        require(options_.pictures, X_OK);
        options_.pictures = std::filesystem::absolute(options_.pictures);
    }
    if (!options_.font.empty()) {
        require(options_.font, R_OK);
        options_.limits.readable.push_back(options_.font.string());
    }
}

std::variant<Cleaned, Problem> Client::ingest(ByteView pdf, const std::vector<Place>& places) {
    return cleaned({Operation::Ingest, places, 0, {}}, pdf);
}

std::variant<Cleaned, Problem> Client::annex(ByteView pdf) {
    return cleaned({}, pdf);
}

std::variant<Cleaned, Problem> Client::cleaned(const Request& request, ByteView pdf) {
    auto result = run(request, pdf);
    if (auto* problem = std::get_if<Problem>(&result)) {
        return std::move(*problem);
    }
    auto& reply = std::get<Reply>(result);
    if (reply.answer.pages < 1 || !text_of(reply.bytes).starts_with("%PDF-")) {
        return nonsense();
    }
    return Cleaned{std::move(reply.bytes), reply.answer.pages, std::move(reply.answer.losses)};
}

std::variant<Judged, Problem> Client::verify(
    ByteView pdf, const std::string& roots, std::chrono::sys_time<std::chrono::microseconds> now
) {
    auto result = run({Operation::Verify, {}, now.time_since_epoch().count(), roots}, pdf);
    if (auto* problem = std::get_if<Problem>(&result)) {
        return std::move(*problem);
    }
    const auto& reply = std::get<Reply>(result);
    if (!reply.answer.verdict) {
        return nonsense();
    }
    Judged judged{*reply.answer.verdict, {}};
    for (const char c : text_of(reply.bytes)) {
        const bool control = c != '\n' && (static_cast<unsigned char>(c) < ' ' || c == '\x7f');
        judged.report += control ? '?' : c;
    }
    return judged;
}

std::variant<Client::Reply, Problem> Client::run(const Request& request, ByteView pdf) {
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
        return converse(request, pdf, std::chrono::steady_clock::now() + options_.time_out);
    } catch (const std::system_error& error) {
        return Problem{Failure::WorkerCrashed, error.what(), true};
    }
}

std::variant<Client::Reply, Problem> Client::converse(
    const Request& request, ByteView pdf, Deadline deadline
) {
    ChildProcess process({options_.program.string(), options_.font.string()}, options_.limits);
    const bool verifies = request.operation == Operation::Verify;
    Bytes head;
    Reply reply;
    auto io = process.send_frame(bytes_of(to_text(request)), deadline);
    if (io == Io::Done) {
        io = process.send_frame(pdf, deadline);
    }
    if (io == Io::Done) {
        io = process.receive_frame(head, kLongestAnswer, deadline);
    }
    if (io == Io::Done) {
        io =
            process.receive_frame(reply.bytes, verifies ? kLongestReport : kLongestFrame, deadline);
    }
    if (io != Io::Done) {
        return broken(process, io);
    }
    auto answer = parse_answer(text_of(head));
    if (!answer) {
        return broken(process, Io::Broken);
    }
    if (answer->failure) {
        return Problem{*answer->failure, answer->detail, false, std::move(answer->losses)};
    }
    reply.answer = *std::move(answer);
    if (!reply.answer.to_compare.empty()) {
        const ComparisonRequest question{reply.answer.to_compare, reply.answer.doubtful};
        if (auto problem = compare(question, pdf, reply.bytes, deadline)) {
            return *std::move(problem);
        }
    }
    return reply;
}

std::optional<Problem> Client::compare(
    const ComparisonRequest& request, ByteView before, ByteView after, Deadline deadline
) {
    Bytes head;
    ChildProcess process({options_.pictures.string()}, options_.limits);
    auto io = process.send_frame(bytes_of(to_text(request)), deadline);
    for (const ByteView pdf : {before, after}) {
        if (io == Io::Done) {
            io = process.send_frame(pdf, deadline);
        }
    }
    if (io == Io::Done) {
        io = process.receive_frame(head, kLongestAnswer, deadline);
    }
    if (io != Io::Done) {
        return broken(process, io);
    }
    auto answer = parse_answer(text_of(head));
    if (!answer) {
        return broken(process, Io::Broken);
    }
    if (!answer->failure) {
        return std::nullopt;
    }
    return Problem{*answer->failure, answer->detail, false, std::move(answer->losses)};
}

}  // namespace contreseing::documents::worker
