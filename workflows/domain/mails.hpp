#pragma once

#include "workflows/domain/convention.hpp"
#include "workflows/domain/convention_type.hpp"
#include "workflows/domain/event.hpp"
#include "workflows/ground/mail_values.hpp"
#include "workflows/ground/message.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::workflows {

/// Every kind of message, part after part. Each name is of one kind only.
const std::vector<MailKind>& mail_kinds();
/// nullopt for a name that is of none.
std::optional<MailKind> mail_kind(std::string_view name);

/// What a message tells of.
struct Telling {
    const Message& message;
    const Event& cause;
    const State& before;  ///< right before the cause
    const State& as_of;   ///< right after it
    const ConventionType& type;
    Instant at;  ///< of the cause
    std::string informed_body_name = {};
};

/// What the parts give to the words of a message, each under names of its own: all but its links,
/// its code, and who sends it.
MailValues mail_values(const Telling& told);

/// Why a message no longer says anything true or useful, or empty: an invitation to somebody who
/// has signed, a code that is over, a link that was replaced since `as_of`, the state right after
/// what caused the message.
std::string overtaken_by(const Message& message, const State& as_of, const State& now, Instant at);

}  // namespace contreseing::workflows
