#include "workflows/domain/mails.hpp"

namespace contreseing::workflows {

void parts::Ending::mail_values(MailValues& values, const Telling& told) {
    values["abandoned_at"] = told.at;
}

}  // namespace contreseing::workflows
