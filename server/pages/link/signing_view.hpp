#pragma once

#include "server/pages/link/act_view.hpp"

#include <string>
#include <vector>

namespace contreseing::server::pages {

/// What is said beside a field, and again in the summary above the form.
struct FieldError {
    std::string field;  ///< `code`, `annexes`, `consent`, `reason`, `choice`, `text`; or empty
    std::string text;
};

/// What the signatory had typed when the page is shown again.
struct SigningDraft {
    std::string command;  ///< empty: a new one
    bool consent = false;
    std::vector<int> acknowledged;
    std::vector<FieldError> errors;
    std::string note;              ///< what is no error
    bool offers_new_link = false;  ///< too many codes left by this one
};

/// The page before the act. `fresh_command` for the form that asks for a code.
Model signing_model(
    const Writing& with,
    const SigningDraft& draft,
    const std::string& form_token,
    const std::string& fresh_command
);
Model receipt_model(const Writing& with);
Model decline_model(
    const Writing& with,
    const std::string& reason,
    const std::vector<FieldError>& errors,
    const std::string& form_token,
    const std::string& command
);
Model declined_model(const Writing& with);
/// `file`: of what the page gives to download.
Model copy_model(const Writing& with, const workflows::Sha256& file);

/// `errors` as the summary's list and as one text per field (`error_code`…).
void add_errors(Model& model, const std::vector<FieldError>& errors);

/// Whether the code that was sent to this very session can still be typed. `slot` is the link's, as
/// it is now.
bool code_is_awaited(const OpenLink& open, const workflows::Slot& slot);

/// Id of the consent text that the type asks for (`refuse_signing`).
std::string consent_id(const workflows::ConventionType& type);

}  // namespace contreseing::server::pages
