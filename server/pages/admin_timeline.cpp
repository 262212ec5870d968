#include "server/pages/admin_timeline.hpp"

#include "workflows/domain/names.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <type_traits>
#include <utility>

namespace contreseing::server::pages {

namespace {

namespace wf = workflows;

/// Holders as of an entry: a later version may have other places under other numbers.
using Places = std::map<int, std::string>;

std::string place_words(const wf::Slot& slot) {
    return slot.holder.name.empty() ? slot.office
           : slot.office.empty()    ? slot.holder.name
                                    : slot.holder.name + ", " + slot.office;
}

void keep_places(Places& places, const std::vector<wf::Slot>& slots, int& last) {
    for (const auto& slot : slots) {
        const int n = slot.n == 0 ? ++last : slot.n;
        places[n] = place_words(slot);
        last = std::max(last, n);
    }
}

/// Reads the journal in order and says each entry in words.
class Teller {
public:
    explicit Teller(const Dossier& dossier) : dossier_(dossier), visit_(dossier.visit) {
        for (const auto& slot : dossier.state().slots) {
            places_[slot.n] = place_words(slot);
        }
    }

    std::string sentence(const wf::Event& event) {
        values_.clear();
        variant_.clear();
        std::visit([this](const auto& happened) { tell(happened); }, event);
        const auto base = "admin.event." + std::string(wf::name_of(event));
        Words::Values values;
        for (const auto& [name, value] : values_) {
            values.emplace_back(name, value);
        }
        return visit_.fill(variant_.empty() ? base : base + "_" + variant_, values);
    }

private:
    void set(std::string_view name, std::string value) {
        values_.insert_or_assign(std::string(name), std::move(value));
    }
    /// Of a slot, or of a seat of the current opinion.
    void mailbox(const std::optional<int>& n, const std::optional<int>& seat_n) {
        if (n) {
            slot(*n);
        } else if (seat_n && dossier_.state().opinion() != nullptr) {
            seat(dossier_.state().opinion()->n, *seat_n);
        } else {
            set("person", "?");
        }
    }
    void slot(int n) {
        const auto place = places_.find(n);
        set("person", place == places_.end() ? slot_words(dossier_, n) : place->second);
    }
    void seat(int opinion, int n) {
        for (const auto& asked : dossier_.state().opinions) {
            for (const auto& known : asked.seats) {
                if (asked.n == opinion && known.n == n) {
                    set("person", known.holder.name + ", " + known.organisation);
                    return;
                }
            }
        }
        set("person", "?");
    }
    void reason(const std::string& text) { set("reason", text); }

    void tell(const wf::ConventionCreated& e) {
        int last = 0;
        keep_places(places_, e.slots, last);
        set("title", e.title);
    }
    void tell(const wf::DraftEdited& e) {
        if (e.slots) {
            int last = 0;
            keep_places(places_, *e.slots, last);
        }
        std::string parts;
        const auto part = [&](bool changed, std::string_view name) {
            if (changed) {
                parts +=
                    (parts.empty() ? "" : ", ") + visit_.word("admin.part." + std::string(name));
            }
        };
        part(e.title.has_value(), "title");
        part(e.fields.has_value(), "fields");
        part(e.visas.has_value(), "visas");
        part(e.parties.has_value(), "parties");
        part(e.slots.has_value(), "slots");
        part(e.place.has_value(), "place");
        set("parts", std::move(parts));
    }
    void tell(const wf::AnnexAttached& e) {
        annexes_[e.annex.n] = e.annex.title;
        set("title", e.annex.title);
    }
    void tell(const wf::AnnexRemoved& e) { set("title", annexes_[e.annex]); }
    void tell(const wf::WarningAcknowledged& e) {
        const auto colon = e.item.find(':');
        wf::ChecklistItem item;
        item.kind = wf::from_name<wf::ChecklistItem::Kind>(e.item.substr(0, colon))
                        .value_or(wf::ChecklistItem::Kind::TermUnspecified);
        item.subject = colon == std::string::npos ? std::string{} : e.item.substr(colon + 1);
        variant_ = item.kind == wf::ChecklistItem::Kind::Attestation ? "attested" : "";
        set("item", checklist_words(dossier_, item));
        reason(e.reason);
    }
    void tell(const wf::VersionFrozen& e) {
        set("n", std::to_string(e.version.n));
        set("hash", to_hex(e.version.sha256).substr(0, 16));
    }
    void tell(const wf::VersionReopened& e) {
        variant_ = e.substantial ? "substantial" : "not_substantial";
        reason(e.reason);
    }
    void tell(const wf::OpinionRequested& e) {
        set("body", e.opinion.body_name);
        set("date", visit_.format.date_time(e.opinion.deadline));
    }
    void tell(const wf::OpinionAnswered& e) {
        seat(e.opinion, e.seat);
        set("choice", visit_.word("opinion.choice." + std::string(wf::name_of(e.answer.choice))));
    }
    void tell(const wf::OpinionClosed& e) {
        set("how", visit_.word("admin.closing." + std::string(wf::name_of(e.by))));
        set("outcome", visit_.word("opinion.outcome." + std::string(wf::name_of(e.outcome))));
    }
    void tell(const wf::OpinionAcknowledged& e) { reason(e.reason); }
    void tell(const wf::SeatReminded& e) { seat(e.opinion, e.seat); }
    void tell(const wf::RoundOpened&) {}
    void tell(const wf::SlotInvited& e) {
        slot(e.slot);
        set("date", visit_.format.date(e.door.expires_at));
    }
    void tell(const wf::CodeIssued& e) { slot(e.slot); }
    void tell(const wf::CodeRefused& e) { slot(e.slot); }
    void tell(const wf::SlotSigned& e) {
        slot(e.slot);
        set("n", std::to_string(e.version));
    }
    void tell(const wf::SlotDeclined& e) {
        slot(e.slot);
        reason(e.reason);
    }
    void tell(const wf::SlotReminded& e) {
        slot(e.slot);
        variant_ = e.by_hand ? "by_hand" : "";
    }
    void tell(const wf::SlotEscalated& e) { slot(e.slot); }
    void tell(const wf::LinkResent& e) {
        if (e.seat > 0) {
            seat(e.opinion, e.seat);
        } else {
            slot(e.slot);
        }
    }
    void tell(const wf::DoorRevoked& e) {
        slot(e.slot);
        reason(e.reason);
    }
    void tell(const wf::DoorRenewed& e) {
        slot(e.slot);
        set("date", visit_.format.date(e.door.expires_at));
    }
    void tell(const wf::AddressCorrected& e) {
        slot(e.slot);
        set("from", e.change.from.text);
        set("to", e.change.to.text);
        reason(e.change.reason);
    }
    void tell(const wf::HolderSubstituted& e) {
        set("from", e.from.name);
        set("to", e.to.name);
        reason(e.reason);
        const auto place = places_.find(e.slot);
        const auto* now = dossier_.state().slot(e.slot);
        if (place != places_.end() && now != nullptr) {
            place->second = e.to.name + ", " + now->office;
        }
    }
    void tell(const wf::EnteredIntoForce& e) {
        set("place", e.place);
        variant_ = e.last_day ? "until" : "";
        if (e.last_day) {
            set("date", visit_.format.day(*e.last_day));
        }
    }
    void tell(const wf::MemberRegistered& e) {
        const auto index = static_cast<std::size_t>(e.party);
        const auto& parties = dossier_.state().parties;
        set("person", index < parties.size() ? parties[index].name : std::string{"?"});
        set("date", visit_.format.day(e.since));
    }
    void tell(const wf::ValuesErased& e) {
        set("n", std::to_string(e.values.size()));
        reason(e.reason);
    }
    void tell(const wf::BodyInformationSent&) {}
    void tell(const wf::BodyInformed& e) {
        set("body", e.body_name);
        set("n", std::to_string(e.recipients));
        std::string others;
        for (const auto& member : e.members) {
            if (!member.mailed) {
                others += (others.empty() ? "" : " ; ") + member.name + " (" + member.detail + ")";
            }
        }
        variant_ = others.empty() ? "" : "without";
        set("others", std::move(others));
    }
    void tell(const wf::DeliveryFailed& e) {
        mailbox(e.slot, e.seat);
        set("status", e.status);
        set("reason", e.detail);
    }
    void tell(const wf::ConventionAbandoned& e) { reason(e.reason); }
    void tell(const wf::AutomaticReplyReceived& e) {
        mailbox(e.slot, e.seat);
        reason(e.detail);
    }

    const Dossier& dossier_;
    const Visit& visit_;
    Places places_;
    std::map<int, std::string> annexes_;
    std::map<std::string, std::string, std::less<>> values_;
    std::string variant_;
};

}  // namespace

std::vector<Model> timeline_model(
    const Dossier& dossier, const std::vector<workflows::app::JournalEntry>& journal
) {
    const auto& visit = dossier.visit;
    Teller teller(dossier);
    std::vector<Model> entries;
    for (const auto& entry : journal) {
        const auto& recorded = entry.recorded;
        const auto kind = std::string(workflows::name_of(recorded.actor.kind));
        const bool person = !recorded.actor.name.empty();
        auto who = person ? recorded.actor.name : visit.word("admin.actor." + kind);
        Model model;
        model.number("seq", recorded.seq)
            .text("event", workflows::name_of(recorded.event))
            .text("sentence", teller.sentence(recorded.event))
            .text("actor", who)
            .text("quality", person ? recorded.actor.quality : std::string{})
            .text("when", visit.format.date_time(recorded.received_at))
            .text("when_iso", workflows::to_text(recorded.received_at))
            .text("hash", to_hex(entry.hash).substr(0, 16));
        if (recorded.on) {
            model.number("on_version", recorded.on->version)
                .text("on_hash", to_hex(recorded.on->sha256).substr(0, 16));
        }
        entries.push_back(std::move(model));
    }
    return entries;
}

}  // namespace contreseing::server::pages
