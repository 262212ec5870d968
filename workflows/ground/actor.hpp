#pragma once

#include <string>

namespace contreseing::workflows {

/// Who an event is by, and in what quality.
struct Actor {
    enum class Kind { Administrator, Signatory, BodyMember, System, Operator };
    Kind kind = Kind::System;
    std::string id;       ///< account id, `slot/3`, `opinion/1/seat/2`, timer name, token id
    std::string name;     ///< personal
    std::string quality;  ///< office or role in the act, as shown to people
    bool operator==(const Actor&) const = default;
};

}  // namespace contreseing::workflows
