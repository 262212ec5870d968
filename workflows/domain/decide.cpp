#include "workflows/domain/decide.hpp"

#include "workflows/domain/deciding.hpp"
#include "workflows/parts/copies/rules.hpp"
#include "workflows/parts/drafting/rules.hpp"
#include "workflows/parts/ending/rules.hpp"
#include "workflows/parts/information/rules.hpp"
#include "workflows/parts/links/rules.hpp"
#include "workflows/parts/opinion/rules.hpp"
#include "workflows/parts/signing/rules.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

/// The command about everybody and everything that it could be about, its values still empty.
template <class C>
std::vector<C> about_each(const Surroundings& around, const State& state, C command = {}) {
    std::vector<C> all;
    const auto add = [&](auto C::*member, auto value) {
        command.*member = value;
        all.push_back(command);
    };
    if constexpr (requires { command.place.matter; }) {
        for (const auto& [place, somebody] : state.everybody()) {
            add(&C::place, place);
        }
    } else if constexpr (requires { command.slot; }) {
        for (const auto& slot : state.slots) {
            add(&C::slot, slot.n);
        }
    } else if constexpr (std::is_same_v<C, RemoveAnnex>) {
        for (const auto& annex : state.annexes) {
            add(&C::annex, annex.n);
        }
    } else if constexpr (std::is_same_v<C, AttachAnnex>) {
        for (const auto& spec : around.type.annexes) {
            command.annex.kind = spec.kind;
            all.push_back(command);
        }
    } else if constexpr (std::is_same_v<C, CloseOpinion>) {
        for (const auto& opinion : state.opinions) {
            add(&C::opinion, opinion.n);
        }
    } else if constexpr (std::is_same_v<C, FreezeVersion>) {
        add(&C::from_events, state.events);
    } else {
        if constexpr (std::is_same_v<C, EditDraft>) {
            command.title = state.title;
        } else if constexpr (std::is_same_v<C, AcknowledgeWarning>) {
            command.item = check_key(checks::kTermUnspecified);
        }
        all.push_back(command);
    }
    return all;
}

template <class C>
std::optional<Refused> refuse_about_everybody(const Surroundings& around, const State& state) {
    std::optional<Refused> first;
    for (const auto& command : about_each<C>(around, state)) {
        auto refused = refuse(around, state, command);
        if (!refused || !blames_the_moment(refused->refusal)) {
            return std::nullopt;
        }
        if (!first) {
            first = std::move(refused);
        }
    }
    return first ? first : Refused{Refusal::NothingToDo};
}

template <class... C>
void each_offered(std::variant<C...>*, auto use) {
    const auto one = [&use]<class Each>() {
        if constexpr (requires { Each::kOffered; }) {
            use.template operator()<Each>();
        }
    };
    (one.template operator()<C>(), ...);
}

}  // namespace

bool blames_the_moment(Refusal refusal) {
    switch (refusal) {
        case Refusal::InvalidValue:
        case Refusal::MissingReason:
        case Refusal::ChangedMeanwhile:
        case Refusal::TextRequired:
        case Refusal::StaleVersion:
        case Refusal::ConsentMissing:
        case Refusal::WrongCode:
        case Refusal::TooSoon:
        case Refusal::CommandReused:
        case Refusal::LinkExpired:  // another is given, by whoever asks for this
        case Refusal::LinkRevoked:
            return false;
        case Refusal::NotFound:
        case Refusal::WrongStage:
        case Refusal::TooEarly:
        case Refusal::DraftIsFrozen:
        case Refusal::ChecklistBlocks:
        case Refusal::OpinionMissing:
        case Refusal::OpinionUnacknowledged:
        case Refusal::OpinionClosed:
        case Refusal::NotYourTurn:
        case Refusal::AlreadySigned:
        case Refusal::AlreadyDeclined:
        case Refusal::NoCode:
        case Refusal::CodeExpired:
        case Refusal::CodeExhausted:
        case Refusal::NotTheirPen:
        case Refusal::NameIsPrinted:
        case Refusal::NeedsAcknowledgement:
        case Refusal::NothingToDo:
            return true;
    }
    return true;
}

bool waits_for_a_step(Refusal refusal) {
    switch (refusal) {
        case Refusal::TooEarly:
        case Refusal::ChecklistBlocks:
        case Refusal::NeedsAcknowledgement:
        case Refusal::OpinionMissing:
        case Refusal::OpinionUnacknowledged:
        case Refusal::NotYourTurn:
            return true;
        default:
            return false;
    }
}

std::optional<Refused> refused(
    const Surroundings& around, const State& state, const Command& command
) {
    const bool creates = std::holds_alternative<CreateConvention>(command);
    if (creates != (state.events == 0)) {
        return Refused{creates ? Refusal::ChangedMeanwhile : Refusal::NotFound};
    }
    return std::visit([&](const auto& asked) { return refuse(around, state, asked); }, command);
}

Expected<Decision, Refused> decide(
    const Surroundings& around, const State& state, const Command& command, const Actor& actor
) {
    if (auto no = refused(around, state, command)) {
        return Unexpected{*std::move(no)};
    }
    Deciding deciding(around, state, actor);
    std::visit([&](const auto& asked) { rule(deciding, asked); }, command);
    return std::move(deciding).done();
}

std::vector<std::string_view> offered(const Surroundings& around, const State& state) {
    std::vector<std::string_view> names;
    each_offered(static_cast<Command*>(nullptr), [&]<class C>() {
        if (!refuse_about_everybody<C>(around, state)) {
            names.push_back(C::kName);
        }
    });
    return names;
}

std::optional<Refused> refuse_offer(
    const Surroundings& around, const State& state, std::string_view command
) {
    std::optional<Refused> refused = Refused{Refusal::NotFound, std::string(command)};
    each_offered(static_cast<Command*>(nullptr), [&]<class C>() {
        if (C::kName == command) {
            refused = refuse_about_everybody<C>(around, state);
        }
    });
    return refused;
}

}  // namespace contreseing::workflows
