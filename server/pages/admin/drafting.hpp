#pragma once

#include "server/pages/admin/dossier.hpp"
#include "workflows/domain/command.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace contreseing::server::pages {

/// The form of a draft as it stands on the page: everything as typed, wrong or not, so that a
/// refusal loses nothing.
struct DraftForm {
    struct PartyRow {
        int n = 0;  ///< 0: a new one
        std::string role;
        std::string name;
        std::string represented_by;
        std::string zone;
        bool removed = false;
        bool added = false;  ///< a blank row at the end
    };
    struct SlotRow {
        int n = 0;
        std::string rank;
        std::string party;  ///< number of its row above
        std::string office;
        std::string name;
        std::string email;
        std::string locale;
        std::string zone;
        bool stamp = false;
        bool removed = false;
        [[nodiscard]] bool blank() const {
            return n == 0 && office.empty() && name.empty() && email.empty();
        }
    };
    struct RelationRow {
        std::string kind;
        std::string reference;  ///< of an act of the campus
        std::string elsewhere;
        std::string signed_on;
        bool removed = false;
        [[nodiscard]] bool blank() const {
            return reference.empty() && elsewhere.empty() && signed_on.empty();
        }
    };
    std::string title;
    std::string place;
    std::string visas;
    std::map<std::string, std::vector<std::string>> fields;  ///< by key, `<key>.other` too
    std::vector<PartyRow> parties;
    std::vector<SlotRow> slots;
    std::vector<RelationRow> relations;
    int events = 0;  ///< state it was made from
};

/// The row on the form of the party or slot numbered `n`; one past the last is the first blank one.
template <class Item>
std::string row_of(const std::vector<Item>& items, int n) {
    return std::to_string(std::ranges::find(items, n, &Item::n) - items.begin());
}

DraftForm draft_of(const Dossier& dossier);
DraftForm draft_of(const Dossier& dossier, const http::Fields& typed);

/// What has to be carried out for `form`, only what differs from the state; what cannot be read
/// goes to `errors` (by the id of its input).
struct DraftChange {
    workflows::EditDraft command;
    bool changes = false;
    std::vector<std::size_t> party_rows;  ///< row of each party of the command
    std::vector<std::size_t> slot_rows;
    std::vector<std::size_t> relation_rows;
    std::vector<workflows::ConventionId> related;  ///< acts found by their references
    std::vector<FieldError> errors;
};
DraftChange change_of(const Dossier& dossier, const DraftForm& form);

/// Id of the input that a refusal of the change is about; empty when it is none.
std::string input_of(const DraftChange& change, std::string_view subject);

/// What is recorded where `form` says something else, beside the input concerned.
std::vector<FieldError> kept_values(const Dossier& dossier, const DraftForm& form);

/// Fills `model` with the inputs of the form and the errors beside them.
void add_draft(
    Model& model,
    const Dossier& dossier,
    const DraftForm& form,
    const std::vector<FieldError>& errors
);

}  // namespace contreseing::server::pages
