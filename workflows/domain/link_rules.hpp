#pragma once

#include "workflows/domain/deciding.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::workflows {

/// What an administrator does about the link of somebody who takes part.
enum class LinkStep { Remind, Resend, Revoke, Correct };

/// What a part says of the links of those who take part at its places (`Part::kLinkRules`). The
/// commands are of the part `links`, which knows no kind of participant.
struct LinkRules {
    /// Whether it is a place of the part's kind, there or not.
    bool (*are_of)(const Place& place);
    /// How such a place is written, `slot/3`.
    std::string_view example;
    /// Why the step is not for now: who, and when. The rest is asked of everybody alike.
    std::optional<Refused> (*refuse
    )(const Surroundings& around, const State& state, const Place& place, LinkStep step);
    void (*remind)(Deciding& deciding, const Place& place);
    void (*resend)(Deciding& deciding, const Place& place);
    /// Keys of the warnings that `address` calls for there.
    std::vector<std::string> (*warnings
    )(const Surroundings& around,
      const State& state,
      const Place& place,
      const EmailAddress& address);
    /// The next generation of the door, if there is one: former links and sessions die.
    std::optional<Door> (*next_door
    )(const Surroundings& around, const State& state, const Place& place);
    /// Tells of another address or holder those whom it concerns, `former` first, and asks anew
    /// who is asked for something now.
    void (*announce
    )(Deciding& deciding, const Place& place, const MailKind& notice, const Contact& former);
    /// Whether an expired link is renewed by sending it again.
    bool resending_renews = false;
    /// Whether the address there already, corrected to itself, opens a revoked link again.
    bool correcting_reopens = false;
};

/// Null when nobody takes part at places of that kind.
const LinkRules* link_rules_of(const Place& place);
/// How places of those who take part are written, `slot/3`: in the act itself, then in each matter.
std::vector<std::string_view> examples_of_places();

}  // namespace contreseing::workflows
