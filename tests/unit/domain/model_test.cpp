#include "tests/unit/domain/model.hpp"

#include "tests/unit/domain/scene.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace contreseing::workflows::testing {
namespace {

using namespace std::chrono_literals;

/// One random life: commands, clocks and duplicates drawn from a seed, compared with the model
/// after each.
class Life {
public:
    Life(unsigned seed, const ConventionType& type)
        : random_(seed), scene_(type), model_(scene_.type, ranks(type)) {
        scene_.create();
        scene_.fill();
        initial_ = scene_.state;
        first_seq_ = scene_.state.events;
        scene_.journal.clear();
    }

    void live(int steps) {
        for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
            scene_.now += waits();
            try_one(next_command());
            if (chance(4) && last_) {
                try_one(*last_);  // a double click, or a retry
            }
        }
        State replayed = initial_;
        for (const auto& recorded : scene_.journal) {
            replayed = evolve(std::move(replayed), recorded);
        }
        ASSERT_EQ(replayed, scene_.state);
    }

    int accepted = 0;
    int refused = 0;
    bool ended_in_force = false;

private:
    static std::vector<int> ranks(const ConventionType& type) {
        std::vector<int> out;
        for (const auto& slot : type.slots) {
            out.push_back(slot.rank);
        }
        return out;
    }

    int upto(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }
    bool chance(int one_in) { return upto(one_in - 1) == 0; }

    std::chrono::microseconds waits() {
        switch (upto(19)) {
            case 0:
                return 26h * upto(30);
            case 1:
                return 12min * upto(3);
            case 2:
                return 1us;
            default:
                return 40s;
        }
    }

    int some_slot() {
        const auto holders = pen_holders(scene_.state);
        if (!holders.empty() && !chance(4)) {
            return holders[static_cast<std::size_t>(upto(static_cast<int>(holders.size()) - 1))];
        }
        return upto(scene_.state.last_slot_n + 1);
    }

    /// Which of the steps below comes next where all goes well.
    int usual_step() {
        switch (scene_.state.stage) {
            case Stage::Drafting:
                return scene_.state.draft_open ? 0 : chance(2) ? 2 : 10;
            case Stage::UnderOpinion:
                return 4;
            case Stage::AwaitingAuthority:
                return 9 + upto(1);
            case Stage::InSignature:
                return 12 + 2 * upto(1);
            default:
                return upto(23);
        }
    }

    /// Mostly what comes next on the usual way, sometimes anything.
    Command next_command() {
        const auto* frozen = scene_.state.frozen();
        const int version = (frozen != nullptr ? frozen->n : 0) + (chance(12) ? 1 : 0);
        const int slot = some_slot();
        const SessionId session_id = session(chance(10) ? 99 : slot);
        RecordSignature signature = scene_.signature(slot);
        signature.request.session = session_id;
        signature.request.version = version;
        signature.request.code_check = chance(6) ? CodeCheck::Differs : CodeCheck::Matches;
        RequestOpinion request = scene_.opinion_request();
        request.deadline = scene_.now + 24h * (1 + upto(20));
        const auto timers = scene_.timers();
        const auto timer =
            timers.empty()
                ? Timer{signature_reminder(1), 0, {}}
                : timers[static_cast<std::size_t>(upto(static_cast<int>(timers.size()) - 1))];
        const auto choice = static_cast<OpinionChoice>(upto(3));
        const int opinion = static_cast<int>(scene_.state.opinions.size()) + (chance(20) ? 1 : 0);
        switch (chance(4) ? upto(23) : usual_step()) {
            case 0:
                return FreezeVersion{
                    scene_.state.events,
                    {},
                    digest_of(static_cast<int>(scene_.state.versions.size()) + 1),
                    3,
                    {{}, digest_of(1)}};
            case 1:
                return chance(2) ? Command(ReopenDraft{"r", chance(2)}) : Command(OpenRound{});
            case 2:
            case 3:
                return request;
            case 4:
            case 5:
            case 6:
            case 7:
                return AnswerOpinion{opinion, 1 + upto(chance(6) ? 5 : 3), choice, "t"};
            case 8:
                return CloseOpinion{opinion};
            case 9:
                return AcknowledgeOpinion{"r"};
            case 10:
            case 11:
                return OpenRound{};
            case 12:
            case 13:
                return RequestCode{slot, session_id, version, digest_of(version)};
            case 14:
            case 15:
            case 16:
                return signature;
            case 17:
                return RecordWrongCode{slot, session_id};
            case 18:
                return chance(6) ? Command(DeclineToSign{slot, "r"})
                                 : Command(RemindNow{slot_place(slot)});
            case 19:
                return RevokeLink{slot_place(slot), "r"};
            case 20:
                return ExtendLink{slot, scene_.now + 24h * 60};
            case 21: {
                const std::string address = "n" + std::to_string(upto(100'000)) + "@new.example";
                return CorrectAddress{slot_place(slot), {address}, "r"};
            }
            case 22:
                if (!timers.empty() && chance(2)) {
                    scene_.now = std::max(scene_.now, timer.fire_at);
                }
                return FireTimer{timer.id, timer.generation - (chance(6) ? 1 : 0)};
            default:
                return chance(40) ? Command(Abandon{"r"}) : Command(RemindNow{slot_place(slot)});
        }
    }

    /// Doors close by time too, which the model leaves out: such slots are not compared.
    bool is_about_a_closed_door(const Command& command) const {
        int slot = 0;
        std::visit(
            [&slot](const auto& c) {
                if constexpr (requires { c.request.slot; }) {
                    slot = c.request.slot;
                } else if constexpr (requires { c.slot; }) {
                    slot = c.slot;
                } else if constexpr (requires { c.place.slot(); }) {
                    slot = c.place.slot();
                }
            },
            command
        );
        const Slot* found = scene_.state.slot(slot);
        return found != nullptr && found->door && scene_.now >= found->door->expires_at;
    }

    void try_one(const Command& command) {
        const auto expected = model_.accepts(command, scene_.now);
        const State before = scene_.state;
        const auto decided = scene_.ask(command);
        if (expected && !is_about_a_closed_door(command)) {
            const std::string reason = decided ? "" : std::string(name_of(decided.error().refusal));
            ASSERT_EQ(decided.has_value(), *expected) << name_of(command) << ' ' << reason;
        }
        last_ = command;
        if (!decided) {
            ++refused;
            return;
        }
        ++accepted;
        check_decision(before, command, *decided);
        scene_.act(command);
        model_.follow(command, scene_.now);
        check_state(before);
    }

    void check_decision(const State& before, const Command& command, const Decision& decision) {
        ASSERT_FALSE(decision.events.empty());
        ASSERT_EQ(decision.messages.size(), decision.message_causes.size());
        for (const int cause : decision.message_causes) {
            ASSERT_GE(cause, 0);
            ASSERT_LT(cause, static_cast<int>(decision.events.size()));
        }
        for (const auto& message : decision.messages) {
            ASSERT_FALSE(message.to.email.text.empty());
            const bool reminds = message.kind == mails::kReminder || message.kind == mails::kCode;
            if (reminds) {
                // Only who holds the pen is reminded, and through a door that is open.
                const Slot* slot = before.slot(message.place.slot());
                ASSERT_NE(slot, nullptr);
                ASSERT_EQ(slot->status, Slot::Status::Invited);
                ASSERT_FALSE(slot->door->revoked);
                ASSERT_LT(scene_.now, slot->door->expires_at);
            }
            if (message.kind == mails::kOpinionReminder) {
                ASSERT_EQ(before.stage, Stage::UnderOpinion);
            }
        }
        if (const auto* timer = std::get_if<FireTimer>(&command)) {
            // No firing is carried out twice: the journal knows it by name and generation.
            ASSERT_TRUE(fired_.insert({timer->timer, timer->generation}).second)
                << to_text(timer->timer);
        }
    }

    void check_state(const State& before) {
        const State& state = scene_.state;
        ASSERT_EQ(state.events, first_seq_ + static_cast<int>(scene_.journal.size()));
        // The reference model sees the same convention.
        static const std::map<Model::Phase, Stage> kStages{
            {Model::Phase::Draft, Stage::Drafting},
            {Model::Phase::Frozen, Stage::Drafting},
            {Model::Phase::Vote, Stage::UnderOpinion},
            {Model::Phase::Voted, Stage::AwaitingAuthority},
            {Model::Phase::Round, Stage::InSignature},
            {Model::Phase::Force, Stage::InForce},
            {Model::Phase::Declined, Stage::Declined},
            {Model::Phase::Abandoned, Stage::Abandoned},
        };
        ASSERT_EQ(state.stage, kStages.at(model_.phase()));
        const auto holders = pen_holders(state);
        ASSERT_EQ(std::set<int>(holders.begin(), holders.end()), model_.pens());
        std::size_t signatures = 0;
        for (const auto& slot : state.slots) {
            signatures += slot.signature ? 1 : 0;
            // Signatures in order of rank.
            for (const auto& lower : state.slots) {
                if (slot.signature && lower.rank < slot.rank) {
                    ASSERT_TRUE(lower.signature);
                    ASSERT_LT(lower.signature->revision, slot.signature->revision);
                }
            }
        }
        ASSERT_EQ(signatures, model_.signatures());
        check_opinions(before);
        check_timers();
        ended_in_force = state.stage == Stage::InForce;
    }

    void check_opinions(const State& before) {
        for (const auto& opinion : scene_.state.opinions) {
            for (const auto& seat : opinion.seats) {
                ASSERT_TRUE(!seat.answer || seat.answer->at <= opinion.deadline);
            }
        }
        // No door before an opinion that is favourable or answered for.
        const bool opened = scene_.state.stage == Stage::InSignature &&
                            before.stage != Stage::InSignature && scene_.type.opinion;
        if (opened) {
            const Opinion* opinion = scene_.state.opinion();
            ASSERT_NE(opinion, nullptr);
            ASSERT_TRUE(opinion->closed_at);
            ASSERT_TRUE(
                opinion->outcome == OpinionOutcome::Favourable || !opinion->acknowledgement.empty()
            );
        }
    }

    void check_timers() {
        const State& state = scene_.state;
        const auto timers = scene_.timers();
        std::set<TimerId> names;
        for (const auto& timer : timers) {
            ASSERT_TRUE(names.insert(timer.id).second) << to_text(timer.id);
            ASSERT_FALSE(fired_.contains({timer.id, timer.generation})) << to_text(timer.id);
        }
        // Every open wait has its timer.
        for (const auto& slot : state.slots) {
            const bool waits = state.stage == Stage::InSignature &&
                               slot.status == Slot::Status::Invited && !slot.door->revoked &&
                               !slot.escalated;
            ASSERT_EQ(names.contains(signature_reminder(slot.n)), waits);
        }
        if (state.stage == Stage::UnderOpinion) {
            ASSERT_TRUE(names.contains(opinion_deadline(state.opinion()->n)));
        } else if (state.stage != Stage::InSignature) {
            ASSERT_TRUE(timers.empty());
        }
    }

    std::mt19937 random_;
    Scene scene_;
    Model model_;
    State initial_;
    int first_seq_ = 0;
    std::optional<Command> last_;
    std::set<std::pair<TimerId, int>> fired_;
};

struct Sum {
    int accepted = 0;
    int refused = 0;
    int in_force = 0;
};

Sum many_lives(const ConventionType& type, unsigned lives) {
    Sum sum;
    for (unsigned seed = 1; seed <= lives && !::testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Life life(seed, type);
        life.live(120);
        sum.accepted += life.accepted;
        sum.refused += life.refused;
        sum.in_force += life.ended_in_force ? 1 : 0;
    }
    return sum;
}

TEST(RandomLives, OfAnAdmissionAgreeWithTheModel) {
    const Sum sum = many_lives(adhesion(), 120);
    // The lives must reach the far end, or they prove nothing.
    EXPECT_GT(sum.accepted, 2'000);
    EXPECT_GT(sum.refused, 2'000);
    EXPECT_GT(sum.in_force, 5);
}

TEST(RandomLives, OfAPartnershipAgreeWithTheModel) {
    const Sum sum = many_lives(partnership(), 120);
    EXPECT_GT(sum.accepted, 2'000);
    EXPECT_GT(sum.in_force, 10);
}

TEST(RandomLives, OfParallelSlotsAgreeWithTheModel) {
    auto type = partnership();
    for (auto& slot : type.slots) {
        slot.rank = 7;
    }
    EXPECT_GT(many_lives(type, 60).in_force, 5);
}

}  // namespace
}  // namespace contreseing::workflows::testing
