#include "sql/done_commands.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::sql {

DoneCommands::DoneCommands(std::vector<DoneCommand> all) {
    std::ranges::sort(all, {}, &DoneCommand::command);
    settled_ = std::make_shared<const std::vector<DoneCommand>>(std::move(all));
}

DoneCommands DoneCommands::with(DoneCommand latest) const {
    if (latest_.size() < kLot) {
        auto more = *this;
        more.latest_.push_back(std::move(latest));
        return more;
    }
    auto all = *settled_;
    all.insert(all.end(), latest_.begin(), latest_.end());
    all.push_back(std::move(latest));
    return DoneCommands(std::move(all));
}

const DoneCommand* DoneCommands::find(const workflows::CommandId& command) const {
    const auto recent = std::ranges::find(latest_, command, &DoneCommand::command);
    if (recent != latest_.end()) {
        return &*recent;
    }
    const auto found = std::ranges::lower_bound(*settled_, command, {}, &DoneCommand::command);
    return found != settled_->end() && found->command == command ? &*found : nullptr;
}

}  // namespace contreseing::sql
