#pragma once

#include "workflows/app/ports/outside.hpp"
#include "workflows/domain/convention.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace contreseing::workflows::app {

using workflows::LinkStatus;

/// The public part of an emailed address: campus and everything `LinkRef` holds, base64url,
/// `ptms.IAGTk…`. Says where the link leads; opens nothing without its secret. Numbers above
/// 65 535 are not written: `std::out_of_range`.
std::string encode(const LinkRef& link);
std::optional<LinkRef> decode_link(std::string_view text);

struct LinkView {
    LinkStatus status = LinkStatus::Unknown;
    std::optional<Participant> participant;  ///< whose link it is, while the place exists
    // The same as what they are.
    const Slot* slot = nullptr;
    const Opinion* opinion = nullptr;
    const Seat* seat = nullptr;
};

/// Pure. The pointers point into `state`.
LinkView inspect(const State& state, const LinkRef& link, Instant now);

/// The link of the present door at that place; nullopt when it has none.
std::optional<LinkRef> link_of(const CampusId& campus, const State& state, const Place& place);
/// Reading the signed act, for someone who is no signatory, by the number of the effect that told
/// them. A body informed again gets the same numbers, and so the same links: every one leads to
/// the same page, which shows nothing of its reader.
LinkRef copy_link(const CampusId& campus, const State& state, int effect);

}  // namespace contreseing::workflows::app
