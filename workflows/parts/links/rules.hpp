#pragma once

#include "workflows/domain/deciding.hpp"

#include <chrono>

namespace contreseing::workflows {

// Of each command, as `workflows/domain/deciding.hpp` says.

std::optional<Refused> refuse(const Surroundings&, const State&, const RemindNow&);
void rule(Deciding&, const RemindNow&);
std::optional<Refused> refuse(const Surroundings&, const State&, const ResendLink&);
void rule(Deciding&, const ResendLink&);
std::optional<Refused> refuse(const Surroundings&, const State&, const RevokeLink&);
void rule(Deciding&, const RevokeLink&);
std::optional<Refused> refuse(const Surroundings&, const State&, const CorrectAddress&);
void rule(Deciding&, const CorrectAddress&);
std::optional<Refused> refuse(const Surroundings&, const State&, const ExtendLink&);
void rule(Deciding&, const ExtendLink&);
std::optional<Refused> refuse(const Surroundings&, const State&, const SubstituteHolder&);
void rule(Deciding&, const SubstituteHolder&);
std::optional<Refused> refuse(const Surroundings&, const State&, const RecordDeliveryFailure&);
void rule(Deciding&, const RecordDeliveryFailure&);
std::optional<Refused> refuse(const Surroundings&, const State&, const RecordAutomaticReply&);
void rule(Deciding&, const RecordAutomaticReply&);
std::optional<Refused> refuse(const Surroundings&, const State&, const RecordReturnedMail&);
void rule(Deciding&, const RecordReturnedMail&);

// The care of links, about a seat instead of a slot.
std::optional<Refused> refuse_to_remind_seat(const Surroundings&, const State&, const RemindNow&);
void remind_seat(Deciding&, const RemindNow&);
std::optional<Refused> refuse_to_resend_to_seat(
    const Surroundings&, const State&, const ResendLink&
);
void resend_to_seat(Deciding&, const ResendLink&);
std::optional<Refused> refuse_to_revoke_seat(const State&, const RevokeLink&);
std::optional<Refused> refuse_to_correct_seat(
    const Surroundings&, const State&, const CorrectAddress&
);
void correct_seat(Deciding&, const CorrectAddress&);

/// A link is sent again at most once in this time, whoever asks.
inline constexpr std::chrono::minutes kBetweenResends{5};

}  // namespace contreseing::workflows
