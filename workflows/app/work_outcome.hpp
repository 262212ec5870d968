#pragma once

#include "workflows/app/engine.hpp"
#include "workflows/app/ports/outside.hpp"

#include <utility>
#include <variant>

namespace contreseing::workflows::app {

/// What use cases that also work on documents answer: done, refused by the rules, or stopped by
/// the document itself (or the tools that read it).
template <class T>
using WorkOutcome = Expected<T, std::variant<Refused, DocumentProblem>>;

inline Unexpected<std::variant<Refused, DocumentProblem>> stop(
    Refusal refusal, std::string subject = {}
) {
    return {std::variant<Refused, DocumentProblem>{Refused{refusal, std::move(subject)}}};
}
inline Unexpected<std::variant<Refused, DocumentProblem>> stop(DocumentProblem problem) {
    return {std::variant<Refused, DocumentProblem>{std::move(problem)}};
}
inline Unexpected<std::variant<Refused, DocumentProblem>> stop(Refused refused) {
    return {std::variant<Refused, DocumentProblem>{std::move(refused)}};
}

inline WorkOutcome<Outcome> outcome_of(Expected<Outcome, Refused> outcome) {
    if (!outcome) {
        return stop(outcome.error());
    }
    return std::move(*outcome);
}

}  // namespace contreseing::workflows::app
