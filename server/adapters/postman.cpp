#include "server/adapters/postman.hpp"

#include "mail/error.hpp"
#include "server/adapters/return_path.hpp"
#include "workflows/app/link.hpp"
#include "workflows/domain/address_notes.hpp"
#include "workflows/domain/lead_party.hpp"
#include "workflows/domain/names.hpp"
#include "workflows/domain/opinion_rules.hpp"

#include <algorithm>

namespace contreseing::server {

using workflows::MessageKind;
using workflows::Opinion;
using workflows::OpinionChoice;
using workflows::OpinionOutcome;
using workflows::Slot;
using workflows::State;
using workflows::app::copy_link;
using workflows::app::Dispatch;
using workflows::app::link_of;

namespace {

const std::string& party_name(const State& state, const Slot& slot) {
    static const std::string kNone;
    const auto index = static_cast<std::size_t>(slot.party);
    return index < state.parties.size() ? state.parties[index].name : kNone;
}

mail::Value or_none(const std::optional<workflows::Instant>& instant) {
    return instant ? mail::Value(*instant) : mail::Value(std::string{});
}

std::vector<mail::Row> signatories(const State& state) {
    std::vector<mail::Row> rows;
    for (const auto& slot : state.slots) {
        if (slot.signature) {
            rows.push_back(
                {{"name", slot.holder.name},
                 {"office", slot.office},
                 {"signed_at", slot.signature->at}}
            );
        }
    }
    return rows;
}

std::vector<mail::Row> answers(const Opinion& opinion) {
    std::vector<mail::Row> rows;
    for (const auto& seat : opinion.seats) {
        if (seat.vote == workflows::VoteKind::Guest) {
            continue;
        }
        const auto chose = [&seat](OpinionChoice choice) {
            return seat.answer && seat.answer->choice == choice;
        };
        rows.push_back(
            {{"name", seat.holder.name},
             {"organisation", seat.organisation},
             {"favourable", chose(OpinionChoice::Favourable)},
             {"reserved", chose(OpinionChoice::Reserved)},
             {"unfavourable", chose(OpinionChoice::Unfavourable)},
             {"abstain", chose(OpinionChoice::Abstain)},
             {"silent", !seat.answer.has_value()},
             {"text", seat.answer ? seat.answer->text : std::string{}}}
        );
    }
    return rows;
}

std::vector<mail::Row> annexes(const workflows::Version& version) {
    std::vector<mail::Row> rows;
    for (const auto& annex : version.annexes) {
        rows.push_back({{"title", annex.title}});
    }
    return rows;
}

/// Whose signatures are awaited now; empty after the last one. A signature is told of before the
/// invitations that follow from it, so that the rank says who is next, not the status.
std::string next_signer(const State& state) {
    std::string names;
    int rank = 0;
    for (const auto& slot : state.slots) {  // by rank
        if (slot.status == Slot::Status::Signed || (rank != 0 && slot.rank != rank)) {
            continue;
        }
        rank = slot.rank;
        names += (names.empty() ? "" : ", ") + slot.holder.name;
    }
    return names;
}

/// What is known of addresses: of everybody, or of one slot when it is not 0.
std::vector<mail::Row> address_rows(const State& state, int slot) {
    using Kind = workflows::AddressNote::Kind;
    const auto name_of_slot = [&state](int n) {
        const auto* found = state.slot(n);
        return found == nullptr ? std::string{} : found->holder.name;
    };
    std::vector<mail::Row> rows;
    for (const auto& note : workflows::address_notes(state)) {
        if (slot != 0 && slot != note.slot && slot != note.other) {
            continue;
        }
        rows.push_back(
            {{"name", name_of_slot(note.slot)},
             {"other_name", name_of_slot(note.other)},
             {"corrected", note.kind == Kind::Corrected},
             {"shared", note.kind == Kind::Shared},
             {"administrators", note.kind == Kind::Administrators},
             {"old_address", note.change.from.text},
             {"new_address", note.change.to.text},
             {"changed_at", note.change.at},
             {"reason", note.reason}}
        );
    }
    return rows;
}

void put_last_change(mail::Model& model, const std::vector<workflows::AddressChange>& changes) {
    if (!changes.empty()) {
        model["old_address"] = changes.back().from.text;
        model["new_address"] = changes.back().to.text;
        model["changed_at"] = changes.back().at;
    }
}

void put_slot(mail::Model& model, const State& state, const Slot& slot) {
    model["office"] = slot.office;
    model["organisation"] = party_name(state, slot);
    model["holder_name"] = slot.holder.name;
    model["undeliverable"] = slot.undeliverable;
    model["codes_asked"] = std::to_string(slot.codes.size());
    model["reminders_sent"] = std::to_string(slot.reminders_sent);
    model["waiting_since"] = or_none(slot.invited_at);
    model["deadline"] = slot.door ? mail::Value(slot.door->expires_at) : mail::Value(std::string{});
    model["signed_at"] =
        slot.signature ? mail::Value(slot.signature->at) : mail::Value(std::string{});
    model["declined_by"] = slot.holder.name;
    model["new_name"] = slot.holder.name;
    model["signed_before"] =
        slot.signed_before > 0 ? std::to_string(slot.signed_before) : std::string{};
    put_last_change(model, slot.address_changes);
}

void put_opinion(
    mail::Model& model,
    const workflows::ConventionType& type,
    const Opinion& opinion,
    const workflows::Seat* seat
) {
    model["body_name"] = opinion.body_name;
    model["question"] = opinion.question;
    model["deadline"] = opinion.deadline;
    model["closed_at"] = or_none(opinion.closed_at);
    model["outcome_favourable"] = opinion.outcome == OpinionOutcome::Favourable;
    model["outcome_unfavourable"] = opinion.outcome == OpinionOutcome::Unfavourable;
    model["outcome_no_quorum"] = opinion.outcome == OpinionOutcome::NoQuorum;
    using workflows::OpinionClosing;
    model["by_deadline"] = opinion.closed_by == OpinionClosing::Deadline;
    model["by_chair"] = opinion.closed_by == OpinionClosing::Chair;
    model["by_everyone"] = opinion.closed_by == OpinionClosing::AllAnswered;
    const auto tally = workflows::tally_of(type, opinion);
    model["seats"] = std::to_string(tally.seats);
    model["count_favourable"] = std::to_string(tally.favourable);
    model["count_reserved"] = std::to_string(tally.reserved);
    model["count_unfavourable"] = std::to_string(tally.unfavourable);
    model["count_abstain"] = std::to_string(tally.abstained);
    model["count_silent"] = std::to_string(tally.seats - tally.answered());
    model["quorum_needed"] = std::to_string(tally.needed);
    model["quorum_answered"] = std::to_string(tally.answered());
    model["quorum_reached"] = tally.quorum();
    model["answers"] = answers(opinion);
    model["organisation"] = seat == nullptr ? std::string{} : seat->organisation;
    model["consultative"] = seat != nullptr && seat->vote == workflows::VoteKind::Consultative;
    model["guest"] = seat != nullptr && seat->vote == workflows::VoteKind::Guest;
    model["opinion_holds"] = !opinion.void_;
    model["opinion_falls"] = opinion.void_;
    if (seat != nullptr) {
        model["holder_name"] = seat->holder.name;
        model["office"] = opinion.body_name;
        put_last_change(model, seat->address_changes);
    }
}

struct ReasonOf {
    template <class E>
    std::string operator()(const E& event) const {
        if constexpr (requires { event.reason; }) {
            return event.reason;
        } else if constexpr (requires { event.change.reason; }) {
            return event.change.reason;
        } else {
            return {};
        }
    }
};

std::string reason_of(const workflows::Event& cause) {
    return std::visit(ReasonOf{}, cause);
}

/// A sentence of a message never stays with a hole in it.
std::string or_dash(std::string text) {
    return text.empty() ? "—" : std::move(text);
}

std::string old_name(const workflows::Event& cause) {
    const auto* substituted = std::get_if<workflows::HolderSubstituted>(&cause);
    return substituted == nullptr ? std::string{} : substituted->from.name;
}

bool had_signed(const State& before, const workflows::Contact& who) {
    return std::any_of(before.slots.begin(), before.slots.end(), [&who](const Slot& slot) {
        return slot.signature && same_mailbox(slot.holder.email, who.email);
    });
}

/// A signatory whose turn had not come: no link was ever sent to that mailbox.
bool never_invited(const State& state, const workflows::Contact& who) {
    bool signs = false;
    for (const auto& slot : state.slots) {
        if (same_mailbox(slot.holder.email, who.email)) {
            signs = true;
            if (slot.door) {
                return false;
            }
        }
    }
    return signs;
}

bool is_for_administrators(MessageKind kind) {
    return kind == MessageKind::EscalationNotice || kind == MessageKind::CodesBurntNotice ||
           kind == MessageKind::OpinionClosedNotice || kind == MessageKind::DeclineAlert ||
           kind == MessageKind::InForceNotice;
}

}  // namespace

workflows::app::MailVersions newest_versions(const mail::Catalogue& catalogue) {
    workflows::app::MailVersions versions;
    const auto names = workflows::names_of<MessageKind>();
    for (std::size_t kind = 0; kind < names.size(); ++kind) {
        const int newest = catalogue.newest(names[kind]);
        if (newest == 0) {
            throw mail::Error(
                mail::Error::Code::UnknownTemplate,
                "no words for mails of " + std::string(names[kind])
            );
        }
        versions[static_cast<MessageKind>(kind)] = newest;
    }
    return versions;
}

MailPostman::MailPostman(
    mail::Sender& sender,
    const mail::Catalogue& catalogue,
    workflows::app::Secrets& secrets,
    const crypto::SecretKeys& keys,
    Settings settings
)
    : sender_(sender),
      catalogue_(catalogue),
      secrets_(secrets),
      keys_(keys),
      settings_(std::move(settings)) {}

workflows::app::DeliveryReport MailPostman::deliver(const Dispatch& dispatch) {
    using Kind = workflows::app::DeliveryReport::Kind;
    const auto result = sender_.deliver(compose(dispatch));
    auto reply = result.text;
    switch (result.outcome) {
        case mail::DeliveryResult::Outcome::Delivered:
            return {Kind::Delivered, std::move(reply)};
        case mail::DeliveryResult::Outcome::Permanent:
            return {Kind::Permanent, std::move(reply)};
        case mail::DeliveryResult::Outcome::Temporary:
            break;
    }
    return {Kind::Temporary, std::move(reply)};
}

mail::Message MailPostman::compose(const Dispatch& dispatch) const {
    const auto& effect = dispatch.effect;
    const auto& held = std::get<workflows::app::Mail>(effect.holds);
    const auto& to = held.message.to;
    const std::string language = to.locale == workflows::Locale::En ? "en" : "fr";
    const auto rendered = catalogue_.render(
        name_of(held.message.kind), held.template_version, language, model_of(dispatch)
    );
    const auto id = effect.key.campus.text + "." + to_string(effect.key.convention) + "." +
                    std::to_string(effect.key.seq) + "." + std::to_string(effect.key.n);

    mail::Message message;
    message.from = {dispatch.campus.name, settings_.from_address};
    message.to = {to.name, to.email.text};
    message.reply_to = {dispatch.campus.reply_to.name, dispatch.campus.reply_to.email.text};
    message.return_path =
        "b+" + bounce_token(keys_, effect.key) + "@" + settings_.return_path_domain;
    message.message_id = "<" + id + "@" + settings_.return_path_domain + ">";
    message.date = std::chrono::floor<std::chrono::seconds>(effect.created_at);
    message.language = language;
    message.subject = rendered.subject;
    message.text = rendered.text;
    message.html = rendered.html;
    if (dispatch.attachment && held.message.kind == MessageKind::SignedCopy) {
        mail::Attachment copy;
        copy.file_name = dispatch.as_of.reference + ".pdf";
        copy.bytes.assign(dispatch.attachment->begin(), dispatch.attachment->end());
        message.attachments.push_back(std::move(copy));
    }
    return message;
}

std::string MailPostman::address_of(const workflows::app::LinkRef& link) const {
    return settings_.public_url + "/l/" + encode(link) + "/" + secrets_.link_secret(link);
}

mail::Model MailPostman::model_of(const Dispatch& dispatch) const {
    const auto& effect = dispatch.effect;
    const auto& state = dispatch.as_of;
    const auto& message = *effect.message();

    mail::Model model;
    model["recipient_name"] = message.to.name;
    model["campus_name"] = dispatch.campus.name;
    const auto* lead = workflows::lead_party(*dispatch.type, state);
    model["lead_name"] = lead == nullptr ? dispatch.campus.name : lead->name;
    model["contact_name"] = dispatch.campus.reply_to.name;
    model["contact_email"] = dispatch.campus.reply_to.email.text;
    model["contact_phone"] = std::string{};
    model["act_title"] = state.title;
    model["act_reference"] = state.reference;
    for (const auto* key : {"changed_at", "declined_at", "abandoned_at"}) {
        model[key] = effect.created_at;
    }
    model["reason"] = or_dash(reason_of(dispatch.cause));
    model["version"] = std::to_string(state.versions.empty() ? 1 : state.versions.back().n);
    model["replaces"] = state.versions.size() > 1;
    if (!state.versions.empty()) {
        const auto& version = state.versions.back();
        model["annexes"] = annexes(version);
        model["annex_count"] = std::to_string(version.annexes.size());
        model["sha256"] = version.sha256;
    }
    if (dispatch.file_sha256) {
        model["file_sha256"] = *dispatch.file_sha256;
    }
    const bool of_one = message.kind == MessageKind::SignatureReceipt;
    model["address_notes"] = address_rows(state, of_one ? message.place.slot() : 0);
    model["who_signed"] = signatories(state);
    model["signatories"] = signatories(state);
    model["next_signer"] = next_signer(state);
    model["in_force_at"] = or_none(state.in_force_at);
    model["journal_head"] = dispatch.head;
    model["journal_seq"] = std::to_string(effect.key.seq);
    model["attached"] = dispatch.attachment != nullptr;
    const bool signed_it = had_signed(dispatch.before, message.to);
    const bool unasked = never_invited(state, message.to);
    model["had_signed"] = signed_it;
    model["never_invited"] = unasked;
    model["opinion_holds"] = false;
    model["opinion_falls"] = false;
    model["was_invited"] = !signed_it && !unasked;
    model["old_name"] = or_dash(old_name(dispatch.cause));
    model["code"] = std::string{};
    model["code_number"] = std::string{};
    model["code_minutes"] = std::to_string(workflows::kCodeLife.count());
    model["link"] = settings_.public_url + "/admin/conventions/" + to_string(state.id);

    const auto* slot = state.slot(message.place);
    if (slot != nullptr) {
        put_slot(model, state, *slot);
        const auto* issued = std::get_if<workflows::CodeIssued>(&dispatch.cause);
        if (issued != nullptr && state.frozen() != nullptr) {
            const auto& version = *state.frozen();
            model["code"] =
                secrets_.code(state.id, slot->n, issued->code, version.n, version.sha256);
            model["code_number"] = std::to_string(issued->code.n);
        }
    }
    model["of_seat"] = message.place.seat() > 0;
    if (const auto* opinion = state.opinion(message.place.opinion())) {
        const auto* seat = state.seat(message.place);
        put_opinion(model, *dispatch.type, *opinion, seat);
        if (seat != nullptr) {
            model["link"] = address_of(*link_of(effect.key.campus, state, message.place));
        }
    }
    if (message.kind == MessageKind::AddressCorrectedNotice) {
        model["organisation"] = or_dash(std::get<std::string>(model["organisation"]));
    }
    if (message.place.opinion() == 0) {
        model["body_name"] = dispatch.informed_body_name;
    }
    const bool renewed = std::holds_alternative<workflows::CopiesRenewed>(dispatch.cause);
    model["renewed"] = renewed;
    if (message.kind == MessageKind::BodyInformation || renewed) {
        model["link"] = address_of(copy_link(effect.key.campus, state, effect.key.n));
    } else if (slot != nullptr && !is_for_administrators(message.kind)) {
        if (const auto link = link_of(effect.key.campus, state, message.place)) {
            model["link"] = address_of(*link);
        }
    }
    return model;
}

}  // namespace contreseing::server
