#pragma once

#include "documents/typeset/templates.hpp"
#include "documents/typeset/typesetter.hpp"
#include "workflows/app/ports/outside.hpp"

namespace contreseing::server {

/// The act as its template's model (`documents/typeset/README.md`): texts only, nothing decided.
documents::typeset::Model::Map model_of(
    const workflows::app::Campus& campus,
    const workflows::ConventionType& type,
    const workflows::State& state,
    bool draft
);

/// `Typesetter` of the use cases on warm WeasyPrint processes.
class WeasyTypesetter : public workflows::app::Typesetter {
public:
    /// `share` holds `typeset/templates` and `typeset/typesetter.py`.
    explicit WeasyTypesetter(const std::filesystem::path& share);

    Expected<workflows::app::Rendered, workflows::app::DocumentProblem> render(
        const workflows::app::Campus& campus,
        const workflows::ConventionType& type,
        const workflows::State& state,
        bool draft
    ) override;

private:
    documents::typeset::Templates templates_;
    documents::typeset::Typesetter typesetter_;
};

}  // namespace contreseing::server
