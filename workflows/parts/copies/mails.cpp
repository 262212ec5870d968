#include "workflows/domain/mails.hpp"

namespace contreseing::workflows {

void parts::Copies::mail_values(MailValues& values, const Telling& told) {
    values["renewed"] = std::holds_alternative<CopiesRenewed>(told.cause);
}

}  // namespace contreseing::workflows
