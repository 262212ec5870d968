#pragma once

#include "workflows/app/ports/document_store.hpp"
#include "workflows/app/work_outcome.hpp"

#include <string>

namespace contreseing::workflows::app {

struct SigningTools {
    Secrets& secrets;
    DocumentStore& documents;
    SigningDesk& desk;
};

/// What the signatory's page posts.
struct SigningForm {
    int slot = 0;
    SessionId session;
    int version = 0;
    Sha256 sha256;  ///< of the text that the page showed
    std::string consent;
    std::vector<int> acknowledged_annexes;
    std::string code;        ///< six digits
    std::string local_time;  ///< of `received_at`, printed in the appearance
};

/// The act of signing (docs/architecture.md): checks, leases the document, signs outside any
/// transaction on the newest revision, records. A wrong code is counted. A crash between leaves
/// a lease that ends by itself and nothing shown as signed.
///
/// Refused as `refuse_signing` says; `ChangedMeanwhile` with subject `document` when another
/// signatory kept the document longer than the wait (« quelqu'un est en train de signer »).
/// Throws what the store or the desk throws; then the same command id may be sent again.
Expected<Outcome, Refused> sign_document(
    Engine& engine, const SigningTools& tools, const Asked& asked, const SigningForm& form
);

}  // namespace contreseing::workflows::app
