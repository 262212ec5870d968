#include "mail/catalogue.hpp"
#include "server/adapters/postman.hpp"
#include "server/adapters/zone.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/tools.hpp"
#include "sql/personal_values.hpp"
#include "workflows/app/fresh_id.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>

namespace contreseing::server::cli {

namespace {

using workflows::app::PersonalText;

/// « N:/body/… »
workflows::JournalPlace read_place(const std::string& text) {
    const auto colon = text.find(':');
    const int seq = std::atoi(text.c_str());
    if (colon == std::string::npos || seq < 1) {
        throw std::runtime_error("--value: expected ENTRY:POINTER, as in 3:/body/reason");
    }
    return {seq, text.substr(colon + 1)};
}

std::vector<PersonalText> wanted_values(
    const std::vector<PersonalText>& values,
    const std::map<int, std::string>& corrected,
    const Erasure& wanted
) {
    if (!wanted.person.empty()) {
        auto found = workflows::app::values_about(values, corrected, wanted.person);
        if (found.empty()) {
            throw std::runtime_error(
                "--person: nobody of that whole name or address is in this journal any more"
            );
        }
        return found;
    }
    std::vector<PersonalText> found;
    for (const auto& text : wanted.values) {
        const auto place = read_place(text);
        const auto value = std::find_if(values.begin(), values.end(), [&](const auto& each) {
            return each.place == place;
        });
        if (value == values.end()) {
            throw std::runtime_error("--value: no personal value at " + text);
        }
        found.push_back(*value);
    }
    return found;
}

template <class T>
void require_allowed(const Expected<T, workflows::Refused>& asked) {
    if (asked) {
        return;
    }
    switch (asked.error().refusal) {
        case workflows::Refusal::WrongStage:
        case workflows::Refusal::TooEarly:
            throw std::runtime_error(
                "this convention is still under way: values are erased once it is in force or "
                "abandoned"
            );
        case workflows::Refusal::ChangedMeanwhile:
            throw std::runtime_error(
                "this convention or one of its messages changed since the list was made, nothing "
                "was done: list again, without --yes"
            );
        default:
            throw std::runtime_error(
                "refused: " + std::string(name_of(asked.error().refusal)) + ' ' +
                asked.error().subject
            );
    }
}

/// The entry that says who erased and why would keep what is erased.
void refuse_to_repeat(
    const std::string& option, const std::string& text, const std::vector<PersonalText>& erased
) {
    if (workflows::app::repeats_one_of(text, erased)) {
        throw std::runtime_error(
            option +
            ": holds a value that is to be erased, which the journal would keep anew: say it "
            "otherwise"
        );
    }
}

void refuse_while_messages_wait(
    Tools& tools, const workflows::CampusId& campus, const workflows::ConventionId& id
) {
    for (const auto& effect : tools.stores.effects.of_convention(campus, id)) {
        if (effect.status == workflows::app::EffectStatus::Pending) {
            throw std::runtime_error(
                "a message of this convention has not left yet: wait for it, or give it up on the "
                "page of messages"
            );
        }
    }
}

}  // namespace

workflows::app::Engine engine_of(Tools& tools, const Config& config) {
    const auto zone = load_zone(config.installation.zone);
    const mail::Catalogue mails(config.folders.share / "mail", zone);
    tools.stores.conventions.write_mails_in(newest_versions(mails));
    return {
        tools.stores.conventions,
        tools.stores.types,
        tools.stores.registry,
        tools.stores.accounts,
        zone};
}

int erase_values(const Config& config, const Erasure& wanted) {
    Tools tools(config);
    const auto [campus, id] = find_convention(tools, wanted.campus, wanted.convention);
    auto engine = engine_of(tools, config);
    // Before the values: what comes between the two is then refused.
    const auto view = engine.view(campus, id);
    const int events = view.value().loaded.state.events;
    const auto found = wanted_values(
        sql::personal_values(tools.stores.pool, campus, id),
        workflows::app::corrected_names(tools.stores.conventions.journal(campus, id)),
        wanted
    );
    workflows::EraseValues command{wanted.reason, {}, wanted.sure ? wanted.at : events};
    for (const auto& value : found) {
        command.values.push_back(value.place);
    }
    refuse_to_repeat("--reason", wanted.reason, found);
    refuse_to_repeat("--by", wanted.by, found);
    const workflows::app::Asked asked{
        campus,
        id,
        workflows::app::fresh_id<workflows::CommandId>(tools.random),
        {workflows::Actor::Kind::Operator, "journal/erase", wanted.by, {}},
        tools.clock.now()};
    // Refused before anything is promised: the list may be all that was asked for.
    const auto around = engine.surroundings(*view->type, campus, asked.received_at);
    require_allowed(decide(around, view->loaded.state, command, asked.actor));
    refuse_while_messages_wait(tools, campus, id);
    for (const auto& [place, text] : found) {
        std::printf("entry %d, %s: %s\n", place.seq, place.pointer.c_str(), text.c_str());
    }
    if (!wanted.sure) {
        std::printf(
            "%zu values would be erased. Nothing was done: say --at %d --yes.\n",
            found.size(),
            events
        );
        return 0;
    }
    const auto outcome = engine.execute(asked, command);
    require_allowed(outcome);
    std::printf("%zu values erased; entry %d says so.\n", found.size(), outcome->last_seq);
    return 0;
}

}  // namespace contreseing::server::cli
