#pragma once

#include "server/pages/admin/visit.hpp"
#include "workflows/domain/checks.hpp"

namespace contreseing::server::pages {

/// One convention as an administrator has it open. The visit outlives it.
struct Dossier {
    const Visit& visit;
    workflows::ConventionId id;
    workflows::app::Engine::View view;
    workflows::Surroundings around;
    std::string address;  ///< `/admin/conventions/<id>`

    [[nodiscard]] const workflows::State& state() const { return view.loaded.state; }
    [[nodiscard]] const workflows::ConventionType& type() const { return *view.type; }
    [[nodiscard]] bool allows(std::string_view action) const;
    [[nodiscard]] workflows::app::Asked asked(const workflows::CommandId& command) const {
        return {visit.campus(), id, command, visit.actor(), visit.now};
    }
    /// Page of an action, about the whole act or somebody's place.
    [[nodiscard]] std::string action_address(
        std::string_view action, const workflows::Place& place = workflows::whole_act()
    ) const;
    /// Title, reference, stage and address.
    [[nodiscard]] Model model(std::string_view title) const;
};

/// `action_address` and `action_label` of a link to an action's page.
Model action_link(const Dossier& dossier, std::string_view action, int slot = 0);

/// Where the words of an action are; on the link of somebody who has signed it does less, on one by
/// which too many codes were asked for it does more.
std::string action_words(const Dossier& dossier, std::string_view action, int slot);

/// The convention of `:id`; nullopt for an unknown one or one of another campus.
std::optional<Dossier> open_dossier(const Visit& visit);

/// « Camille Exemple, présidente », or the office alone while nobody is named.
std::string slot_words(const Dossier& dossier, int slot);
/// Whose address it is, and how it was probably meant: « Zoé (zoe@gmail.con, au lieu de … ?) ».
std::string doubt_words(
    const Visit& visit, const std::string& place, const workflows::EmailAddress& email
);
/// What an item of a checklist asks for.
std::string checklist_words(const Dossier& dossier, const workflows::Check& check);
/// The item of either checklist with that key.
std::optional<workflows::Check> checklist_item(const Dossier& dossier, std::string_view key);

}  // namespace contreseing::server::pages
