#include "workflows/domain/names.hpp"

#include "workflows/domain/fold.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace contreseing::workflows {

namespace {

constexpr std::string_view kStageNames[] = {
    "drafting",
    "under_opinion",
    "awaiting_authority",
    "in_signature",
    "signed",
    "in_force",
    "declined",
    "abandoned",
    "ended",
};
static_assert(std::size(kStageNames) == static_cast<std::size_t>(Stage::Ended) + 1);

constexpr std::string_view kRefusalNames[] = {
    "not_found",
    "wrong_stage",
    "too_early",
    "draft_is_frozen",
    "invalid_value",
    "missing_reason",
    "checklist_blocks",
    "changed_meanwhile",
    "opinion_missing",
    "opinion_unacknowledged",
    "opinion_closed",
    "text_required",
    "not_your_turn",
    "already_signed",
    "already_declined",
    "link_expired",
    "link_revoked",
    "stale_version",
    "consent_missing",
    "no_code",
    "code_expired",
    "code_exhausted",
    "wrong_code",
    "too_soon",
    "not_their_pen",
    "name_is_printed",
    "needs_acknowledgement",
    "nothing_to_do",
    "command_reused",
};
static_assert(std::size(kRefusalNames) == static_cast<std::size_t>(Refusal::CommandReused) + 1);

constexpr std::string_view kActorKindNames[] = {
    "administrator",
    "signatory",
    "body_member",
    "system",
    "operator",
};
static_assert(std::size(kActorKindNames) == static_cast<std::size_t>(Actor::Kind::Operator) + 1);

constexpr std::string_view kSlotStatusNames[] = {
    "waiting",
    "invited",
    "signed",
    "declined",
};
static_assert(std::size(kSlotStatusNames) == static_cast<std::size_t>(Slot::Status::Declined) + 1);

constexpr std::string_view kVoteKindNames[] = {
    "deliberative",
    "consultative",
    "guest",
};
static_assert(std::size(kVoteKindNames) == static_cast<std::size_t>(VoteKind::Guest) + 1);

constexpr std::string_view kOpinionChoiceNames[] = {
    "favourable",
    "reserved",
    "unfavourable",
    "abstain",
};
static_assert(
    std::size(kOpinionChoiceNames) == static_cast<std::size_t>(OpinionChoice::Abstain) + 1
);

constexpr std::string_view kOpinionOutcomeNames[] = {
    "favourable",
    "unfavourable",
    "no_quorum",
};
static_assert(
    std::size(kOpinionOutcomeNames) == static_cast<std::size_t>(OpinionOutcome::NoQuorum) + 1
);

constexpr std::string_view kOpinionClosingNames[] = {
    "deadline",
    "chair",
    "all_answered",
};
static_assert(
    std::size(kOpinionClosingNames) == static_cast<std::size_t>(OpinionClosing::AllAnswered) + 1
);

constexpr std::string_view kOpinionRuleNames[] = {
    "majority_of_expressed",
    "unanimity",
    "unstated",
};
static_assert(std::size(kOpinionRuleNames) == static_cast<std::size_t>(OpinionRule::Unstated) + 1);

constexpr std::string_view kFieldSpecKindNames[] = {
    "line",
    "paragraph",
    "one_of",
    "many_of",
};
static_assert(
    std::size(kFieldSpecKindNames) == static_cast<std::size_t>(FieldSpec::Kind::ManyOf) + 1
);

constexpr std::string_view kTermSpecKindNames[] = {
    "unspecified",
    "fixed_years",
};
static_assert(
    std::size(kTermSpecKindNames) == static_cast<std::size_t>(TermSpec::Kind::FixedYears) + 1
);

constexpr std::string_view kRenewalKindNames[] = {
    "none",
    "tacit",
    "tacit_on_label",
    "on_label",
    "express_on_label",
    "express",
};
static_assert(
    std::size(kRenewalKindNames) == static_cast<std::size_t>(RenewalSpec::Kind::Express) + 1
);

constexpr std::string_view kNoticeKindNames[] = {
    "none",
    "forward",
    "backward",
    "immediate",
};
static_assert(
    std::size(kNoticeKindNames) == static_cast<std::size_t>(NoticeSpec::Kind::Immediate) + 1
);

constexpr std::string_view kNoticeBeforeNames[] = {
    "expiry",
    "civil_year_end",
    "school_year_end",
};
static_assert(
    std::size(kNoticeBeforeNames) == static_cast<std::size_t>(NoticeSpec::Before::SchoolYearEnd) + 1
);

constexpr std::string_view kNoticeMeansNames[] = {
    "unstated",
    "registered_letter",
    "written",
};
static_assert(
    std::size(kNoticeMeansNames) == static_cast<std::size_t>(NoticeSpec::Means::Written) + 1
);

constexpr std::string_view kDisputeKindNames[] = {
    "none",
    "conciliation",
    "amicable",
    "meet_before_termination",
};
static_assert(
    std::size(kDisputeKindNames) ==
    static_cast<std::size_t>(DisputeSpec::Kind::MeetBeforeTermination) + 1
);

constexpr std::string_view kAttestationScopeNames[] = {
    "act",
    "each_slot",
};
static_assert(
    std::size(kAttestationScopeNames) ==
    static_cast<std::size_t>(AttestationSpec::Scope::EachSlot) + 1
);

constexpr std::string_view kHolidayZoneNames[] = {
    "metropole",
    "alsace_moselle",
};
static_assert(
    std::size(kHolidayZoneNames) == static_cast<std::size_t>(HolidayZone::AlsaceMoselle) + 1
);

constexpr std::string_view kLocaleNames[] = {
    "fr",
    "en",
};
static_assert(std::size(kLocaleNames) == static_cast<std::size_t>(Locale::En) + 1);

constexpr std::string_view kCheckVerdictNames[] = {
    "met",
    "not_met",
    "needs_acknowledgement",
};
static_assert(
    std::size(kCheckVerdictNames) ==
    static_cast<std::size_t>(Check::Verdict::NeedsAcknowledgement) + 1
);

constexpr std::string_view kRelationKindNames[] = {
    "amends",
    "applies",
    "transfers",
    "replaces",
    "conforms_to",
};
static_assert(
    std::size(kRelationKindNames) == static_cast<std::size_t>(Relation::Kind::ConformsTo) + 1
);

/// The names that a variant's alternatives have, in their order.
template <class Variant>
struct NamesIn;
template <class... Each>
struct NamesIn<std::variant<Each...>> {
    static constexpr std::array<std::string_view, sizeof...(Each)> kNames{Each::kName...};
};
static_assert(are_unique(NamesIn<Command>::kNames, std::identity{}));
static_assert(are_unique(NamesIn<Event>::kNames, std::identity{}));

}  // namespace

template <>
std::span<const std::string_view> names_of<Stage>() {
    return kStageNames;
}
template <>
std::span<const std::string_view> names_of<Refusal>() {
    return kRefusalNames;
}
template <>
std::span<const std::string_view> names_of<Actor::Kind>() {
    return kActorKindNames;
}
template <>
std::span<const std::string_view> names_of<Slot::Status>() {
    return kSlotStatusNames;
}
template <>
std::span<const std::string_view> names_of<VoteKind>() {
    return kVoteKindNames;
}
template <>
std::span<const std::string_view> names_of<OpinionChoice>() {
    return kOpinionChoiceNames;
}
template <>
std::span<const std::string_view> names_of<OpinionOutcome>() {
    return kOpinionOutcomeNames;
}
template <>
std::span<const std::string_view> names_of<OpinionClosing>() {
    return kOpinionClosingNames;
}
template <>
std::span<const std::string_view> names_of<OpinionRule>() {
    return kOpinionRuleNames;
}
template <>
std::span<const std::string_view> names_of<FieldSpec::Kind>() {
    return kFieldSpecKindNames;
}
template <>
std::span<const std::string_view> names_of<TermSpec::Kind>() {
    return kTermSpecKindNames;
}
template <>
std::span<const std::string_view> names_of<RenewalSpec::Kind>() {
    return kRenewalKindNames;
}
template <>
std::span<const std::string_view> names_of<NoticeSpec::Kind>() {
    return kNoticeKindNames;
}
template <>
std::span<const std::string_view> names_of<NoticeSpec::Before>() {
    return kNoticeBeforeNames;
}
template <>
std::span<const std::string_view> names_of<NoticeSpec::Means>() {
    return kNoticeMeansNames;
}
template <>
std::span<const std::string_view> names_of<DisputeSpec::Kind>() {
    return kDisputeKindNames;
}
template <>
std::span<const std::string_view> names_of<AttestationSpec::Scope>() {
    return kAttestationScopeNames;
}
template <>
std::span<const std::string_view> names_of<HolidayZone>() {
    return kHolidayZoneNames;
}
template <>
std::span<const std::string_view> names_of<Locale>() {
    return kLocaleNames;
}
template <>
std::span<const std::string_view> names_of<Check::Verdict>() {
    return kCheckVerdictNames;
}
template <>
std::span<const std::string_view> names_of<Relation::Kind>() {
    return kRelationKindNames;
}

std::span<const std::string_view> command_names() {
    return NamesIn<Command>::kNames;
}
std::string_view name_of(const Command& command) {
    return NamesIn<Command>::kNames[command.index()];
}

std::span<const std::string_view> event_names() {
    return NamesIn<Event>::kNames;
}
std::string_view name_of(const Event& event) {
    return NamesIn<Event>::kNames[event.index()];
}

}  // namespace contreseing::workflows
