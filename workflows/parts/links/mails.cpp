#include "workflows/domain/mails.hpp"

namespace contreseing::workflows {

void parts::Links::mail_values(MailValues& values, const Telling& told) {
    const auto* substituted = std::get_if<HolderSubstituted>(&told.cause);
    values["old_name"] = or_dash(substituted == nullptr ? std::string{} : substituted->from.name);
    values["changed_at"] = told.at;
    const auto* somebody = told.as_of.reach(told.message.place);
    if (somebody != nullptr && !somebody->address_changes.empty()) {
        const auto& last = somebody->address_changes.back();
        values["old_address"] = last.from.text;
        values["new_address"] = last.to.text;
        values["changed_at"] = last.at;
    }
}

}  // namespace contreseing::workflows
