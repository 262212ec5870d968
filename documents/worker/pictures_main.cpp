// contreseing-pictures: reads one request and two PDF files on its standard input, says on its
// standard output which pages differ (protocol.hpp), ends. Started by Client only.

#include "documents/pictures/compare.hpp"
#include "documents/worker/file_access.hpp"
#include "documents/worker/protocol.hpp"
#include "documents/worker/sandbox.hpp"
#include "documents/worker/standard_frames.hpp"

#include <cstdint>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <unistd.h>
#include <vector>

namespace {

namespace pictures = contreseing::documents::pictures;
namespace worker = contreseing::documents::worker;

using Bytes = std::vector<std::uint8_t>;
using worker::Failure;

worker::Answer refused(Failure failure, std::string detail) {
    worker::Answer answer;
    answer.failure = failure;
    answer.detail = std::move(detail);
    return answer;
}

worker::Answer judge(
    const worker::ComparisonRequest& request, const Bytes& before, const Bytes& after
) {
    const auto source = request.doubtful ? pictures::Source::Doubtful : pictures::Source::Sound;
    const auto found = pictures::compare(before, after, request.pages, source);
    if (!found.readable) {
        return refused(Failure::Damaged, "poppler cannot open it");
    }
    if (request.doubtful && (found.pages_before != found.pages_after || !found.complaint.empty())) {
        return refused(Failure::Damaged, "poppler: " + found.complaint);
    }
    worker::Answer answer;
    answer.pages = found.pages_after;
    for (const int page : found.changed) {
        answer.failure = Failure::WouldLose;
        answer.losses.push_back({"page_changed", page, 1});
    }
    return answer;
}

worker::Answer answer_to(
    const worker::ComparisonRequest& request, const Bytes& before, const Bytes& after
) {
    try {
        return judge(request, before, after);
    } catch (const std::bad_alloc&) {
        return refused(Failure::TooLarge, "out of memory while drawing");
    } catch (const std::exception& error) {
        return refused(Failure::Damaged, error.what());
    }
}

bool confine() {
    const char* const readable[] = {
        "/etc/fonts",
        "/usr/local/share/fonts",
        "/usr/share/fontconfig",
        "/usr/share/fonts",
        "/usr/share/poppler",
        "/var/cache/fontconfig"};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           worker::confine_files(readable) != worker::Confined::Failed &&
           worker::SystemCallFilter::drawing_only().load();
}

}  // namespace

int main() {
    pictures::warm_up();
    if (!confine()) {
        return 2;
    }
    Bytes text;
    Bytes before;
    Bytes after;
    if (!worker::read_frame(text) || !worker::read_frame(before) || !worker::read_frame(after)) {
        return 1;
    }
    const auto request = worker::parse_comparison(
        std::string_view(reinterpret_cast<const char*>(text.data()), text.size())
    );
    if (!request) {
        return 1;
    }
    const auto answer = to_text(answer_to(*request, before, after));
    const bool done =
        worker::write_frame({reinterpret_cast<const std::uint8_t*>(answer.data()), answer.size()});
    // Nothing is worth tidying up, and the exit handlers of libraries are not part of the job.
    ::_exit(done ? 0 : 1);
}
