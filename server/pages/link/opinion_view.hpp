#pragma once

#include "server/pages/link/act_view.hpp"
#include "server/pages/link/signing_view.hpp"

#include <string>
#include <vector>

namespace contreseing::server::pages {

/// What the member had chosen when the page is shown again.
struct OpinionDraft {
    std::string command;
    std::string choice;  ///< name of an OpinionChoice, or empty
    std::string text;
    std::vector<FieldError> errors;
};

/// The question, the documents, the four answers; what was answered so far.
Model opinion_model(const Writing& with, const OpinionDraft& draft, const std::string& form_token);
/// The opinion once closed or late, with the member's own answer if any.
Model closed_opinion_model(const Writing& with);
/// What the chair had typed when the page is shown again.
struct ClosingDraft {
    std::string command;
    std::string word;
    std::vector<FieldError> errors;
};

/// What the chair is asked to confirm.
Model closing_model(const Writing& with, const ClosingDraft& draft, const std::string& form_token);

}  // namespace contreseing::server::pages
