#pragma once

#include "workflows/app/ports/convention_store.hpp"

#include <string>

namespace contreseing::test_support {

inline const workflows::CampusId kCampus{"demo"};

/// Identifiers that tests can read: the number in the last bytes.
template <class IdType>
IdType numbered(int n) {
    IdType id;
    id.bytes[6] = 0x70;
    id.bytes[8] = 0x80;
    id.bytes[14] = static_cast<std::uint8_t>(n >> 8);
    id.bytes[15] = static_cast<std::uint8_t>(n);
    return id;
}

workflows::Instant instant(int minutes_after_nine);
workflows::Contact contact(const std::string& name);

/// A life of one convention, transition by transition, as the engine would hand them to a store.
class SampleAct {
public:
    explicit SampleAct(int n, workflows::CampusId campus = kCampus);

    [[nodiscard]] workflows::app::Transition create(const std::string& reference) const;
    /// `events` by the direction; each `next` counts one more command.
    [[nodiscard]] workflows::app::Transition next(std::vector<workflows::Event> events);
    [[nodiscard]] workflows::app::Transition rename(const std::string& title);

    /// What the store answered becomes the ground of the next transition.
    void took_place(
        const workflows::app::Transition& transition, const workflows::app::CommitResult& result
    );

    workflows::CampusId campus;
    workflows::ConventionId id;
    workflows::State state;
    workflows::Sha256 head;
    std::vector<workflows::Timer> timers;
    int commands = 0;

private:
    [[nodiscard]] workflows::app::Transition transition(std::vector<workflows::Event> events) const;
};

workflows::Message message_to(const std::string& name);

}  // namespace contreseing::test_support
