#pragma once

#include "workflows/app/ports/outside.hpp"
#include "workflows/domain/convention.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace contreseing::workflows::app {

/// The public part of an emailed address: campus and everything `LinkRef` holds, base64url,
/// `ptms.AZk…`. Says where the link leads; opens nothing without its secret.
std::string encode(const LinkRef& link);
std::optional<LinkRef> decode_link(std::string_view text);

/// What stands behind a link now. Each has its page, which says what to do.
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

struct LinkView {
    LinkStatus status = LinkStatus::Unknown;
    const Slot* slot = nullptr;  ///< of a Sign link, when it still exists
    const Opinion* opinion = nullptr;
    const Seat* seat = nullptr;

    /// Whoever the link is of, or null.
    [[nodiscard]] const Reach* reach() const {
        return slot != nullptr ? static_cast<const Reach*>(slot) : seat;
    }
};

/// Life of a link to the signed act, from the entry into force or from the day the links were
/// renewed: the sessions at which a body discusses what it was informed of fall within a year.
/// A link that never ends is a copy of the act for whoever finds the mail; the campus keeps the
/// act.
inline constexpr std::chrono::days kCopyLife{365};

/// Pure. The pointers point into `state`.
LinkView inspect(const State& state, const LinkRef& link, Instant now);

/// The link of a slot's present door; nullopt when it was never invited.
std::optional<LinkRef> link_of(const CampusId& campus, const State& state, const Slot& slot);
/// Reading the signed act, for someone who is no signatory, by the number of the effect that told
/// them. A body informed again gets the same numbers, and so the same links: every one leads to
/// the same page, which shows nothing of its reader.
LinkRef copy_link(const CampusId& campus, const State& state, int effect);
LinkRef link_of(
    const CampusId& campus, const State& state, const Opinion& opinion, const Seat& seat
);

}  // namespace contreseing::workflows::app
