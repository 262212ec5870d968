#include "workflows/ground/reach.hpp"

namespace contreseing::workflows {

bool Reach::calls_for_help() const {
    return undeliverable || !automatic_reply.empty() || !returned_mail.empty() ||
           (door && door->revoked);
}

void Reach::forget_mail() {
    reminders_sent = 0;
    last_reminder_at.reset();
    undeliverable = false;
    automatic_reply.clear();
    returned_mail.clear();
}

}  // namespace contreseing::workflows
