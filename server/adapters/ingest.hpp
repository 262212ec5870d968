#pragma once

#include "documents/worker/client.hpp"
#include "workflows/app/ports/outside.hpp"

namespace contreseing::server {

/// `Ingest` of the use cases on `contreseing-worker` and `contreseing-pictures` processes.
class WorkerIngest : public workflows::app::Ingest {
public:
    /// `programs` is the folder of both.
    explicit WorkerIngest(const std::filesystem::path& programs);

    Expected<workflows::app::Ingested, workflows::app::DocumentProblem> prepare(
        std::span<const std::uint8_t> pdf, const std::vector<workflows::app::SignaturePlace>& places
    ) override;
    Expected<workflows::app::Ingested, workflows::app::DocumentProblem> annex(
        std::span<const std::uint8_t> pdf
    ) override;

private:
    documents::worker::Client client_;
};

}  // namespace contreseing::server
