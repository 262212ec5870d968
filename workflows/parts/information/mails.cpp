#include "workflows/domain/mails.hpp"

namespace contreseing::workflows {

void parts::Information::mail_values(MailValues& values, const Telling& told) {
    // About an opinion, the body is the one that was asked.
    if (told.message.place.opinion() == 0) {
        values["body_name"] = told.informed_body_name;
    }
}

}  // namespace contreseing::workflows
