#pragma once

#include "workflows/domain/spine.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace contreseing::workflows {

// What somebody asks for.

/// Closes every link to the signed act that was given to a reader, and mails the act with a new one
/// to whoever signed. The body that was informed gets none.
struct RenewCopies {
    static constexpr std::string_view kName = "renew_copies";
    static constexpr bool kOffered = true;  ///< to an administrator
    std::string reason;
};

// What happened.

/// Links to the signed act given before open no more.
struct CopiesRenewed {
    static constexpr std::string_view kName = "copies_renewed";
    std::string reason;
};

namespace parts {

/// The links to the signed act.
struct Copies {
    using Commands = std::variant<RenewCopies>;
    using Events = std::variant<CopiesRenewed>;
    struct State {
        int copies_renewed =
            0;  ///< how often the links to the signed act were closed and given anew
        std::optional<Instant> copies_given_at;  ///< to the body when informed, or renewed
        bool operator==(const State&) const = default;
    };
    static void apply(State& own, const workflows::State& before, const Recorded& recorded);
    static void follow(Deciding& deciding, const Recorded& recorded);
};

}  // namespace parts

}  // namespace contreseing::workflows
