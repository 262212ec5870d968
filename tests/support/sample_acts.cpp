#include "tests/support/sample_acts.hpp"

namespace contreseing::test_support {

using namespace workflows;
using namespace workflows::app;

Instant instant(int minutes_after_nine) {
    return std::chrono::sys_days(std::chrono::year(2026) / 3 / 12) + std::chrono::hours(9) +
           std::chrono::minutes(minutes_after_nine);
}

Contact contact(const std::string& name) {
    return {name, {name + "@exemple.fr"}, Locale::Fr, HolidayZone::AlsaceMoselle};
}

Message message_to(const std::string& name) {
    return {mails::kInvitation, contact(name), slot_place(1)};
}

SampleAct::SampleAct(int n, CampusId of) : campus(std::move(of)), id(numbered<ConventionId>(n)) {
    state.id = id;
}

Transition SampleAct::transition(std::vector<Event> events) const {
    Transition transition;
    transition.campus = campus;
    transition.convention = id;
    transition.expected_ver = state.events;
    transition.head = head;
    transition.received_at = instant(state.events);
    transition.actor = {
        Actor::Kind::Administrator, "a1", "Mme Élise \"L'Hôte\" \\ {x}", "directrice"};
    // The convention and the count make the command unique.
    transition.command = numbered<CommandId>(commands);
    transition.command.bytes[0] = id.bytes[15];
    transition.command.bytes[1] = id.bytes[14];
    transition.after = state;
    for (Event& event : events) {
        transition.entries.push_back(entry_after(
            transition.after,
            transition.received_at,
            transition.actor,
            transition.command,
            std::move(event)
        ));
        transition.after = evolve(std::move(transition.after), transition.entries.back());
    }
    transition.summary.reference = transition.after.reference;
    transition.summary.title = transition.after.title;
    transition.summary.type_key = transition.after.type_key;
    transition.summary.network = transition.after.network;
    transition.summary.stage = transition.after.stage;
    transition.timers_before = timers;
    transition.timers_after = timers;
    return transition;
}

Transition SampleAct::create(const std::string& reference) const {
    ConventionCreated created;
    created.reference = reference;
    created.type_key = "adhesion";
    created.type_version = 1;
    created.title = "Adhésion de l’Atelier n° 1";
    created.fields = {{"college", "entreprises"}, {"axes", std::vector<std::string>{"a", "b"}}};
    created.parties = {
        {1, "campus", "Campus", "son directeur", std::nullopt, HolidayZone::Metropole},
        {2, "member", "Atelier", "sa présidente", std::nullopt, HolidayZone::Metropole}};
    Slot slot;
    slot.n = 1;
    slot.party = 2;
    slot.office = "Présidente";
    slot.holder = contact("berthe");
    created.slots = {slot};
    created.place = "Bagnols-sur-Cèze";
    return transition({created});
}

Transition SampleAct::next(std::vector<Event> events) {
    ++commands;
    return transition(std::move(events));
}

Transition SampleAct::rename(const std::string& title) {
    DraftEdited edited;
    edited.title = title;
    return next({edited});
}

void SampleAct::took_place(const Transition& transition, const CommitResult& result) {
    state = transition.after;
    head = result.head;
    timers = transition.timers_after;
}

}  // namespace contreseing::test_support
