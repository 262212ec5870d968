#include "server/adapters/ingest.hpp"

namespace contreseing::server {

namespace worker = documents::worker;

namespace {

std::vector<workflows::AnnexLoss> losses_of(const std::vector<worker::Loss>& found) {
    std::vector<workflows::AnnexLoss> losses;
    for (const auto& loss : found) {
        losses.push_back({loss.kind, loss.page, loss.count});
    }
    return losses;
}

Expected<workflows::app::Ingested, workflows::app::DocumentProblem> answer(
    std::variant<worker::Cleaned, worker::Problem> result
) {
    if (auto* problem = std::get_if<worker::Problem>(&result)) {
        // Bytes that take the worker's whole time are refused, not asked for again.
        const bool busy = problem->failure == worker::Failure::WorkerBusy;
        return Unexpected{workflows::app::DocumentProblem{
            std::string(code(problem->failure)),
            problem->detail,
            busy,
            {},
            losses_of(problem->losses)}};
    }
    auto& cleaned = std::get<worker::Cleaned>(result);
    return workflows::app::Ingested{
        std::move(cleaned.pdf), cleaned.pages, losses_of(cleaned.losses)};
}

}  // namespace

WorkerIngest::WorkerIngest(const std::filesystem::path& programs)
    : client_([&programs] {
          worker::Client::Options options;
          options.program = programs / "contreseing-worker";
          options.pictures = programs / "contreseing-pictures";
          return options;
      }()) {}

Expected<workflows::app::Ingested, workflows::app::DocumentProblem> WorkerIngest::prepare(
    std::span<const std::uint8_t> pdf, const std::vector<workflows::app::SignaturePlace>& places
) {
    std::vector<worker::Place> wanted;
    for (const auto& place : places) {
        wanted.push_back(
            {place.slot, place.page, place.x, place.y, place.width, place.height, place.stamp}
        );
    }
    return answer(client_.ingest(pdf, wanted));
}

Expected<workflows::app::Ingested, workflows::app::DocumentProblem> WorkerIngest::annex(
    std::span<const std::uint8_t> pdf
) {
    return answer(client_.annex(pdf));
}

}  // namespace contreseing::server
