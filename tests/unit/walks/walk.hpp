#pragma once

#include "workflows/domain/decide.hpp"

#include <string>

#include <nlohmann/json.hpp>

namespace contreseing::workflows::testing {

/// One life of a convention, told in the words of `README.md`: what is asked and what comes of it
/// are texts that no structure of the code shapes, so that a recording outlives the structures.
class Walk {
public:
    /// `admission`, `partnership`, `parallel`. Throws `std::runtime_error` for another kind.
    explicit Walk(const std::string& kind);

    /// Carries out one line that was asked, and says what came of it.
    /// Throws `std::runtime_error` when the line is not in those words.
    nlohmann::json carry_out(const nlohmann::json& asked);

private:
    [[nodiscard]] Command command_of(const nlohmann::json& asked) const;
    [[nodiscard]] nlohmann::json columns() const;

    ConventionType type_;
    ZoneTable zone_;
    State state_;
    nlohmann::json shown_;  ///< stage, timers and columns, as they were last told
};

}  // namespace contreseing::workflows::testing
