#pragma once

#include "workflows/app/engine.hpp"
#include "workflows/app/ports/effect_store.hpp"
#include "workflows/app/ports/registry.hpp"
#include "workflows/ground/check.hpp"

#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace contreseing::server::api {

// What the API shows, as JSON objects. Never a link, a code or a secret.

nlohmann::json summary_view(const workflows::app::SummaryRow& row);
/// The acts that are something to one.
nlohmann::json related_from_view(const workflows::app::RelatedActs& related);
nlohmann::json convention_view(
    const workflows::Surroundings& around, const workflows::State& state
);
nlohmann::json checklist_view(const std::vector<workflows::Check>& items);
nlohmann::json journal_view(const workflows::app::JournalEntry& entry);
nlohmann::json effect_view(const workflows::app::Effect& effect);
nlohmann::json type_view(const workflows::ConventionType& type);
nlohmann::json person_view(const workflows::app::Person& person);
nlohmann::json organisation_view(const workflows::app::Organisation& organisation);
nlohmann::json network_view(const workflows::app::Network& network);
nlohmann::json body_view(const workflows::app::Body& body);
nlohmann::json member_view(const workflows::app::Member& member);

}  // namespace contreseing::server::api
