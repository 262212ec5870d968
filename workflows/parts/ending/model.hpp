#pragma once

#include "workflows/domain/spine.hpp"
#include "workflows/ground/mail_values.hpp"
#include "workflows/ground/message.hpp"

#include <array>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace contreseing::workflows {

/// Where a personal value stands in the journal.
struct JournalPlace {
    int seq = 0;
    std::string pointer;  ///< RFC 6901, within the entry: `/body/holder/name`
    bool operator==(const JournalPlace&) const = default;
};

// What somebody asks for.

struct Abandon {
    static constexpr std::string_view kName = "abandon";
    static constexpr Offer kOffered = Offer::Grave;
    std::string reason;
};

/// Erases personal values of the journal, and what was made of them, once the act has ended or is
/// in force. An operator's.
struct EraseValues {
    static constexpr std::string_view kName = "erase_values";
    std::string reason;
    std::vector<JournalPlace> values;
    /// The state `values` were looked for in; a change meanwhile refuses it (ChangedMeanwhile).
    int from_events = 0;
};

// What happened.

struct ConventionAbandoned {
    static constexpr std::string_view kName = "convention_abandoned";
    static constexpr Stage kStage = Stage::Abandoned;
    std::string reason;
};

/// Personal values of former entries were erased; their entries and hashes stay.
struct ValuesErased {
    static constexpr std::string_view kName = "values_erased";
    std::string reason;
    std::vector<JournalPlace> values;
};

// What is said by mail.

namespace mails {

inline constexpr MailKind kAbandonNotice{.name = "abandon_notice"};

}  // namespace mails

namespace parts {

/// How an act ends, and what is erased of it then.
struct Ending {
    static constexpr std::string_view kName = "ending";
    static constexpr std::string_view kKey = "en";  ///< in the row of the state
    using Commands = std::variant<Abandon, EraseValues>;
    using Events = std::variant<ConventionAbandoned, ValuesErased>;
    struct State {
        std::string end_reason;  ///< of Declined and Abandoned
        bool operator==(const State&) const = default;
    };
    static void apply(State& own, const workflows::State& before, const Recorded& recorded);
    static constexpr std::array kMails{mails::kAbandonNotice};
    /// What it gives to the words of a message.
    static void mail_values(MailValues& values, const Telling& told);
};

}  // namespace parts

}  // namespace contreseing::workflows
