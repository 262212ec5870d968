#pragma once

#include "workflows/domain/spine.hpp"
#include "workflows/ground/mail_values.hpp"
#include "workflows/ground/message.hpp"

#include <array>
#include <chrono>
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
    static constexpr Offer kOffered = Offer::Grave;
    std::string reason;
};

// What happened.

/// Links to the signed act given before open no more.
struct CopiesRenewed {
    static constexpr std::string_view kName = "copies_renewed";
    std::string reason;
};

// What is said by mail.

namespace mails {

/// To every party, after the last signature.
inline constexpr MailKind kSignedCopy{.name = "signed_copy", .file = MailKind::File::Attached};

}  // namespace mails

namespace parts {

/// The links to the signed act.
struct Copies {
    static constexpr std::string_view kName = "copies";
    static constexpr std::string_view kKey = "co";  ///< in the row of the state
    using Commands = std::variant<RenewCopies>;
    using Events = std::variant<CopiesRenewed>;
    struct State {
        int copies_renewed =
            0;  ///< how often the links to the signed act were closed and given anew
        std::optional<Instant> copies_given_at;  ///< to the body when informed, or renewed
        bool operator==(const State&) const = default;
    };
    /// Life of a link to the signed act, from the entry into force or from the day the links were
    /// renewed: the sessions at which a body discusses what it was informed of fall within a year.
    /// A link that never ends is a copy of the act for whoever finds the mail; the campus keeps the
    /// act.
    static constexpr std::chrono::days kLife{365};
    static void apply(State& own, const workflows::State& before, const Recorded& recorded);
    /// What stands behind a link to a place of this part's kind; nothing for any other.
    static std::optional<LinkStatus> link_status(
        const workflows::State& state, const Place& place, int generation, Instant now
    );
    /// Of the links that open now.
    static int generation(const workflows::State& state);
    static void follow(Deciding& deciding, const Recorded& recorded);
    static constexpr std::array kMails{mails::kSignedCopy};
    /// What it gives to the words of a message.
    static void mail_values(MailValues& values, const Telling& told);
};

}  // namespace parts

}  // namespace contreseing::workflows
