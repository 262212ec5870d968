#include "server/pages/link/opinion.hpp"

#include "server/pages/kit/form_command.hpp"
#include "server/pages/link/dead_end.hpp"
#include "server/pages/link/opinion_view.hpp"
#include "server/pages/link/opinion_words.hpp"
#include "server/refusals/status.hpp"
#include "workflows/domain/names.hpp"
#include "workflows/ground/text.hpp"

#include <utility>

namespace contreseing::server::pages {

namespace {

using http::Request;
using http::Response;
using workflows::OpinionChoice;
using workflows::Refusal;
using workflows::app::LinkStatus;

Response opinion_page(
    const Pages& pages,
    const Services& services,
    const OpenLink& open,
    const OpinionDraft& draft,
    int status
) {
    const auto with = writing(pages, services, open);
    return pages.answer(
        "link/opinion",
        with.locale,
        opinion_model(with, draft, form_token(services.secrets, open.session)),
        status
    );
}

bool may_close(const OpenLink& open) {
    return open.at.status == LinkStatus::Open && open.at.seat->chair;
}

/// An answer that was kept out by time or by a closing in between.
bool is_over(Refusal refusal) {
    return refusal == Refusal::OpinionClosed || refusal == Refusal::WrongStage ||
           refusal == Refusal::LinkRevoked;
}

/// The answer that the seat keeps, once more.
bool is_kept(const workflows::Seat& seat, OpinionChoice choice, std::string_view text) {
    return seat.answer && seat.answer->choice == choice &&
           workflows::parse_paragraph(text) == seat.answer->text;
}

/// Whether the reasons of the former answer came along with one that needs none: the form shows
/// them again, and who changed to it has only moved the choice.
bool is_left_over(const workflows::Seat& seat, OpinionChoice choice, std::string_view text) {
    const auto says_why = [](OpinionChoice each) {
        return each == OpinionChoice::Reserved || each == OpinionChoice::Unfavourable;
    };
    return seat.answer && says_why(seat.answer->choice) && !says_why(choice) &&
           workflows::parse_paragraph(text) == seat.answer->text;
}

/// The page after the vote. `unrecorded`: something was posted that came too late.
Response closed_page(
    const Pages& pages, const Services& services, const OpenLink& open, bool unrecorded
) {
    const auto with = writing(pages, services, open);
    auto model = closed_opinion_model(with);
    model.flag("unrecorded", unrecorded);
    const int status = open.at.status == LinkStatus::Expired ? 410 : unrecorded ? 409 : 200;
    return pages.answer("link/opinion_closed", with.locale, std::move(model), status);
}

/// Of a form that came when the vote does not run any more: nothing is dropped in silence, and what
/// was recorded before is done.
Response posted_late(
    const Pages& pages, const Services& services, const Request& request, const OpenLink& open
) {
    const auto status = open.at.status;
    if (status != LinkStatus::Done && status != LinkStatus::Closed &&
        status != LinkStatus::Expired) {
        return dead_end_page(pages, services, open);
    }
    const auto posted = read_form(request, services, open);
    if (const auto* end = std::get_if<DeadEnd>(&posted)) {
        return dead_end_page(pages, *end, open.locale(), open.session.ref);
    }
    const auto& asked = std::get<Posted>(posted).asked;
    const auto view = services.engine.view(asked.campus, asked.convention, asked.command);
    return view && view->loaded.already_done ? Response::redirect(open.address)
                                             : closed_page(pages, services, open, true);
}

Response show_opinion(const Pages& pages, const Services& services, const OpenLink& open) {
    switch (open.at.status) {
        case LinkStatus::Open: {
            OpinionDraft draft;
            draft.command = new_form_id(services.random);
            if (const auto& answer = open.at.seat->answer) {
                draft.choice = std::string(workflows::name_of(answer->choice));
                draft.text = answer->text;
            }
            return opinion_page(pages, services, open, draft, 200);
        }
        case LinkStatus::Done:
        case LinkStatus::Closed:
        case LinkStatus::Expired:
            return closed_page(pages, services, open, false);
        default:
            return dead_end_page(pages, services, open);
    }
}

Response answer_opinion(
    const Pages& pages, const Services& services, const Request& request, const OpenLink& open
) {
    if (open.at.status != LinkStatus::Open) {
        return posted_late(pages, services, request, open);
    }
    const auto posted = read_form(request, services, open);
    if (const auto* end = std::get_if<DeadEnd>(&posted)) {
        return dead_end_page(pages, *end, open.locale(), open.session.ref);
    }
    const auto& [fields, form_id, asked] = std::get<Posted>(posted);
    const auto choice = workflows::from_name<OpinionChoice>(fields.get("choice"));
    OpinionDraft draft{
        form_id, std::string(fields.get("choice")), std::string(fields.get("text")), {}};
    if (open.at.seat->vote == workflows::VoteKind::Guest) {
        draft.errors.push_back({"", pages.words().text(open.locale(), "opinion.reads_only_refused")}
        );
        return opinion_page(pages, services, open, draft, 409);
    }
    if (!choice) {
        draft.errors.push_back({"choice", pages.words().text(open.locale(), "opinion.choose")});
        return opinion_page(pages, services, open, draft, 422);
    }
    if (is_left_over(*open.at.seat, *choice, draft.text)) {
        draft.text.clear();
    }
    if (is_kept(*open.at.seat, *choice, draft.text)) {
        return Response::redirect(open.address);
    }
    const auto outcome = services.engine.execute(
        asked,
        workflows::AnswerOpinion{
            open.at.opinion->n, open.at.seat->n, *choice, draft.text, open.link.generation}
    );
    if (outcome) {
        const auto sent =
            outcome->already_done ? left_behind(services.conventions, asked) : std::nullopt;
        if (!sent) {
            return Response::redirect(open.address);
        }
        const auto with = writing(pages, services, open);
        draft.command = new_form_id(services.random);
        draft.errors.push_back(
            {"",
             pages.words().fill(
                 with.locale, "opinion.sent_before", {{"date", with.format.date_time(*sent)}}
             )}
        );
        return opinion_page(pages, services, open, draft, 409);
    }
    const auto refusal = outcome.error().refusal;
    if (is_over(refusal)) {
        return refusal_page(pages, refusal, open.locale(), open.address);
    }
    const auto key = "refusal." + std::string(workflows::name_of(refusal));
    const bool about_text = refusal == Refusal::TextRequired || refusal == Refusal::InvalidValue;
    draft.errors.push_back(
        {about_text ? "text" : "",
         pages.words().text(open.locale(), key + ".sentence") + " " +
             pages.words().text(open.locale(), key + ".what_to_do")}
    );
    return opinion_page(pages, services, open, draft, status_of(refusal));
}

Response closing_page(
    const Pages& pages,
    const Services& services,
    const OpenLink& open,
    const ClosingDraft& draft,
    int status
) {
    const auto with = writing(pages, services, open);
    return pages.answer(
        "link/close_opinion",
        with.locale,
        closing_model(with, draft, form_token(services.secrets, open.session)),
        status
    );
}

Response show_closing(const Pages& pages, const Services& services, const OpenLink& open) {
    if (!may_close(open)) {
        return show_opinion(pages, services, open);
    }
    return closing_page(pages, services, open, {new_form_id(services.random), {}, {}}, 200);
}

Response close_opinion(
    const Pages& pages, const Services& services, const Request& request, const OpenLink& open
) {
    if (open.at.status != LinkStatus::Open) {
        return posted_late(pages, services, request, open);
    }
    const auto posted = read_form(request, services, open);
    if (const auto* end = std::get_if<DeadEnd>(&posted)) {
        return dead_end_page(pages, *end, open.locale(), open.session.ref);
    }
    if (!may_close(open)) {
        return dead_end_page(pages, DeadEnd::Forged, open.locale(), open.session.ref);
    }
    const auto& [fields, form_id, asked] = std::get<Posted>(posted);
    if (!confirms_closing(pages.words(), fields.get("word"))) {
        const auto error = pages.words().text(open.locale(), "opinion.close_word_missing");
        const ClosingDraft draft{form_id, std::string(fields.get("word")), {{"word", error}}};
        return closing_page(pages, services, open, draft, 422);
    }
    const auto outcome = services.engine.execute(
        asked, workflows::CloseOpinion{open.at.opinion->n, open.at.seat->n, open.link.generation}
    );
    if (!outcome && outcome.error().refusal != Refusal::OpinionClosed) {
        return refusal_page(pages, outcome.error().refusal, open.locale(), open.address);
    }
    return Response::redirect(open.address);
}

}  // namespace

void add_opinion_pages(LinkRoutes& routes) {
    constexpr auto kSeat = workflows::Place::Kind::Seat;
    routes.home(kSeat, show_opinion);
    routes.post(kSeat, "/answer", answer_opinion);
    routes.get(kSeat, "/close", ShowLink(show_closing));
    routes.post(kSeat, "/close", close_opinion);
}

}  // namespace contreseing::server::pages
