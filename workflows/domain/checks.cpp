#include "workflows/domain/checks.hpp"

#include "workflows/domain/fold.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace contreseing::workflows {

namespace {

using Verdict = Check::Verdict;

constexpr void each_kind(auto use) {
    each_part([&]<class Part>() {
        if constexpr (requires { Part::kChecks; }) {
            std::ranges::for_each(Part::kChecks, use);
        }
    });
}

consteval bool are_unique() {
    std::vector<CheckKind> kinds;
    each_kind([&kinds](const CheckKind& kind) { kinds.push_back(kind); });
    for (auto kind = kinds.begin(); kind != kinds.end(); ++kind) {
        if (std::find(std::next(kind), kinds.end(), *kind) != kinds.end()) {
            return false;
        }
    }
    return true;
}
static_assert(are_unique(), "two parts have a check of one name");

}  // namespace

std::vector<Check> checks_of(const Surroundings& around, const State& state, Gate gate) {
    std::vector<Check> checks;
    each_part([&]<class Part>() {
        if constexpr (requires { &Part::checks; }) {
            std::ranges::move(Part::checks(around, state, gate), std::back_inserter(checks));
        }
    });
    return checks;
}

std::optional<Refused> refuse_gate(const Surroundings& around, const State& state, Gate gate) {
    const auto checks = checks_of(around, state, gate);
    const auto blocking = std::ranges::find_if(checks, &Check::blocks);
    return blocking == checks.end() ? std::nullopt : std::optional(blocking->refused);
}

std::optional<CheckKind> check_kind(std::string_view name) {
    std::optional<CheckKind> found;
    each_kind([&](const CheckKind& kind) {
        if (kind.name == name) {
            found = kind;
        }
    });
    return found;
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
