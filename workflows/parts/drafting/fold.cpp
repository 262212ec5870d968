#include "workflows/domain/fold.hpp"

#include "workflows/domain/address_warnings.hpp"
#include "workflows/parts/drafting/acknowledgements.hpp"

namespace contreseing::workflows::parts {

void Drafting::apply(State& own, const workflows::State& before, const Recorded& recorded) {
    std::visit(
        Overloaded{
            [&](const ConventionCreated& e) {
                own.fields = e.fields;
                own.visas = e.visas;
            },
            [&](const DraftEdited& e) {
                replace(own.fields, e.fields);
                replace(own.visas, e.visas);
                if (e.parties && *e.parties != before.parties) {
                    std::erase_if(own.acknowledgements, [](const auto& acknowledged) {
                        return is_attestation(acknowledged.first);
                    });
                }
                for (const auto& item : e.voided) {
                    own.acknowledgements.erase(item);
                }
                if (e.slots) {
                    forget_acknowledgements_of_changed(own, before.slots, *e.slots);
                }
            },
            [&](const AnnexAttached& e) {
                own.annexes.push_back(e.annex);
                own.last_annex_n = std::max(own.last_annex_n, e.annex.n);
            },
            [&](const AnnexRemoved& e) {
                std::erase_if(own.annexes, [&e](const Annex& annex) { return annex.n == e.annex; });
            },
            [&](const WarningAcknowledged& e) {
                acknowledge(own, before.draft_open, e.item, e.reason);
            },
            [&](const VersionReopened& e) {
                std::erase_if(own.acknowledgements, [&e](const auto& acknowledged) {
                    return is_about_place(acknowledged.first) ||
                           (e.substantial && is_attestation(acknowledged.first));
                });
                own.acknowledged_ahead.clear();
                for (const auto& slot : e.slots) {
                    renumber_attestations(own, slot.from, slot.to);
                }
            },
            [&](const OpinionRequested& e) {
                for (const auto& seat : e.opinion.seats) {
                    use_acknowledgements(own, seat_id(e.opinion.n, seat), std::nullopt);
                }
            },
            [&](const AddressCorrected& e) {
                // Another spelling of the same mailbox is the same address.
                if (before.reach(e.place) != nullptr && !same_mailbox(e.change.from, e.change.to)) {
                    const auto key =
                        e.place.slot() != 0 ? std::to_string(e.place.slot()) : to_text(e.place);
                    use_acknowledgements(own, key, e.acknowledged);
                }
            },
            [&](const HolderSubstituted& e) {
                if (before.slot(e.slot) != nullptr) {
                    forget_acknowledgements_of(own, e.slot);
                    use_acknowledgements(own, std::to_string(e.slot), e.acknowledged);
                }
            },
            kNothing,
        },
        recorded.event
    );
}

}  // namespace contreseing::workflows::parts
