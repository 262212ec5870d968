#include "server/pages/admin/opinion.hpp"

#include "server/pages/admin/next.hpp"
#include "server/pages/admin/signing.hpp"
#include "server/pages/link/opinion_words.hpp"
#include "workflows/domain/names.hpp"
#include "workflows/domain/opinion_rules.hpp"

#include <utility>

namespace contreseing::server::pages {

std::string seat_action_words(
    const Dossier& dossier, const workflows::Opinion& opinion, std::string_view action
) {
    const bool closing = opinion.closed_at && action == "revoke_link";
    const auto words = "admin.action." + std::string(closing ? "close_access" : action);
    const auto of_seat = words + "_of_seat";
    return dossier.visit.pages.words().has(of_seat + ".what") ? of_seat : words;
}

namespace {

bool vote_runs(const Dossier& dossier, const workflows::Opinion& opinion) {
    return !opinion.closed_at && !opinion.void_ && dossier.visit.now <= opinion.deadline &&
           dossier.state().stage == workflows::Stage::UnderOpinion;
}

std::vector<Model> seat_actions(
    const Dossier& dossier, const workflows::Opinion& opinion, const workflows::Seat& seat
) {
    const auto now = dossier.visit.now;
    const bool open = vote_runs(dossier, opinion);
    const bool revoked = seat.door->revoked;
    std::vector<Model> actions;
    const auto offer = [&](bool offered, std::string_view action) {
        if (offered && dossier.allows(action)) {
            Model model;
            model
                .text(
                    "action_address",
                    dossier.action_address(action, workflows::seat_place(opinion.n, seat.n))
                )
                .text(
                    "action_label",
                    dossier.visit.word(seat_action_words(dossier, opinion, action) + ".title")
                );
            actions.push_back(std::move(model));
        }
    };
    const bool remind =
        workflows::is_awaited(seat) && !workflows::reminded_lately(opinion, seat, now);
    const bool returned = came_back(seat) && !seat.answer;
    offer(open && returned, "correct_address");
    offer(open && !revoked && remind && !returned, "remind_now");
    offer(open && !revoked, "resend_link");
    offer(!opinion.void_ && !revoked, "revoke_link");
    offer(open && !returned, "correct_address");
    offer(open && !revoked && remind && returned, "remind_now");
    return actions;
}

std::vector<Model> seat_facts(
    const Dossier& dossier, const workflows::Opinion& opinion, const workflows::Seat& seat
) {
    const auto& visit = dossier.visit;
    std::vector<Model> facts;
    const auto fact = [&](std::string text, bool bad) {
        Model model;
        model.text("fact", std::move(text)).flag("fact_bad", bad);
        facts.push_back(std::move(model));
    };
    if (seat.door->revoked) {
        const bool open = vote_runs(dossier, opinion);
        fact(visit.word(open ? "admin.opinion.revoked" : "admin.opinion.link_closed"), open);
    }
    if (!seat.returned_mail.empty()) {
        fact(visit.fill("admin.slot.returned_mail", {{"text", seat.returned_mail}}), !seat.answer);
    }
    for (const auto& change : seat.address_changes) {
        fact(corrected_words(visit, change), false);
    }
    if (seat.asked_again_at) {
        fact(
            visit.fill(
                "admin.opinion.asked_again", {{"date", visit.format.date(*seat.asked_again_at)}}
            ),
            false
        );
    }
    return facts;
}

std::vector<Model> seats_model(const Dossier& dossier, const workflows::Opinion& opinion) {
    const auto& visit = dossier.visit;
    std::vector<Model> seats;
    for (const auto& seat : opinion.seats) {
        Model model;
        model.text("seat_name", seat.holder.name)
            .text("seat_organisation", seat.organisation)
            .text(
                "seat_vote",
                visit.word("opinion.vote." + std::string(workflows::name_of(seat.vote)))
            )
            .flag("seat_chair", seat.chair)
            .flag("seat_guest", seat.vote == workflows::VoteKind::Guest)
            .flag("seat_undeliverable", seat.undeliverable)
            .text(
                "seat_replied",
                seat.automatic_reply.empty()
                    ? std::string{}
                    : visit.fill("admin.slot.automatic_reply", {{"reply", seat.automatic_reply}})
            )
            .list("seat_facts", seat_facts(dossier, opinion, seat))
            .list("seat_actions", seat_actions(dossier, opinion, seat))
            .text(
                "seat_silence",
                visit.word(opinion.closed_at ? "admin.opinion.no_answer" : "admin.opinion.waiting")
            )
            .text("seat_reminded", visit.date(seat.last_reminder_at));
        if (seat.answer) {
            const auto choice = std::string(workflows::name_of(seat.answer->choice));
            model.text("seat_choice", visit.word("admin.choice." + choice))
                .text("seat_text", seat.answer->text)
                .text("seat_at", visit.format.date_time(seat.answer->at));
        }
        seats.push_back(std::move(model));
    }
    return seats;
}

}  // namespace

std::string vote_so_far(const Dossier& dossier, const workflows::Opinion& opinion) {
    const auto& visit = dossier.visit;
    const auto turnout = workflows::turnout_of(opinion);
    const auto tally = workflows::tally_of(dossier.type(), opinion);
    return progress_words(visit.pages.words(), visit.locale, turnout, tally) + ".";
}

std::vector<Model> opinions_model(const Dossier& dossier) {
    const auto& visit = dossier.visit;
    std::vector<Model> opinions;
    for (const auto& opinion : dossier.state().opinions) {
        Model model;
        model.text("body", opinion.body_name)
            .text("question", opinion.question)
            .number("opinion_version", opinion.version)
            .text("opinion_hash", to_hex(opinion.sha256).substr(0, 16))
            .text("asked_on", visit.format.date(opinion.requested_at))
            .text("opinion_deadline", visit.format.date_time(opinion.deadline))
            .flag("void", opinion.void_)
            .text("acknowledgement", opinion.acknowledgement)
            .list("seats", seats_model(dossier, opinion));
        if (opinion.closed_at && opinion.outcome && opinion.closed_by) {
            const auto tally = workflows::tally_of(dossier.type(), opinion);
            model.text(
                "closed",
                visit.fill(
                    "admin.opinion.closed",
                    {{"date", visit.format.date_time(*opinion.closed_at)},
                     {"how",
                      visit.word(
                          "opinion.closing." + std::string(workflows::name_of(*opinion.closed_by))
                      )},
                     {"outcome",
                      visit.word(
                          "opinion.outcome." + std::string(workflows::name_of(*opinion.outcome))
                      )},
                     {"votes", votes_words(visit.pages.words(), visit.locale, tally)},
                     {"quorum", quorum_words(visit.pages.words(), visit.locale, tally)}}
                )
            );
        } else if (!opinion.void_ && dossier.allows("close_opinion")) {
            model.text(
                "close_address",
                dossier.action_address("close_opinion") + "?opinion=" + std::to_string(opinion.n)
            );
        }
        opinions.push_back(std::move(model));
    }
    return opinions;
}

}  // namespace contreseing::server::pages
