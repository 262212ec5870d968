#pragma once

#include "workflows/ground/ids.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace contreseing::sql {

/// A command that was carried out, and the fingerprint of its request.
struct DoneCommand {
    workflows::CommandId command;
    std::string done_as;
};

/// The commands that were carried out on a convention. One more costs the copy of some tens,
/// however many there are: those of long ago are shared, and taken in by lots. Immutable.
class DoneCommands {
public:
    explicit DoneCommands(std::vector<DoneCommand> all);

    /// These and `latest`.
    [[nodiscard]] DoneCommands with(DoneCommand latest) const;
    /// Null when it was not.
    [[nodiscard]] const DoneCommand* find(const workflows::CommandId& command) const;

private:
    static constexpr std::size_t kLot = 64;

    std::shared_ptr<const std::vector<DoneCommand>> settled_;  ///< by command
    std::vector<DoneCommand> latest_;
};

}  // namespace contreseing::sql
