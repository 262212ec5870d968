#include "server/api/views.hpp"

#include "workflows/domain/names.hpp"
#include "workflows/domain/opinion_rules.hpp"

#include <array>

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

using nlohmann::json;
using workflows::name_of;
using workflows::to_text;

namespace {

template <class T>
json optional_text(const std::optional<T>& value) {
    return value ? json(to_text(*value)) : json(nullptr);
}

/// The id, or null.
template <class Id>
json optional_id(const std::optional<Id>& id) {
    return id ? json(to_string(*id)) : json(nullptr);
}

json contact_view(const workflows::Contact& contact) {
    return {
        {"name", contact.name},
        {"email", contact.email.text},
        {"locale", name_of(contact.locale)},
        {"zone", name_of(contact.zone)}};
}

json annex_view(const workflows::Annex& annex) {
    return {
        {"n", annex.n},
        {"kind", annex.kind},
        {"title", annex.title},
        {"pages", annex.pages},
        {"sha256", to_hex(annex.sha256)}};
}

json link_view(const workflows::Door& door) {
    return {{"expires_at", to_text(door.expires_at)}, {"revoked", door.revoked}};
}

json address_changes_view(const std::vector<workflows::AddressChange>& changes) {
    json view = json::array();
    for (const auto& change : changes) {
        view.push_back(
            {{"from", change.from.text},
             {"to", change.to.text},
             {"at", to_text(change.at)},
             {"reason", change.reason}}
        );
    }
    return view;
}

/// What a slot and a seat say of whoever holds them.
json reach_view(const workflows::Reach& somebody) {
    return {
        {"holder", contact_view(somebody.holder)},
        {"link", somebody.door ? link_view(*somebody.door) : json(nullptr)},
        {"last_reminder_at", optional_text(somebody.last_reminder_at)},
        {"address_changes", address_changes_view(somebody.address_changes)},
        {"undeliverable", somebody.undeliverable},
        {"automatic_reply", somebody.automatic_reply},
        {"returned_mail", somebody.returned_mail}};
}

json slot_view(const workflows::Slot& slot) {
    json view{
        {"n", slot.n},
        {"rank", slot.rank},
        {"party", slot.party},
        {"office", slot.office},
        {"stamp", slot.stamp},
        {"status", name_of(slot.status)},
        {"invited_at", optional_text(slot.invited_at)},
        {"reminders_sent", slot.reminders_sent},
        {"escalated", slot.escalated},
        {"signature", nullptr}};
    view.update(reach_view(slot));
    if (slot.signature) {
        view["signature"] = {
            {"at", to_text(slot.signature->at)},
            {"certificate_serial", slot.signature->certificate_serial},
            {"revision", slot.signature->revision}};
    }
    if (!slot.decline_reason.empty()) {
        view["decline_reason"] = slot.decline_reason;
    }
    return view;
}

json opinion_view(const workflows::ConventionType& type, const workflows::Opinion& opinion) {
    const auto tally = workflows::tally_of(type, opinion);
    json view{
        {"n", opinion.n},
        {"body", opinion.body_name},
        {"question", opinion.question},
        {"version", opinion.version},
        {"sha256", to_hex(opinion.sha256)},
        {"requested_at", to_text(opinion.requested_at)},
        {"deadline", to_text(opinion.deadline)},
        {"closed_at", optional_text(opinion.closed_at)},
        {"closed_by", opinion.closed_by ? json(name_of(*opinion.closed_by)) : json(nullptr)},
        {"outcome", opinion.outcome ? json(name_of(*opinion.outcome)) : json(nullptr)},
        {"void", opinion.void_},
        {"acknowledgement", opinion.acknowledgement},
        {"tally",
         {{"seats", tally.seats},
          {"needed", tally.needed},
          {"favourable", tally.favourable},
          {"reserved", tally.reserved},
          {"unfavourable", tally.unfavourable},
          {"abstained", tally.abstained},
          {"quorum", tally.quorum()}}},
        {"seats", json::array()}};
    for (const auto& seat : opinion.seats) {
        json answer = nullptr;
        if (seat.answer) {
            answer = {
                {"choice", name_of(seat.answer->choice)},
                {"text", seat.answer->text},
                {"at", to_text(seat.answer->at)}};
        }
        json shown{
            {"n", seat.n},
            {"organisation", seat.organisation},
            {"vote", name_of(seat.vote)},
            {"chair", seat.chair},
            {"answer", answer}};
        shown.update(reach_view(seat));
        view["seats"].push_back(std::move(shown));
    }
    return view;
}

json fields_view(const workflows::State& state) {
    json view = json::object();
    for (const auto& [key, value] : state.fields) {
        std::visit([&view, &key](const auto& held) { view[key] = held; }, value);
    }
    return view;
}

json parties_view(const workflows::State& state) {
    json view = json::array();
    for (const auto& party : state.parties) {
        view.push_back(
            {{"n", party.n},
             {"role", party.role},
             {"name", party.name},
             {"represented_by", party.represented_by},
             {"organisation",
              optional_id(party.organisation)},
             {"zone", name_of(party.zone)}}
        );
    }
    return view;
}

json relation_view(const workflows::Relation& relation) {
    return {
        {"kind", name_of(relation.kind)},
        {"act", optional_id(relation.act)},
        {"elsewhere", relation.elsewhere},
        {"signed_on", optional_text(relation.signed_on)}};
}

template <class Range, class View>
json list_view(const Range& range, View view) {
    json list = json::array();
    for (const auto& item : range) {
        list.push_back(view(item));
    }
    return list;
}

}  // namespace

json summary_view(const workflows::app::SummaryRow& row) {
    return {
        {"id", to_string(row.id)},
        {"reference", row.summary.reference},
        {"title", row.summary.title},
        {"type", row.summary.type_key},
        {"network", optional_id(row.summary.network)},
        {"stage", name_of(row.summary.stage)},
        {"pen_holder", row.summary.pen_holder},
        {"since", optional_text(row.summary.since)},
        {"last_reminder_at", optional_text(row.summary.last_reminder_at)},
        {"next_deadline", optional_text(row.summary.next_deadline)},
        {"needs_help", row.summary.needs_help},
        {"stuck_effects", row.stuck_effects},
        {"created_at", to_text(row.created_at)}};
}

json convention_view(const workflows::Surroundings& around, const workflows::State& state) {
    json version = nullptr;
    if (const auto* frozen = state.frozen()) {
        version = {
            {"n", frozen->n},
            {"sha256", to_hex(frozen->sha256)},
            {"pages", frozen->pages},
            {"frozen_at", to_text(frozen->frozen_at)}};
    }
    return {
        {"id", to_string(state.id)},
        {"reference", state.reference},
        {"type", state.type_key},
        {"type_version", state.type_version},
        {"title", state.title},
        {"stage", name_of(state.stage)},
        {"events", state.events},
        {"created_at", to_text(state.created_at)},
        {"place", state.place},
        {"network", optional_id(state.network)},
        {"relations", list_view(state.relations, relation_view)},
        {"fields", fields_view(state)},
        {"visas", state.visas},
        {"parties", parties_view(state)},
        {"last_party_n", state.last_party_n},
        {"annexes", list_view(state.annexes, annex_view)},
        {"slots", list_view(state.slots, slot_view)},
        {"opinions",
         list_view(
             state.opinions,
             [&around](const auto& opinion) { return opinion_view(around.type, opinion); }
         )},
        {"version", version},
        {"versions", state.versions.size()},
        {"pen_holders", workflows::pen_holders(state)},
        {"actions", workflows::offered(around, state)},
        {"signed_at", optional_text(state.signed_at)},
        {"in_force_at", optional_text(state.in_force_at)},
        {"last_day", optional_text(state.last_day)},
        {"body_informed_at", optional_text(state.body_informed_at)},
        {"body_informed_recipients", state.body_informed_recipients},
        {"end_reason", state.end_reason}};
}

json related_from_view(const workflows::app::RelatedActs& related) {
    return list_view(related.from, [](const workflows::app::RelatedAct& act) {
        return json{
            {"id", to_string(act.id)},
            {"reference", act.reference},
            {"stage", name_of(act.stage)},
            {"kind", name_of(act.kind)}};
    });
}

json checklist_view(const std::vector<workflows::Check>& items) {
    return list_view(items, [](const workflows::Check& item) {
        return json{
            {"item", item.key()},
            {"kind", item.kind.name},
            {"subject", item.subject},
            {"verdict", name_of(item.verdict)},
            {"blocking", item.blocking},
            {"detail", item.detail}};
    });
}

json journal_view(const workflows::app::JournalEntry& entry) {
    const auto& recorded = entry.recorded;
    return {
        {"seq", recorded.seq},
        {"type", name_of(recorded.event)},
        {"received_at", to_text(recorded.received_at)},
        {"actor",
         {{"kind", name_of(recorded.actor.kind)},
          {"id", recorded.actor.id},
          {"name", recorded.actor.name},
          {"quality", recorded.actor.quality}}},
        {"command", to_string(recorded.command)},
        {"on",
         recorded.on
             ? json{{"version", recorded.on->version}, {"sha256", to_hex(recorded.on->sha256)}}
             : json{}},
        {"hash", to_hex(entry.hash)},
        {"entry", json::parse(entry.body, nullptr, false)}};
}

json effect_view(const workflows::app::Effect& effect) {
    static constexpr std::array kStatus{
        "pending", "delivered", "abandoned", "overtaken", "refused"};
    const auto* message = effect.message();
    const auto* sent = effect.follow_up();
    return {
        {"convention", to_string(effect.key.convention)},
        {"seq", effect.key.seq},
        {"n", effect.key.n},
        {"kind", kind_of(effect)},
        {"what", what_of(effect)},
        {"place",
         to_text(
             message != nullptr ? message->place
             : sent != nullptr  ? sent->asked.place
                                : workflows::Place{}
         )},
        {"to", message != nullptr ? contact_view(message->to) : json{}},
        {"act", sent != nullptr ? json(to_string(sent->asked.to)) : json{}},
        {"status", kStatus.at(static_cast<std::size_t>(effect.status))},
        {"attempts", effect.attempts},
        {"created_at", to_text(effect.created_at)},
        {"next_try_at", optional_text(effect.next_try_at)},
        {"settled_at", optional_text(effect.settled_at)},
        {"last_error", effect.last_error},
        {"proof", effect.proof}};
}

json type_view(const workflows::ConventionType& type) {
    json fields = json::array();
    for (const auto& field : type.fields) {
        fields.push_back(
            {{"key", field.key},
             {"label", field.label},
             {"kind", name_of(field.kind)},
             {"required", field.required},
             {"with_other", field.with_other},
             {"options",
              list_view(
                  field.options,
                  [](const workflows::FieldSpec::Option& option) {
                      return json{{"key", option.key}, {"label", option.label}};
                  }
              )}}
        );
    }
    return {
        {"key", type.key},
        {"version", type.version},
        {"code", type.code},
        {"title", type.title},
        {"fields", fields},
        {"parties",
         list_view(
             type.parties,
             [](const workflows::PartyRole& role) {
                 return json{
                     {"key", role.key}, {"label", role.label}, {"is_campus", role.is_campus}};
             }
         )},
        {"annexes",
         list_view(
             type.annexes,
             [](const workflows::AnnexSpec& annex) {
                 return json{
                     {"kind", annex.kind}, {"label", annex.label}, {"required", annex.required}};
             }
         )},
        {"attestations",
         list_view(
             type.attestations,
             [](const workflows::AttestationSpec& attestation) {
                 return json{
                     {"key", attestation.key},
                     {"label", attestation.label},
                     {"scope", name_of(attestation.scope)},
                     {"blocking", attestation.blocking},
                     {"fields", attestation.fields}};
             }
         )},
        {"opinion", type.opinion.has_value()},
        {"term", name_of(type.term.kind)},
        {"renewal", {{"kind", name_of(type.renewal.kind)}, {"months", type.renewal.months}}},
        {"notice",
         {{"kind", name_of(type.notice.kind)},
          {"months", type.notice.months},
          {"before", name_of(type.notice.before)},
          {"means", name_of(type.notice.means)}}},
        {"dispute",
         {{"kind", name_of(type.dispute.kind)},
          {"days", type.dispute.days},
          {"court", type.dispute.court}}}};
}

json person_view(const workflows::app::Person& person) {
    auto view = contact_view(person.contact);
    view["id"] = to_string(person.id);
    return view;
}

json organisation_view(const workflows::app::Organisation& organisation) {
    return {
        {"id", to_string(organisation.id)},
        {"name", organisation.name},
        {"place", organisation.place},
        {"siret", organisation.siret},
        {"zone", name_of(organisation.zone)}};
}

json network_view(const workflows::app::Network& network) {
    return {
        {"id", to_string(network.id)},
        {"name", network.name},
        {"support", network.support},
        {"category", network.category},
        {"represented_by", network.represented_by},
        {"state", name_of(network.state)}};
}

json body_view(const workflows::app::Body& body) {
    return {
        {"id", to_string(body.id)},
        {"kind", body.kind},
        {"network", optional_id(body.network)},
        {"name", body.name},
        {"seats", list_view(body.seats, [](const workflows::app::BodySeat& seat) {
             return json{
                 {"n", seat.n},
                 {"organisation", seat.organisation},
                 {"vote", name_of(seat.vote)},
                 {"chair", seat.chair},
                 {"holder", optional_id(seat.holder)},
                 {"substitute",
                  optional_id(seat.substitute)},
                 {"substitute_acts", seat.substitute_acts}};
         })}};
}

json member_view(const workflows::app::Member& member) {
    return {
        {"organisation", member.organisation},
        {"college", member.college},
        {"status", member.status},
        {"since", to_text(member.since)},
        {"convention", to_string(member.convention)}};
}

}  // namespace contreseing::server::api
