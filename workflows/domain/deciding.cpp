#include "workflows/domain/deciding.hpp"

#include "text/mailbox.hpp"
#include "workflows/domain/fold.hpp"

#include <algorithm>

namespace contreseing::workflows {

Deciding::Deciding(const Surroundings& around_, const State& state, const Actor& actor)
    : around(around_), before_(state), actor_(actor) {}

void Deciding::emit(Event event) {
    decision_.events.push_back(event);
    Recorded recorded;
    recorded.seq = state().events + 1;
    recorded.received_at = around.now;
    recorded.actor = actor_;
    recorded.event = std::move(event);
    recorded.effective_at = around.effective_at;
    const State& before = state();
    advance(states_.emplace_back(before), before, recorded);
    each_part([&]<class Part>() {
        if constexpr (requires { &Part::follow; }) {
            Part::follow(*this, recorded);
        }
    });
}

void Deciding::send(Message message) {
    if (!text::is_mailbox(message.to.email.text)) {
        return;  // erased: nobody can be told any more
    }
    decision_.messages.push_back(std::move(message));
    decision_.message_causes.push_back(static_cast<int>(decision_.events.size()) - 1);
}

void Deciding::send_once_each(const std::vector<Message>& messages) {
    std::vector<EmailAddress> told;
    for (const auto& message : messages) {
        const bool again = std::any_of(told.begin(), told.end(), [&](const EmailAddress& address) {
            return same_mailbox(address, message.to.email);
        });
        if (!again) {
            told.push_back(message.to.email);
            send(message);
        }
    }
}

void Deciding::send_to_each(const MailKind& kind, const std::vector<Recipient>& recipients) {
    std::vector<Message> messages;
    for (const auto& [to, place] : recipients) {
        messages.push_back({kind, to, place});
    }
    send_once_each(messages);
}

void Deciding::tell_administrators(const MailKind& kind, const Place& place) {
    std::vector<Recipient> recipients;
    for (const auto& administrator : around.administrators) {
        recipients.push_back({administrator, place});
    }
    send_to_each(kind, recipients);
}

void Deciding::follow_up(FollowUp asked) {
    decision_.follow_ups.push_back(std::move(asked));
    decision_.follow_up_causes.push_back(static_cast<int>(decision_.events.size()) - 1);
}

Step step_of(const State& state) {
    switch (state.stage) {
        case Stage::Drafting:
            return state.draft_open ? Step::Draft : Step::Frozen;
        case Stage::UnderOpinion:
            return Step::Opinion;
        case Stage::AwaitingAuthority:
            return Step::OpinionGiven;
        case Stage::InSignature:
            return Step::Signatures;
        case Stage::Signed:
        case Stage::InForce:
            return Step::Force;
        default:
            return Step::Over;
    }
}

Refused out_of_step(const State& state, Step first) {
    return {step_of(state) < first ? Refusal::TooEarly : Refusal::WrongStage};
}

std::optional<Refused> refuse_reason(std::string_view reason) {
    return parse_reason(reason) ? std::nullopt
                                : std::optional(Refused{Refusal::MissingReason, "reason"});
}

bool is_one_of(Stage stage, std::initializer_list<Stage> stages) {
    return std::find(stages.begin(), stages.end(), stage) != stages.end();
}

bool is_open(Stage stage) {
    return is_one_of(
        stage,
        {Stage::Drafting,
         Stage::UnderOpinion,
         Stage::AwaitingAuthority,
         Stage::InSignature,
         Stage::Declined}
    );
}

}  // namespace contreseing::workflows
