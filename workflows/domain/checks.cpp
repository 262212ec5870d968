#include "workflows/domain/checks.hpp"

#include "workflows/domain/fold.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::workflows {

namespace {

using Verdict = Check::Verdict;

template <class Part>
concept HasChecks = requires {
    Part::kChecks;
};

constexpr auto kKinds = []<HasChecks Part>() { return Part::kChecks; };
static_assert(
    are_unique(from_each_part<CheckKind>(kKinds), &CheckKind::name),
    "two parts have a check of one name"
);

}  // namespace

std::vector<Check> checks_of(const Surroundings& around, const State& state, Gate gate) {
    return from_each_part<Check>([&]<HasChecks Part>() { return Part::checks(around, state, gate); }
    );
}

std::optional<Refused> refuse_gate(const Surroundings& around, const State& state, Gate gate) {
    const auto checks = checks_of(around, state, gate);
    const auto blocking = std::ranges::find_if(checks, &Check::blocks);
    return blocking == checks.end() ? std::nullopt : std::optional(blocking->refused);
}

std::optional<CheckKind> check_kind(std::string_view name) {
    static const auto kinds = from_each_part<CheckKind>(kKinds);
    const auto found = std::ranges::find(kinds, name, &CheckKind::name);
    return found == kinds.end() ? std::nullopt : std::optional(*found);
}

void CheckList::add(Check check, std::optional<Refused> refused) {
    const bool answered = gate_ == Gate::Round && check.verdict == Verdict::NeedsAcknowledgement;
    check.gate = gate_;
    check.refused = refused.value_or(Refused{
        answered ? Refusal::NeedsAcknowledgement : Refusal::ChecklistBlocks, check.key()});
    checks_.push_back(std::move(check));
}

void CheckList::require(
    const CheckKind& kind, std::string subject, bool met, std::optional<Refused> refused
) {
    add({gate_, kind, std::move(subject), met ? Verdict::Met : Verdict::NotMet},
        std::move(refused));
}

void CheckList::warn(const CheckKind& kind, std::string subject, std::optional<Refused> refused) {
    acknowledge(
        {gate_, kind, std::move(subject), Verdict::NeedsAcknowledgement}, std::move(refused)
    );
}

void CheckList::acknowledge(Check check, std::optional<Refused> refused) {
    if (state_.acknowledgements.contains(check.key())) {
        check.verdict = Verdict::Met;
    }
    add(std::move(check), std::move(refused));
}

void CheckList::found(
    const CheckKind& kind, std::string subject, Verdict verdict, const std::string& detail
) {
    const auto same = std::ranges::find_if(checks_, [&](const Check& each) {
        return each.kind == kind && each.subject == subject;
    });
    if (same == checks_.end()) {
        acknowledge({gate_, kind, std::move(subject), verdict, true, detail});
    } else if (same->detail.find(detail) == std::string::npos) {
        same->detail += " ; " + detail;
    }
}

}  // namespace contreseing::workflows
