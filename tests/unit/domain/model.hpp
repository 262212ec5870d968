#pragma once

#include "workflows/domain/command.hpp"
#include "workflows/domain/convention_type.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace contreseing::workflows::testing {

/// What must be true of a convention, told again in the shortest way and without any code of the
/// domain: who may sign when, which opinion opens the round, when a code counts. It follows the
/// commands by itself and says of each whether it must be carried out.
class Model {
public:
    Model(const ConventionType& type, std::vector<int> ranks);

    enum class Phase { Draft, Frozen, Vote, Voted, Round, Force, Declined, Abandoned };

    /// Whether the command must be accepted; nullopt where the model has no opinion.
    [[nodiscard]] std::optional<bool> accepts(const Command& command, Instant now) const;
    /// Follows a command that was accepted.
    void follow(const Command& command, Instant now);

    [[nodiscard]] Phase phase() const { return phase_; }
    [[nodiscard]] std::set<int> pens() const;
    [[nodiscard]] std::size_t signatures() const;
    [[nodiscard]] int votes() const { return static_cast<int>(votes_.size()); }
    /// Slots in the order of the draft: they get new numbers with each reopening.
    [[nodiscard]] const std::vector<int>& numbers() const { return numbers_; }

private:
    struct Code {
        SessionId session;
        Instant at;
        int wrong = 0;
    };
    struct Person {
        int rank = 1;
        bool signed_ = false;
        bool declined = false;
        bool revoked = false;
        std::vector<Code> codes;  ///< of the present door, in order
        std::optional<Instant> reminded;
    };

    [[nodiscard]] const Person* person(int slot) const;
    Person* person(int slot);
    /// The last one of that session, or null.
    static const Code* code_of(const Person& person, const SessionId& session);
    static bool may_type(const Person& person, const SessionId& session, Instant now);
    [[nodiscard]] bool holds_pen(int slot) const;
    [[nodiscard]] bool favourable() const;
    void close_vote();
    [[nodiscard]] bool round_may_open() const;

    const ConventionType& type_;
    Phase phase_ = Phase::Draft;
    std::vector<Person> people_;
    std::vector<int> numbers_;
    int last_number_ = 0;
    int version_ = 0;
    int opinions_ = 0;
    std::map<int, OpinionChoice> votes_;  // seat -> choice, of the running or last vote
    std::optional<Instant> deadline_;
    bool opinion_good_for_text_ = false;  // closed, on this text or carried
    bool opinion_favourable_ = false;
    bool acknowledged_ = false;
};

}  // namespace contreseing::workflows::testing
