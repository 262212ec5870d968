#pragma once

#include "workflows/ground/bounds.hpp"

#include <concepts>
#include <string_view>
#include <type_traits>

namespace contreseing::workflows::codec {

/// Of a description that serves both directions: the structure is const for the writer.
template <class T, class Described>
concept Like = std::same_as<std::remove_const_t<T>, Described>;

/// How a member of what is asked is called, and what programs are told of it.
struct Member {
    std::string_view name;
    Presence presence;
    std::string_view says;
};

constexpr Member required(std::string_view name, std::string_view says) {
    return {name, Presence::Required, says};
}
constexpr Member optional(std::string_view name, std::string_view says) {
    return {name, Presence::Optional, says};
}

/// Of a place: of anybody who takes part, as `Place`; a slot alone, as its number.
struct OfParticipant {};
struct OfSlot {};
/// One line that says which of a list is meant, written as the list writes it: never typed.
struct Which {
    Letters letters;
};

inline constexpr Letters kLine{1, 200};
inline constexpr Letters kPerhapsLine{0, 200};

}  // namespace contreseing::workflows::codec
