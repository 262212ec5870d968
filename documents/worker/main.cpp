// contreseing-worker FONT (which may be empty): reads one request on its standard input, answers on
// its standard output (protocol.hpp), ends. Started by Client only; everything it opens is opened
// before it reads.

#include "crypto/error.hpp"
#include "crypto/trust_roots.hpp"
#include "documents/pades/error.hpp"
#include "documents/pades/sign.hpp"
#include "documents/pades/verify.hpp"
#include "documents/pdf/error.hpp"
#include "documents/pdf/ingest.hpp"
#include "documents/worker/file_access.hpp"
#include "documents/worker/frame.hpp"
#include "documents/worker/protocol.hpp"
#include "documents/worker/sandbox.hpp"
#include "documents/worker/standard_frames.hpp"

#include <exception>
#include <new>
#include <sys/prctl.h>
#include <unistd.h>

namespace {

namespace pdf = contreseing::documents::pdf;
namespace pades = contreseing::documents::pades;
namespace worker = contreseing::documents::worker;

using worker::Failure;

/// The hour of a trial matters to nobody; a fixed one keeps the clock out of here.
constexpr pades::Instant kTrialTime = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

Failure failure_of(pdf::ErrorKind kind) {
    switch (kind) {
        case pdf::ErrorKind::NotAPdf:
            return Failure::NotAPdf;
        case pdf::ErrorKind::Encrypted:
            return Failure::Encrypted;
        case pdf::ErrorKind::NoPages:
            return Failure::NoPages;
        case pdf::ErrorKind::TooManyPages:
            return Failure::TooManyPages;
        case pdf::ErrorKind::TooManyObjects:
        case pdf::ErrorKind::OverBudget:
            return Failure::TooLarge;
        case pdf::ErrorKind::AlreadySigned:
            return Failure::AlreadySigned;
        case pdf::ErrorKind::HiddenContent:
            return Failure::ActiveContent;
        case pdf::ErrorKind::Portfolio:
            return Failure::Portfolio;
        case pdf::ErrorKind::XfaForm:
            return Failure::XfaForm;
        case pdf::ErrorKind::BadPlace:
            return Failure::BadPlace;
        default:
            return Failure::Damaged;
    }
}

pdf::Prepared prepare(
    const std::vector<worker::Place>& places, pdf::ByteView bytes, const char* font
) {
    pdf::IngestOptions options;
    options.font_path = font;
    std::vector<int> slots;
    for (const auto& place : places) {
        options.places.push_back(
            {place.slot, place.page, {place.x, place.y, place.width, place.height}, place.stamp}
        );
        slots.push_back(place.slot);
    }
    auto prepared = pdf::prepare(bytes, options);
    try {
        pades::trial_sign(prepared.pdf, slots, kTrialTime);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        // Whatever goes wrong while signing what ingest wrote, the document cannot be signed.
        throw pades::Error(pades::ErrorKind::TrialFailed, error.what());
    }
    return prepared;
}

worker::Verdict verdict_of(pades::Conclusion conclusion) {
    switch (conclusion) {
        case pades::Conclusion::Accepted:
            return worker::Verdict::Accepted;
        case pades::Conclusion::Incomplete:
            return worker::Verdict::Incomplete;
        case pades::Conclusion::Undecided:
            return worker::Verdict::Undecided;
        case pades::Conclusion::Failed:
            break;
    }
    return worker::Verdict::Failed;
}

worker::Answer judge(const worker::Request& request, pdf::ByteView bytes, pdf::Bytes& out) {
    const pades::Instant now{std::chrono::microseconds(request.now)};
    const auto report =
        pades::verify(bytes, contreseing::crypto::roots_from_pem(request.roots), now);
    const std::string text = pades::plain_text(report);
    out.assign(text.begin(), text.end());
    worker::Answer answer;
    answer.verdict = verdict_of(report.conclusion());
    return answer;
}

worker::Answer clean_annex(pdf::ByteView bytes, pdf::Bytes& out) {
    auto cleaned = pdf::clean_annex(bytes);
    worker::Answer answer;
    answer.pages = cleaned.pages;
    for (const auto& loss : cleaned.losses) {
        answer.losses.push_back({std::string(pdf::code(loss.kind)), loss.page, loss.count});
        if (!pdf::may_be_confirmed(loss.kind)) {
            answer.failure = Failure::WouldLose;
        }
    }
    if (!answer.failure) {
        answer.to_compare = std::move(cleaned.to_compare);
        answer.doubtful = cleaned.doubtful;
        out = std::move(cleaned.pdf);
    }
    return answer;
}

worker::Answer answer_to(
    const worker::Request& request, pdf::ByteView bytes, const char* font, pdf::Bytes& out
) {
    const auto refused = [](Failure failure, const char* detail) {
        worker::Answer answer;
        answer.failure = failure;
        answer.detail = detail;
        return answer;
    };
    try {
        if (request.operation == worker::Operation::Verify) {
            return judge(request, bytes, out);
        }
        worker::Answer answer;
        if (request.operation == worker::Operation::Ingest) {
            auto prepared = prepare(request.places, bytes, font);
            answer.pages = prepared.pages;
            out = std::move(prepared.pdf);
        } else {
            answer = clean_annex(bytes, out);
        }
        if (out.size() > worker::kLongestFrame) {
            out.clear();
            return refused(Failure::TooLarge, "once cleaned");
        }
        return answer;
    } catch (const pades::Error& error) {
        return refused(Failure::CannotBeSigned, error.what());
    } catch (const pdf::Error& error) {
        return refused(failure_of(error.kind()), error.what());
    } catch (const std::bad_alloc&) {
        return refused(Failure::TooLarge, "out of memory");
    } catch (const std::exception& error) {
        return refused(Failure::Damaged, error.what());
    }
}

bool confine(const char* font) {
    const char* const readable[] = {font};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           worker::confine_files(readable) != worker::Confined::Failed &&
           worker::SystemCallFilter::computing_only().load();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2 || !confine(argv[1])) {
        return 2;
    }
    pdf::Bytes text;
    pdf::Bytes bytes;
    if (!worker::read_frame(text) || !worker::read_frame(bytes)) {
        return 1;
    }
    const auto request = worker::parse_request(pdf::as_text(text));
    if (!request) {
        return 1;
    }
    pdf::Bytes out;
    const auto answer = to_text(answer_to(*request, bytes, argv[1], out));
    const bool done = worker::write_frame(pdf::as_bytes(answer)) && worker::write_frame(out);
    // Nothing is worth tidying up, and the exit handlers of libraries are not part of the job.
    ::_exit(done ? 0 : 1);
}
