#pragma once

#include "workflows/domain/command.hpp"
#include "workflows/domain/convention.hpp"
#include "workflows/domain/convention_type.hpp"
#include "workflows/domain/decide.hpp"
#include "workflows/domain/event.hpp"
#include "workflows/ground/check.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace contreseing::workflows {

// The one spelling of every enumerator and of every kind of command and event outside C++: in
// SQL's CHECKs, in JSON, in the API and as keys of the catalogues. Snake case of the C++ name.

/// Names of E's enumerators in their order. Specialised for: Stage, Refusal, Actor::Kind,
/// Slot::Status, VoteKind, OpinionChoice, OpinionOutcome, OpinionClosing, OpinionRule,
/// FieldSpec::Kind, TermSpec::Kind, RenewalSpec::Kind, NoticeSpec::Kind, NoticeSpec::Before,
/// NoticeSpec::Means, DisputeSpec::Kind, AttestationSpec::Scope, HolidayZone, Locale,
/// Check::Verdict and Relation::Kind.
template <class E>
std::span<const std::string_view> names_of();

template <class E>
concept Named = std::is_enum_v<E>;

template <Named E>
std::string_view name_of(E value) {
    return names_of<E>()[static_cast<std::size_t>(value)];
}

/// nullopt for a name that is none of E's.
template <Named E>
std::optional<E> from_name(std::string_view name) {
    const auto names = names_of<E>();
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) {
            return static_cast<E>(i);
        }
    }
    return std::nullopt;
}

/// `edit_draft`, in the order of `Command`'s alternatives.
std::span<const std::string_view> command_names();
std::string_view name_of(const Command& command);

/// `draft_edited`, in the order of `Event`'s alternatives.
std::span<const std::string_view> event_names();
std::string_view name_of(const Event& event);

template <>
std::span<const std::string_view> names_of<Stage>();
template <>
std::span<const std::string_view> names_of<Refusal>();
template <>
std::span<const std::string_view> names_of<Actor::Kind>();
template <>
std::span<const std::string_view> names_of<Slot::Status>();
template <>
std::span<const std::string_view> names_of<VoteKind>();
template <>
std::span<const std::string_view> names_of<OpinionChoice>();
template <>
std::span<const std::string_view> names_of<OpinionOutcome>();
template <>
std::span<const std::string_view> names_of<OpinionClosing>();
template <>
std::span<const std::string_view> names_of<OpinionRule>();
template <>
std::span<const std::string_view> names_of<FieldSpec::Kind>();
template <>
std::span<const std::string_view> names_of<TermSpec::Kind>();
template <>
std::span<const std::string_view> names_of<RenewalSpec::Kind>();
template <>
std::span<const std::string_view> names_of<NoticeSpec::Kind>();
template <>
std::span<const std::string_view> names_of<NoticeSpec::Before>();
template <>
std::span<const std::string_view> names_of<NoticeSpec::Means>();
template <>
std::span<const std::string_view> names_of<DisputeSpec::Kind>();
template <>
std::span<const std::string_view> names_of<AttestationSpec::Scope>();
template <>
std::span<const std::string_view> names_of<HolidayZone>();
template <>
std::span<const std::string_view> names_of<Locale>();
template <>
std::span<const std::string_view> names_of<Check::Verdict>();
template <>
std::span<const std::string_view> names_of<Relation::Kind>();

}  // namespace contreseing::workflows
