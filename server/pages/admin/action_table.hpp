#pragma once

#include "server/pages/admin/dossier.hpp"
#include "workflows/app/work_outcome.hpp"

#include <string_view>
#include <vector>

namespace contreseing::server::pages {

/// How one value of an action's form is typed.
enum class Input { Line, Email, Area, Date, Choice };

struct ActionField {
    std::string_view name;  ///< also the words `admin.field.<name>`
    Input input = Input::Area;
    bool required = true;
    int most = 200;  ///< characters of a line or an area
};

using ActionOutcome = workflows::app::WorkOutcome<workflows::app::Outcome>;

/// What an action is about, named by the address of its page but for the act itself: as `place`, or
/// an item of a list by what the list calls it.
enum class About { Act, Slot, Participant, Item };

/// What an administrator may do with a convention, one page each. The name is the command's.
struct AdminAction {
    std::string_view name;
    About about = About::Act;
    bool danger = false;
    std::vector<ActionField> fields;
    ActionOutcome (*run
    )(const Dossier& dossier, const workflows::app::Asked& asked, const http::Fields& typed);
};

/// All of them, in the order of the commands.
const std::vector<AdminAction>& admin_actions();
/// Null for an unknown name.
const AdminAction* find_action(std::string_view name);

}  // namespace contreseing::server::pages
