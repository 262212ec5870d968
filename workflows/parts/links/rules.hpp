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

/// A link is sent again at most once in this time, whoever asks.
inline constexpr std::chrono::minutes kBetweenResends{5};

}  // namespace contreseing::workflows
