#pragma once

#include "workflows/codec/json_problem.hpp"
#include "workflows/domain/follow_up.hpp"
#include "workflows/ground/expected.hpp"
#include "workflows/ground/reach.hpp"

#include <string>
#include <string_view>

namespace contreseing::workflows::codec {

// What the row of an effect holds beside its kind, what it is of that kind, and its place.

struct MailPayload {
    Contact to;
    int template_version = 1;
};

/// `{"to":{"name":…,"email":…,"locale":…,"zone":…},"version":1}`
std::string payload_to_json(const MailPayload& mail);
/// `{"effective_at":"…Z","hops":1,"to":"<uuid>","with":{…}}`: `with` is what a program would send
/// for the command, whose name and whose place stand beside it.
std::string payload_to_json(const FollowUpSent& sent);

Expected<MailPayload, JsonProblem> mail_from_json(std::string_view text);
/// `command` is its name; without its place. Never throws on the text.
Expected<FollowUpSent, JsonProblem> follow_up_from_json(
    std::string_view command, std::string_view text
);

}  // namespace contreseing::workflows::codec
