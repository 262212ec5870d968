#pragma once

#include "workflows/domain/event.hpp"

#include <algorithm>
#include <concepts>
#include <iterator>
#include <optional>
#include <vector>

namespace contreseing::workflows {

// What the folds of the parts share: each applies what is recorded to its own state. An event that
// names what is not there changes nothing: what is recorded is never refused.

/// Makes of `state`, a copy of `before`, what it is after `recorded`.
void advance(State& state, const State& before, const Recorded& recorded);

template <class... Part>
struct InOrder {
    static constexpr void visit(auto use) { (use.template operator()<Part>(), ...); }
};
/// Calls `use.operator()<Part>()` for each part, in their order.
constexpr void each_part(auto use) {
    OfParts<InOrder>::visit(use);
}

/// What the parts give, part after part: `give.operator()<Part>()` is a range of T, for those parts
/// that its constraint takes.
template <class T>
constexpr std::vector<T> from_each_part(auto give) {
    std::vector<T> all;
    each_part([&]<class Part>() {
        if constexpr (requires { give.template operator()<Part>(); }) {
            std::ranges::move(give.template operator()<Part>(), std::back_inserter(all));
        }
    });
    return all;
}
/// Whether no two of a list are the same, by what `projected` tells of each.
constexpr bool are_unique(auto all, auto projected) {
    std::ranges::sort(all, {}, projected);
    return std::ranges::adjacent_find(all, {}, projected) == all.end();
}

/// One visitor of several functions. The last takes the events that do not matter here.
template <class... Each>
struct Overloaded : Each... {
    using Each::operator()...;
};

constexpr auto kNothing = [](const auto&) {};

/// The one numbered `n`, or null.
template <class Items>
auto* numbered(Items& items, int n) {
    const auto found = std::ranges::find_if(items, [n](const auto& item) { return item.n == n; });
    return found == items.end() ? nullptr : &*found;
}

template <class T>
void replace(T& value, const std::optional<T>& by) {
    if (by) {
        value = *by;
    }
}

/// Of a link, and of what comes back from where it went: the same for whoever it was sent to.
template <class Told>
concept OfReach = std::same_as<Told, LinkResent> || std::same_as<Told, DoorRevoked> ||
    std::same_as<Told, DeliveryFailed> || std::same_as<Told, AutomaticReplyReceived> ||
    std::same_as<Told, MailReturned>;

inline void follow(Reach& somebody, const LinkResent&, Instant at) {
    somebody.link_resent_at = at;
}
inline void follow(Reach& somebody, const DoorRevoked&, Instant) {
    if (somebody.door) {
        somebody.door->revoked = true;
    }
}
inline void follow(Reach& somebody, const DeliveryFailed&, Instant) {
    somebody.undeliverable = true;
}
inline void follow(Reach& somebody, const AutomaticReplyReceived& told, Instant) {
    somebody.automatic_reply = told.detail;
}
inline void follow(Reach& somebody, const MailReturned& told, Instant) {
    somebody.returned_mail = told.text;
}

}  // namespace contreseing::workflows
