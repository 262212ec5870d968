#include "server/pages/link/opinion_view.hpp"

#include "server/pages/link/opinion_words.hpp"
#include "workflows/domain/names.hpp"
#include "workflows/domain/opinion_rules.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::server::pages {

namespace {

using workflows::Answer;
using workflows::OpinionChoice;

std::string choice_key(std::string_view name) {
    return "opinion.choice." + std::string(name);
}

void add_answer(Model& model, const Writing& with, const Answer& answer) {
    model
        .text(
            "answered",
            with.pages.words().fill(
                with.locale,
                "opinion.recorded_sentence",
                {{"date", with.format.date_time(answer.at)},
                 {"choice", with.word(choice_key(workflows::name_of(answer.choice)))}}
            )
        )
        .text("answered_text", answer.text);
}

Model opinion_base(const Writing& with, std::string_view title_key) {
    const auto& opinion = *with.open.at.opinion;
    const auto& seat = *with.open.at.seat;
    auto model = act_model(with);
    model
        .text(
            "page_title",
            with.pages.words().fill(with.locale, title_key, {{"title", with.open.state().title}})
        )
        .text("body", opinion.body_name)
        .text("question", opinion.question)
        .text("deadline", with.format.date_time(opinion.deadline))
        .text("name", seat.holder.name)
        .text("organisation", seat.organisation)
        .text("vote", with.word("opinion.vote." + std::string(workflows::name_of(seat.vote))))
        .text("head", grouped(with.open.view.loaded.head))
        .text(
            "head_help",
            with.pages.words().fill(
                with.locale, "opinion.head_help", {{"n", std::to_string(with.open.view.loaded.ver)}}
            )
        );
    if (seat.answer) {
        add_answer(model, with, *seat.answer);
    }
    return model;
}

std::vector<Model> choices(const Writing& with, const std::string& chosen) {
    std::vector<Model> radios;
    for (const auto name : workflows::names_of<OpinionChoice>()) {
        Model radio;
        radio.text("choice_name", name)
            .text("choice_label", with.word(choice_key(name)))
            .flag("choice_ticked", chosen == name);
        radios.push_back(std::move(radio));
    }
    return radios;
}

}  // namespace

Model opinion_model(const Writing& with, const OpinionDraft& draft, const std::string& form_token) {
    auto model = opinion_base(with, "opinion.title");
    const auto& seat = *with.open.at.seat;
    model.flag("asked", seat.vote != workflows::VoteKind::Guest)
        .list("choices", choices(with, draft.choice))
        .text("typed", draft.text)
        .text("csrf", form_token)
        .text("command", draft.command)
        .flag("chair", seat.chair)
        .text("submit", with.word(seat.answer ? "opinion.change" : "opinion.submit"));
    add_errors(model, draft.errors);
    return model;
}

Model closed_opinion_model(const Writing& with) {
    const auto& opinion = *with.open.at.opinion;
    const auto& words = with.pages.words();
    auto model = opinion_base(with, "opinion.title");
    if (!opinion.closed_at || !opinion.closed_by || !opinion.outcome) {
        const auto deadline = with.format.date_time(opinion.deadline);
        model.text(
            "sentence", words.fill(with.locale, "opinion.closed_late", {{"date", deadline}})
        );
        return model;
    }
    const auto tally = workflows::tally_of(*with.open.view.type, opinion);
    const auto how = "opinion.closing." + std::string(workflows::name_of(*opinion.closed_by));
    const auto outcome = "opinion.outcome." + std::string(workflows::name_of(*opinion.outcome));
    model
        .text(
            "sentence",
            words.fill(
                with.locale,
                "opinion.closed_since",
                {{"date", with.format.date_time(*opinion.closed_at)}, {"how", with.word(how)}}
            )
        )
        .text("outcome", with.word(outcome))
        .text("votes", votes_words(words, with.locale, tally))
        .text("quorum", quorum_words(words, with.locale, tally))
        .flag("uncounted", with.open.at.seat->vote == workflows::VoteKind::Consultative);
    return model;
}

Model closing_model(const Writing& with, const ClosingDraft& draft, const std::string& form_token) {
    const auto& opinion = *with.open.at.opinion;
    const auto turnout = workflows::turnout_of(opinion);
    const auto tally = workflows::tally_of(*with.open.view.type, opinion);
    auto model = opinion_base(with, "opinion.close_title");
    model.text("progress", progress_words(with.pages.words(), with.locale, turnout, tally) + ".")
        .text("csrf", form_token)
        .text("command", draft.command)
        .text("word", draft.word);
    add_errors(model, draft.errors);
    return model;
}

}  // namespace contreseing::server::pages
