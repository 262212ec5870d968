#include "server/pages/admin_action_table.hpp"

#include "server/pages/opinion_words.hpp"
#include "text/typed_address.hpp"
#include "workflows/app/freeze_version.hpp"
#include "workflows/app/request_opinion.hpp"
#include "workflows/domain/names.hpp"

#include <chrono>
#include <utility>

namespace contreseing::server::pages {

namespace app = workflows::app;
namespace wf = workflows;
using app::Asked;
using http::Fields;

namespace {

constexpr std::chrono::hours kEndOfWork{18};
constexpr std::chrono::minutes kEndOfDay{23 * 60 + 59};

ActionOutcome execute(const Dossier& dossier, const Asked& asked, const wf::Command& command) {
    auto outcome = dossier.visit.services.engine.execute(asked, command);
    if (!outcome) {
        return app::stop(outcome.error());
    }
    return std::move(*outcome);
}

std::string text(const Fields& typed, std::string_view name) {
    return std::string(typed.get(name));
}

int number(const Fields& typed, std::string_view name) {
    return parse_whole(typed.get(name)).value_or(0);
}

/// A slot or, where the form names one, a seat.
wf::Place place(const Fields& typed) {
    const int seat = number(typed, "seat");
    return seat > 0 ? wf::seat_place(number(typed, "opinion"), seat)
                    : wf::slot_place(number(typed, "slot"));
}

std::optional<wf::Instant> instant(
    const Dossier& dossier, const Fields& typed, std::string_view name, std::chrono::minutes time
) {
    const auto day = wf::parse_day(typed.get(name));
    return day ? std::optional(dossier.visit.services.engine.zone().at(*day, time)) : std::nullopt;
}

ActionOutcome freeze(const Dossier& dossier, const Asked& asked, const Fields&) {
    const auto& services = dossier.visit.services;
    return app::freeze_version(
        services.engine,
        services.registry,
        {services.typesetter,
         services.ingest,
         services.desk,
         services.documents,
         services.digest,
         services.random},
        asked
    );
}

/// An address that somebody must answer for is answered for first, in an entry of its own; the
/// reason typed for another one is not asked for again.
template <class Run>
ActionOutcome run_answered_for(
    const Dossier& dossier, const Asked& asked, const Fields& typed, Run run
) {
    auto outcome = run(asked);
    const auto item = typed.get("ack_item");
    if (!outcome && outcome.error().refusal == wf::Refusal::NeedsAcknowledgement &&
        outcome.error().subject == item) {
        auto first = asked;
        first.command = {
            dossier.visit.services.digest.name_uuid(asked.command.bytes, "acknowledge_warning")};
        const auto answered = dossier.visit.services.engine.execute(
            first, wf::AcknowledgeWarning{std::string(item), text(typed, "ack_reason")}
        );
        if (!answered) {
            const bool reason = answered.error().refusal == wf::Refusal::MissingReason;
            return app::stop(
                reason ? wf::Refused{wf::Refusal::MissingReason, "ack_reason"} : answered.error()
            );
        }
        outcome = run(asked);
    }
    if (!outcome) {
        return app::stop(outcome.error());
    }
    return std::move(*outcome);
}

ActionOutcome execute_answered_for(
    const Dossier& dossier, const Asked& asked, const Fields& typed, const wf::Command& command
) {
    return run_answered_for(dossier, asked, typed, [&](const Asked& as) {
        return dossier.visit.services.engine.execute(as, command);
    });
}

ActionOutcome request_opinion(const Dossier& dossier, const Asked& asked, const Fields& typed) {
    app::OpinionAsked wanted;
    wanted.question = text(typed, "question");
    if (!typed.get("deadline").empty()) {
        wanted.deadline = instant(dossier, typed, "deadline", kEndOfWork);
        if (!wanted.deadline) {
            return app::stop(wf::Refusal::InvalidValue, "deadline");
        }
    }
    return run_answered_for(dossier, asked, typed, [&](const Asked& as) {
        return app::request_opinion(
            dossier.visit.services.engine, dossier.visit.services.registry, as, wanted
        );
    });
}

ActionOutcome extend_link(const Dossier& dossier, const Asked& asked, const Fields& typed) {
    const auto until = instant(dossier, typed, "until", kEndOfDay);
    if (!until) {
        return app::stop(wf::Refusal::InvalidValue, "until");
    }
    return execute(dossier, asked, wf::ExtendLink{number(typed, "slot"), *until});
}

ActionOutcome correct_address(const Dossier& dossier, const Asked& asked, const Fields& typed) {
    wf::CorrectAddress command;
    command.place = place(typed);
    command.email.text = text::read_address(text(typed, "email")).text;
    command.reason = text(typed, "reason");
    return execute_answered_for(dossier, asked, typed, command);
}

ActionOutcome substitute_holder(const Dossier& dossier, const Asked& asked, const Fields& typed) {
    wf::SubstituteHolder command;
    command.slot = number(typed, "slot");
    command.holder.name = text(typed, "name");
    command.holder.email.text = text::read_address(text(typed, "email")).text;
    command.holder.locale = wf::from_name<wf::Locale>(typed.get("locale")).value_or(wf::Locale::Fr);
    command.holder.zone =
        wf::from_name<wf::HolidayZone>(typed.get("zone")).value_or(wf::HolidayZone::Metropole);
    command.reason = text(typed, "reason");
    return execute_answered_for(dossier, asked, typed, command);
}

ActionOutcome reopen_draft(const Dossier& dossier, const Asked& asked, const Fields& typed) {
    const auto substantial = typed.get("substantial");
    if (substantial != "yes" && substantial != "no") {
        return app::stop(wf::Refusal::InvalidValue, "substantial");
    }
    return execute(dossier, asked, wf::ReopenDraft{text(typed, "reason"), substantial == "yes"});
}

ActionOutcome close_opinion(const Dossier& dossier, const Asked& asked, const Fields& typed) {
    if (!confirms_closing(dossier.visit.pages.words(), typed.get("word"))) {
        return app::stop(wf::Refusal::InvalidValue, "word");
    }
    return execute(dossier, asked, wf::CloseOpinion{number(typed, "opinion")});
}

const std::vector<AdminAction>& table() {
    static const ActionField reason{"reason", Input::Area, true};
    static const std::vector<AdminAction> actions{
        {"freeze_version", About::Act, false, {}, freeze},
        {"request_opinion",
         About::Act,
         false,
         {{"question", Input::Area, true}, {"deadline", Input::Date, false}},
         request_opinion},
        {"close_opinion", About::Act, false, {{"word", Input::Line, true}}, close_opinion},
        {"acknowledge_opinion",
         About::Act,
         false,
         {reason},
         [](const Dossier& d, const Asked& a, const Fields& t) {
             return execute(d, a, wf::AcknowledgeOpinion{text(t, "reason")});
         }},
        {"acknowledge_warning",
         About::Act,
         false,
         {reason},
         [](const Dossier& d, const Asked& a, const Fields& t) {
             return execute(
                 d,
                 a,
                 wf::AcknowledgeWarning{
                     text(t, "item"), text(t, "reason"), parse_whole(t.get("from_events"))}
             );
         }},
        {"open_round",
         About::Act,
         false,
         {},
         [](const Dossier& d, const Asked& a, const Fields&) {
             return execute(d, a, wf::OpenRound{});
         }},
        {"inform_body",
         About::Act,
         false,
         {},
         [](const Dossier& d, const Asked& a, const Fields&) {
             return execute(d, a, wf::InformBody{});
         }},
        {"reopen_draft",
         About::Act,
         true,
         {reason, {"substantial", Input::Choice, true}},
         reopen_draft},
        {"abandon",
         About::Act,
         true,
         {reason},
         [](const Dossier& d, const Asked& a, const Fields& t) {
             return execute(d, a, wf::Abandon{text(t, "reason")});
         }},
        {"renew_copies",
         About::Act,
         true,
         {reason},
         [](const Dossier& d, const Asked& a, const Fields& t) {
             return execute(d, a, wf::RenewCopies{text(t, "reason")});
         }},
        {"remind_now",
         About::SlotOrSeat,
         false,
         {},
         [](const Dossier& d, const Asked& a, const Fields& t) {
             return execute(d, a, wf::RemindNow{place(t)});
         }},
        {"resend_link",
         About::SlotOrSeat,
         false,
         {},
         [](const Dossier& d, const Asked& a, const Fields& t) {
             return execute(d, a, wf::ResendLink{place(t)});
         }},
        {"revoke_link",
         About::SlotOrSeat,
         true,
         {reason},
         [](const Dossier& d, const Asked& a, const Fields& t) {
             return execute(d, a, wf::RevokeLink{place(t), text(t, "reason")});
         }},
        {"extend_link", About::Slot, false, {{"until", Input::Date, true}}, extend_link},
        {"correct_address",
         About::SlotOrSeat,
         false,
         {{"email", Input::Email, true}, reason},
         correct_address},
        {"substitute_holder",
         About::Slot,
         false,
         {{"name", Input::Line, true},
          {"email", Input::Email, true},
          {"locale", Input::Choice, true},
          {"zone", Input::Choice, true},
          reason},
         substitute_holder},
        {"remove_annex",
         About::Act,
         true,
         {},
         [](const Dossier& d, const Asked& a, const Fields& t) {
             return execute(d, a, wf::RemoveAnnex{number(t, "annex")});
         }},
    };
    return actions;
}

}  // namespace

const AdminAction* find_action(std::string_view name) {
    for (const auto& action : table()) {
        if (action.name == name) {
            return &action;
        }
    }
    return nullptr;
}

}  // namespace contreseing::server::pages
