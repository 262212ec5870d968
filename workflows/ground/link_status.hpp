#pragma once

namespace contreseing::workflows {

/// What stands behind an emailed link now. Each has its page, which says what to do.
enum class LinkStatus {
    Open,  ///< the participant may act
    NotYourTurn,
    Expired,
    Revoked,   ///< by an administrator, or replaced by a newer generation
    Replaced,  ///< the text it was about was opened again
    Done,      ///< signed or answered: shows the receipt
    Declined,
    Closed,  ///< the round or the opinion is over
    Unknown,
};

}  // namespace contreseing::workflows
