#include "server/pages/admin/action_table.hpp"

#include "server/pages/kit/described_form.hpp"
#include "server/pages/link/opinion_words.hpp"
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

std::string text(const Fields& typed, std::string_view name) {
    return std::string(typed.get(name));
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

ActionOutcome request_opinion(const Dossier& dossier, const Asked& asked, const Fields& typed) {
    app::OpinionAsked wanted;
    wanted.question = text(typed, "question");
    if (!typed.get("deadline").empty()) {
        const auto day = wf::parse_day(typed.get("deadline"));
        if (!day) {
            return app::stop(wf::Refusal::InvalidValue, "deadline");
        }
        wanted.deadline = dossier.visit.services.engine.zone().at(*day, kEndOfWork);
    }
    return run_answered_for(dossier, asked, typed, [&](const Asked& as) {
        return app::request_opinion(
            dossier.visit.services.engine, dossier.visit.services.registry, as, wanted
        );
    });
}

template <class C>
ActionOutcome run_described(const Dossier& dossier, const Asked& asked, const Fields& typed) {
    auto& engine = dossier.visit.services.engine;
    C command;
    FormReader form(typed, engine.zone());
    codec::describe(form, command);
    if (!form.wrong().empty()) {
        return app::stop(wf::Refusal::InvalidValue, std::string(form.wrong()));
    }
    return run_answered_for(dossier, asked, typed, [&](const Asked& as) {
        return engine.execute(as, command);
    });
}

ActionOutcome close_opinion(const Dossier& dossier, const Asked& asked, const Fields& typed) {
    if (!confirms_closing(dossier.visit.pages.words(), typed.get("word"))) {
        return app::stop(wf::Refusal::InvalidValue, "word");
    }
    return run_described<wf::CloseOpinion>(dossier, asked, typed);
}

/// As its description says.
template <class C>
AdminAction described() {
    C command;
    FormInputs inputs;
    codec::describe(inputs, command);
    return {
        wf::name_of(wf::Command(std::move(command))),
        inputs.about(),
        C::kOffered == wf::Offer::Grave,
        inputs.fields(),
        run_described<C>};
}

}  // namespace

const std::vector<AdminAction>& admin_actions() {
    static const auto actions = [] {
        std::vector<AdminAction> all{
            {"freeze_version", About::Act, false, {}, freeze},
            {"request_opinion",
             About::Act,
             false,
             {{"question", Input::Area, true, 2'000}, {"deadline", Input::Date, false}},
             request_opinion},
            {"close_opinion", About::Item, false, {{"word", Input::Line}}, close_opinion}};
        codec::each_described([&all]<class C>() {
            // The draft has a page of its own, and the closing asks for a word.
            if constexpr (!std::is_same_v<C, wf::EditDraft> && !std::is_same_v<C, wf::CloseOpinion>) {
                all.push_back(described<C>());
            }
        });
        return all;
    }();
    return actions;
}

const AdminAction* find_action(std::string_view name) {
    for (const auto& action : admin_actions()) {
        if (action.name == name) {
            return &action;
        }
    }
    return nullptr;
}

}  // namespace contreseing::server::pages
