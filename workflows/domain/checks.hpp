#pragma once

#include "workflows/domain/decide.hpp"
#include "workflows/ground/check.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::workflows {

/// Everything that the parts look at before a gate, part after part.
std::vector<Check> checks_of(const Surroundings& around, const State& state, Gate gate);
/// What passing the gate is answered: by the first check that blocks, or nothing.
std::optional<Refused> refuse_gate(const Surroundings& around, const State& state, Gate gate);

/// nullopt for a name that is of none. Each name is of one kind only.
std::optional<CheckKind> check_kind(std::string_view name);

/// The checks of one part before one gate, as they are put together.
class CheckList {
public:
    CheckList(const State& state, Gate gate) : state_(state), gate_(gate) {}

    // What passing the gate is answered meanwhile: `refused`, or that the check blocks.

    /// It has to be so.
    void require(
        const CheckKind& kind, std::string subject, bool met, std::optional<Refused> refused = {}
    );
    /// Somebody must answer for it, or did.
    void warn(const CheckKind& kind, std::string subject, std::optional<Refused> refused = {});
    void acknowledge(Check check, std::optional<Refused> refused = {});
    /// One check for all that is found of its kind in what it is about.
    void found(
        const CheckKind& kind,
        std::string subject,
        Check::Verdict verdict,
        const std::string& detail
    );

    [[nodiscard]] std::vector<Check> done() && { return std::move(checks_); }

private:
    void add(Check check, std::optional<Refused> refused);

    const State& state_;
    Gate gate_;
    std::vector<Check> checks_;
};

}  // namespace contreseing::workflows
