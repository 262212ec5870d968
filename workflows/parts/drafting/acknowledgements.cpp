#include "workflows/parts/drafting/acknowledgements.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

bool is_about_address(std::string_view item) {
    return subject_in(item, checks::kSharedAddress) ||
           subject_in(item, checks::kAdministratorAddress) ||
           subject_in(item, checks::kDoubtfulAddress);
}

bool is_attestation_of_slot(std::string_view item) {
    return is_attestation(item) && item.find(',') != std::string_view::npos;
}

/// Whether `place` is one of those in `kind:1,3`.
bool names(std::string_view item, std::string_view place) {
    item.remove_prefix(item.find(':') + 1);
    while (true) {
        const auto comma = item.find(',');
        if (item.substr(0, comma) == place) {
            return true;
        }
        if (comma == std::string_view::npos) {
            return false;
        }
        item.remove_prefix(comma + 1);
    }
}

}  // namespace

bool is_attestation(std::string_view item) {
    return subject_in(item, checks::kAttestation).has_value();
}

bool is_about_place(std::string_view item) {
    return is_about_address(item) || subject_in(item, checks::kSamePersonTwice);
}

void acknowledge(
    parts::Drafting::State& own, bool draft_open, const std::string& item, const std::string& reason
) {
    const bool ahead = !draft_open && is_about_address(item);
    (ahead ? own.acknowledged_ahead : own.acknowledgements)[item] = reason;
}

void forget_acknowledgements_of_changed(
    parts::Drafting::State& own, const std::vector<Slot>& former, const std::vector<Slot>& slots
) {
    for (const auto& before : former) {
        const auto after = std::find_if(slots.begin(), slots.end(), [&before](const Slot& slot) {
            return slot.n == before.n;
        });
        const bool stays = after != slots.end();
        const bool same_holder = stays && after->holder == before.holder;
        const bool same_signatory = stays && after->holder.name == before.holder.name &&
                                    after->office == before.office && after->party == before.party;
        const auto n = std::to_string(before.n);
        std::erase_if(own.acknowledgements, [&](const auto& acknowledged) {
            const auto& item = acknowledged.first;
            return is_attestation_of_slot(item) ? !same_signatory && names(item, n)
                   : is_about_place(item)       ? !same_holder && names(item, n)
                                                : false;
        });
    }
}

void forget_acknowledgements_of(parts::Drafting::State& own, int n) {
    const auto place = std::to_string(n);
    std::erase_if(own.acknowledgements, [&place](const auto& acknowledged) {
        const auto& item = acknowledged.first;
        return (is_attestation_of_slot(item) || is_about_place(item)) && names(item, place);
    });
}

void use_acknowledgements(
    parts::Drafting::State& own,
    const std::string& place,
    const std::optional<std::vector<std::string>>& needed
) {
    const auto is_used = [&needed](const std::string& item) {
        return !needed || std::find(needed->begin(), needed->end(), item) != needed->end();
    };
    for (const auto& kind : {checks::kAdministratorAddress, checks::kDoubtfulAddress}) {
        if (const auto item = check_key(kind, place); !is_used(item)) {
            own.acknowledgements.erase(item);
        }
    }
    for (const auto& [item, reason] : own.acknowledged_ahead) {
        if (names(item, place) && is_used(item)) {
            own.acknowledgements[item] = reason;
        }
    }
    std::erase_if(own.acknowledged_ahead, [&place](const auto& acknowledged) {
        return names(acknowledged.first, place);
    });
}

void renumber_attestations(parts::Drafting::State& own, int former, int n) {
    std::map<std::string, std::string> renumbered;
    for (const auto& [item, reason] : own.acknowledgements) {
        const bool of_it = is_attestation_of_slot(item) && names(item, std::to_string(former));
        const auto kept = of_it ? item.substr(0, item.find(',') + 1) + std::to_string(n) : item;
        renumbered.emplace(kept, reason);
    }
    own.acknowledgements = std::move(renumbered);
}

}  // namespace contreseing::workflows
