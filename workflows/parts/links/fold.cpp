#include "workflows/domain/fold.hpp"

namespace contreseing::workflows::parts {

void Links::apply(State& own, const workflows::State&, const Recorded& recorded) {
    const bool kept = std::holds_alternative<MailReturned>(recorded.event) ||
                      std::holds_alternative<AutomaticReplyReceived>(recorded.event);
    own.mails_kept += kept ? 1 : 0;
}

}  // namespace contreseing::workflows::parts
