#include "tests/bench/loops.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace contreseing::bench {

using namespace workflows;
using Steady = std::chrono::steady_clock;

namespace {

app::Transition answer(
    app::Services& services,
    const ConventionType& type,
    const CampusId& campus,
    app::Loaded loaded,
    const CommandId& command
) {
    const auto& opinion = *loaded.state.opinion();
    const auto& seat = opinion.seats.front();
    app::Transition transition;
    transition.campus = campus;
    transition.convention = loaded.state.id;
    transition.expected_ver = loaded.ver;
    transition.head = loaded.head;
    transition.received_at = services.clock.now();
    transition.actor = {
        Actor::Kind::BodyMember, "opinion/1/seat/1", seat.holder.name, seat.organisation};
    transition.command = command;
    transition.timers_before = timers_of(type, services.engine.zone(), loaded.state);
    const OpinionAnswered event{
        opinion.n, seat.n, {OpinionChoice::Favourable, {}, transition.received_at}};
    transition.entries = {
        entry_after(loaded.state, transition.received_at, transition.actor, command, event)};
    transition.after = evolve(std::move(loaded.state), transition.entries.back());
    transition.timers_after = timers_of(type, services.engine.zone(), transition.after);
    transition.summary = app::summarise(type, services.engine.zone(), transition.after);
    return transition;
}

}  // namespace

Measured store_loop(
    app::Services& services,
    app::ConventionStore& conventions,
    const CampusId& campus,
    const std::vector<ConventionId>& ids,
    int threads,
    double seconds
) {
    Measured all;
    std::mutex mutex;
    const auto start = Steady::now();
    const auto end =
        start +
        std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(seconds));
    std::vector<std::thread> workers;
    for (int who = 0; who < threads; ++who) {
        workers.emplace_back([&, who] {
            std::vector<double> took;
            for (auto at = static_cast<std::size_t>(who); Steady::now() < end;
                 at += static_cast<std::size_t>(threads)) {
                // Whole rounds only: two threads never meet on one convention.
                const auto count = static_cast<std::size_t>(threads);
                const auto& id = ids[at % (ids.size() / count * count)];
                const auto begun = Steady::now();
                CommandId command;
                services.random.fill(command.bytes);
                // As the engine does: from memory when it is there.
                auto loaded = conventions.recall(campus, id, command);
                if (!loaded) {
                    loaded = conventions.load(campus, id, command);
                }
                const auto& state = loaded.value().state;
                const auto type = services.types.find(campus, state.type_key, state.type_version);
                const auto result =
                    conventions.commit(answer(services, *type, campus, std::move(*loaded), command)
                    );
                if (result.kind != app::CommitResult::Kind::Committed) {
                    throw std::runtime_error("a transition did not hold");
                }
                took.push_back(
                    std::chrono::duration<double, std::milli>(Steady::now() - begun).count()
                );
            }
            const std::lock_guard lock(mutex);
            all.milliseconds.insert(all.milliseconds.end(), took.begin(), took.end());
        });
    }
    for (auto& worker : workers) {
        worker.join();
    }
    all.seconds = std::chrono::duration<double>(Steady::now() - start).count();
    std::sort(all.milliseconds.begin(), all.milliseconds.end());
    return all;
}

Measured open_loop(
    app::Services& services,
    app::ConventionStore& conventions,
    const CampusId& campus,
    const std::vector<ConventionId>& ids,
    double seconds
) {
    Measured all;
    const auto start = Steady::now();
    const auto end =
        start +
        std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(seconds));
    for (std::size_t at = 0; Steady::now() < end; ++at) {
        const auto begun = Steady::now();
        CommandId command;
        services.random.fill(command.bytes);
        if (!conventions.load(campus, ids[at % ids.size()], command)) {
            throw std::runtime_error("an act did not open");
        }
        all.milliseconds.push_back(
            std::chrono::duration<double, std::milli>(Steady::now() - begun).count()
        );
    }
    all.seconds = std::chrono::duration<double>(Steady::now() - start).count();
    std::sort(all.milliseconds.begin(), all.milliseconds.end());
    return all;
}

}  // namespace contreseing::bench
