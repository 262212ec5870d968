#include "server/pages/admin/timeline.hpp"

#include "server/pages/admin/annexes.hpp"
#include "server/pages/link/opinion_words.hpp"
#include "workflows/domain/names.hpp"

#include <iterator>
#include <map>
#include <optional>
#include <type_traits>
#include <utility>

namespace contreseing::server::pages {

namespace {

namespace wf = workflows;

/// What the server does by itself once somebody acted: its entry names that person, whose act it
/// follows from, and not who did it.
bool is_consequence(const wf::Event& event) {
    const auto* closed = std::get_if<wf::OpinionClosed>(&event);
    return std::visit(
               []<class E>(const E&) {
                   return requires {
                       E::kFollows;
                   };
               },
               event
           ) ||
           (closed != nullptr && closed->by == wf::OpinionClosing::AllAnswered);
}

/// Reads the journal in order and says each entry in words: names, places and seats as they were
/// when it was made.
class Teller {
public:
    explicit Teller(const Dossier& dossier) : then_(dossier), visit_(dossier.visit) {
        state() = {};
    }

    std::string sentence(const wf::Recorded& recorded) {
        values_.clear();
        variant_.clear();
        std::visit([this](const auto& happened) { tell(happened); }, recorded.event);
        state() = wf::evolve(std::move(state()), recorded);
        const auto base = "admin.event." + std::string(wf::name_of(recorded.event));
        Words::Values values;
        for (const auto& [name, value] : values_) {
            values.emplace_back(name, value);
        }
        return visit_.fill(variant_.empty() ? base : base + "_" + variant_, values);
    }

    /// Of whom the last sentence is about; empty where it is nobody.
    std::string person() const {
        const auto found = values_.find("person");
        return found == values_.end() ? std::string{} : found->second;
    }

private:
    wf::State& state() { return then_.view.loaded.state; }
    void set(std::string_view name, std::string value) {
        values_.insert_or_assign(std::string(name), std::move(value));
    }
    /// Of a slot or a seat.
    void place(const wf::Place& place) {
        if (place.seat() > 0) {
            seat(place.opinion(), place.seat());
        } else {
            slot(place.slot());
        }
    }
    void slot(int n) { set("person", slot_words(then_, n)); }
    void seat(int opinion, int n) {
        const auto* known = state().seat(opinion, n);
        set("person", known == nullptr ? "?" : known->holder.name + ", " + known->organisation);
    }
    void reason(const std::string& text) { set("reason", text); }

    /// What events that say nothing else have in common: of whom, and why.
    template <class E>
    void tell(const E& e) {
        if constexpr (requires { e.place.matter; }) {
            place(e.place);
        } else if constexpr (requires { e.slot; }) {
            slot(e.slot);
        }
        if constexpr (requires { e.reason; }) {
            reason(e.reason);
        }
    }
    void tell(const wf::ConventionCreated& e) { set("title", e.title); }
    void tell(const wf::DraftEdited& e) {
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
        part(e.relations.has_value(), "relations");
        set("parts", std::move(parts));
    }
    void tell(const wf::AnnexAttached& e) {
        set("title", e.annex.title);
        variant_ = e.losses.empty() ? "" : "without";
        std::string lines;
        for (const auto& line : loss_lines(visit_, e.losses)) {
            lines += (lines.empty() ? "" : " ; ") + line;
        }
        set("losses", std::move(lines));
        reason(e.reason);
    }
    void tell(const wf::AnnexRemoved& e) {
        for (const auto& annex : state().annexes) {
            if (annex.n == e.annex) {
                set("title", annex.title);
            }
        }
    }
    void tell(const wf::WarningAcknowledged& e) {
        const auto colon = e.item.find(':');
        wf::Check item;
        item.kind = wf::check_kind(e.item.substr(0, colon)).value_or(wf::checks::kTermUnspecified);
        item.subject = colon == std::string::npos ? std::string{} : e.item.substr(colon + 1);
        variant_ = item.kind == wf::checks::kAttestation ? "attested" : "";
        set("item", checklist_words(then_, item));
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
        const auto* known = state().seat(e.opinion, e.seat);
        variant_ = known != nullptr && known->answer ? "changed" : "";
        set("choice", visit_.word("admin.choice." + std::string(wf::name_of(e.answer.choice))));
    }
    void tell(const wf::OpinionClosed& e) {
        set("how", visit_.word("opinion.closing." + std::string(wf::name_of(e.by))));
        for (const auto& opinion : state().opinions) {
            if (opinion.n == e.opinion) {
                const auto tally = wf::tally_of(then_.type(), opinion);
                const auto& words = visit_.pages.words();
                set("quorum", quorum_words(words, visit_.locale, tally));
            }
        }
        set("outcome", visit_.word("opinion.outcome." + std::string(wf::name_of(e.outcome))));
    }
    void tell(const wf::SeatReminded& e) {
        seat(e.opinion, e.seat);
        variant_ = e.by_hand ? "by_hand" : "";
    }
    void tell(const wf::SlotInvited& e) {
        slot(e.slot);
        set("date", visit_.format.date(e.door.expires_at));
    }
    void tell(const wf::SlotSigned& e) {
        slot(e.slot);
        set("n", std::to_string(e.version));
    }
    void tell(const wf::SlotReminded& e) {
        slot(e.slot);
        variant_ = e.by_hand ? "by_hand" : "";
    }
    void tell(const wf::DoorRenewed& e) {
        slot(e.slot);
        const auto* before = state().slot(e.slot);
        const bool another =
            before != nullptr && before->door && before->door->generation != e.door.generation;
        variant_ = another ? "again" : "";
        set("date", visit_.format.date(e.door.expires_at));
    }
    void tell(const wf::AddressCorrected& e) {
        place(e.place);
        variant_ = e.place.seat() == 0 ? "" : e.change.from == e.change.to ? "reopened" : "of_seat";
        set("from", e.change.from.text);
        set("to", e.change.to.text);
        reason(e.change.reason);
    }
    void tell(const wf::HolderSubstituted& e) {
        set("from", e.from.name);
        set("to", e.to.name);
        reason(e.reason);
    }
    void tell(const wf::EnteredIntoForce& e) {
        set("place", e.place);
        variant_ = e.last_day ? "until" : "";
        if (e.last_day) {
            set("date", visit_.format.day(*e.last_day));
        }
    }
    void tell(const wf::MemberRegistered& e) {
        const auto* party = state().party(e.party);
        set("person", party == nullptr ? "?" : party->name);
        set("date", visit_.format.day(e.since));
    }
    void tell(const wf::ValuesErased& e) {
        set("n", std::to_string(e.values.size()));
        reason(e.reason);
    }
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
        place(e.place);
        set("status", e.status);
        set("reason", e.detail);
    }
    void tell(const wf::MailReturned& e) {
        if (e.place == wf::whole_act()) {
            set("person", e.address);
        } else {
            place(e.place);
        }
        reason(e.text);
    }
    void tell(const wf::AutomaticReplyReceived& e) {
        place(e.place);
        reason(e.detail);
    }

    Dossier then_;  ///< the convention before the entry
    const Visit& visit_;
    std::map<std::string, std::string, std::less<>> values_;
    std::string variant_;
};

std::string recorded_actor(const Visit& visit, const wf::Recorded& recorded) {
    const auto kind = std::string(wf::name_of(recorded.actor.kind));
    return recorded.actor.name.empty() ? visit.word("admin.actor." + kind) : recorded.actor.name;
}

/// What whoever holds a link may cause as often as they like.
bool may_repeat(const TimelineEntry& entry) {
    return std::visit(
        []<class E>(const E&) {
            return requires {
                E::kMayRepeat;
            };
        },
        entry.recorded.event
    );
}

struct Line {
    const TimelineEntry* first;
    const TimelineEntry* last;
    int times;
};

Model line_model(const Visit& visit, const Line& line) {
    const auto& entry = *line.last;
    const auto when = visit.format.date_time(entry.recorded.received_at);
    Model model;
    model.text("actor", entry.actor)
        .text("quality", entry.quality)
        .text("when_iso", wf::to_text(entry.recorded.received_at));
    if (line.times == 1) {
        model.text("sentence", entry.sentence).text("when", when);
        return model;
    }
    model
        .text(
            "sentence",
            visit.fill(
                "admin.event_again." + std::string(wf::name_of(entry.recorded.event)),
                {{"person", entry.person}, {"n", std::to_string(line.times)}}
            )
        )
        .text(
            "when",
            visit.fill(
                "admin.history.between",
                {{"from", visit.format.date_time(line.first->recorded.received_at)}, {"to", when}}
            )
        );
    return model;
}

}  // namespace

std::vector<TimelineEntry> timeline_of(
    const Dossier& dossier, const std::vector<workflows::app::JournalEntry>& journal
) {
    const auto& visit = dossier.visit;
    Teller teller(dossier);
    std::vector<TimelineEntry> entries;
    for (const auto& entry : journal) {
        const auto& recorded = entry.recorded;
        const bool by_itself = is_consequence(recorded.event);
        auto sentence = teller.sentence(recorded);
        entries.push_back(
            {recorded,
             std::move(sentence),
             teller.person(),
             by_itself ? visit.word("admin.actor.system") : recorded_actor(visit, recorded),
             by_itself || recorded.actor.name.empty() ? std::string{} : recorded.actor.quality,
             to_hex(entry.hash).substr(0, 16)}
        );
    }
    return entries;
}

std::vector<Model> lines_model(const Visit& visit, const std::vector<TimelineEntry>& entries) {
    std::vector<Line> lines;
    for (const auto& entry : entries) {
        Line line{&entry, &entry, 1};
        for (auto at = lines.rbegin();
             at != lines.rend() && may_repeat(entry) && may_repeat(*at->last);
             ++at) {
            if (at->last->recorded.event.index() == entry.recorded.event.index() &&
                at->last->person == entry.person) {
                line.first = at->first;
                line.times = at->times + 1;
                lines.erase(std::next(at).base());
                break;
            }
        }
        lines.push_back(line);
    }
    std::vector<Model> models;
    for (const auto& line : lines) {
        models.push_back(line_model(visit, line));
    }
    return models;
}

std::vector<Model> entries_model(const Visit& visit, const std::vector<TimelineEntry>& entries) {
    std::vector<Model> models;
    for (const auto& entry : entries) {
        const auto& recorded = entry.recorded;
        Model model;
        model.number("seq", recorded.seq)
            .text("event", workflows::name_of(recorded.event))
            .text("recorded_actor", recorded_actor(visit, recorded))
            .text("when_iso", workflows::to_text(recorded.received_at))
            .text("hash", entry.hash);
        if (recorded.on) {
            model.number("on_version", recorded.on->version)
                .text("on_hash", to_hex(recorded.on->sha256).substr(0, 16));
        }
        models.push_back(std::move(model));
    }
    return models;
}

}  // namespace contreseing::server::pages
