#pragma once

#include "workflows/domain/deciding.hpp"

#include <chrono>

namespace contreseing::workflows {

// A rule for each command. Each promises what `decide` promises.

Outcome rule(Deciding&& deciding, const RemindNow& command);
Outcome rule(Deciding&& deciding, const ResendLink& command);
Outcome rule(Deciding&& deciding, const RevokeLink& command);
Outcome rule(Deciding&& deciding, const CorrectAddress& command);
Outcome rule(Deciding&& deciding, const ExtendLink& command);
Outcome rule(Deciding&& deciding, const SubstituteHolder& command);
Outcome rule(Deciding&& deciding, const RecordDeliveryFailure& command);
Outcome rule(Deciding&& deciding, const RecordAutomaticReply& command);
Outcome rule(Deciding&& deciding, const RecordReturnedMail& command);

// The care of links, about a seat instead of a slot.
Outcome remind_seat(Deciding&& deciding, const RemindNow& command);
Outcome resend_to_seat(Deciding&& deciding, const ResendLink& command);
Outcome revoke_seat(Deciding&& deciding, const RevokeLink& command);
Outcome correct_seat(Deciding&& deciding, const CorrectAddress& command);

/// A link is sent again at most once in this time, whoever asks.
inline constexpr std::chrono::minutes kBetweenResends{5};

}  // namespace contreseing::workflows
