#pragma once

#include "documents/typeset/templates.hpp"
#include "documents/typeset/typesetter.hpp"
#include "server/adapters/config.hpp"
#include "workflows/app/ports/outside.hpp"

#include <functional>
#include <string_view>

namespace contreseing::server {

/// The act as its template's model (`documents/typeset/README.md`): texts only, nothing decided.
documents::typeset::Model::Map model_of(
    const workflows::app::Campus& campus,
    const workflows::ConventionType& type,
    const workflows::State& state,
    bool draft
);

/// The templates of `folders`: the operator's before those that came with the program.
documents::typeset::Templates templates_of(const Config::Folders& folders);

/// `Typesetter` of the use cases on warm WeasyPrint processes.
class WeasyTypesetter : public workflows::app::Typesetter {
public:
    /// Told of what is wrong with a template, in a few words that no page shows.
    using Report = std::function<void(std::string_view code, std::string_view what)>;

    explicit WeasyTypesetter(const Config::Folders& folders, Report report = {});

    Expected<workflows::app::Rendered, workflows::app::DocumentProblem> render(
        const workflows::app::Campus& campus,
        const workflows::ConventionType& type,
        const workflows::State& state,
        bool draft
    ) override;

    workflows::app::Bytes articles(
        const workflows::app::Campus& campus,
        const workflows::ConventionType& type,
        const workflows::State& state,
        const std::array<std::uint8_t, 16>& salt
    ) override;

private:
    documents::typeset::Templates templates_;
    documents::typeset::Typesetter typesetter_;
    Report report_;
};

}  // namespace contreseing::server
