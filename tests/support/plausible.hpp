#pragma once

#include "workflows/domain/describe_parts.hpp"
#include "workflows/domain/names.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <type_traits>

namespace contreseing::test_support {

/// Gives each member that a command has somebody fill in a value that stands: about the first
/// slot, tomorrow, for some reason.
class Plausible {
public:
    explicit Plausible(workflows::Instant now) : now_(now) {}

    void about(std::string_view) const {}

    template <class T, class Bound>
    void operator()(const workflows::codec::Member& member, T& value, const Bound&) const {
        namespace codec = workflows::codec;
        if (member.presence != codec::Presence::Required) {
            return;
        }
        if constexpr (std::is_same_v<Bound, codec::OfParticipant>) {
            value = workflows::slot_place(1);
        } else if constexpr (std::is_same_v<T, int>) {
            value = 1;
        } else if constexpr (std::is_same_v<T, std::string>) {
            value = "Un motif.";
        } else if constexpr (std::is_same_v<T, workflows::EmailAddress>) {
            value.text = "x@y.example";
        } else if constexpr (std::is_same_v<T, workflows::Instant>) {
            value = now_ + std::chrono::hours(24);
        }
    }

private:
    workflows::Instant now_;
};

/// The command of that name that an administrator is offered, filled in; nullopt when none is
/// both offered and described.
inline std::optional<workflows::Command> plausible(std::string_view name, workflows::Instant now) {
    std::optional<workflows::Command> found;
    workflows::codec::each_described([&]<class C>() {
        if (C::kName == name) {
            C command;
            const Plausible fill(now);
            workflows::codec::describe(fill, command);
            found = std::move(command);
        }
    });
    return found;
}

}  // namespace contreseing::test_support
