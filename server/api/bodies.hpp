#pragma once

#include "workflows/app/ports/registry.hpp"
#include "workflows/domain/describe_parts.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::server::api {

// What is sent and is no command of an act: each body described once, for its reader and for its
// schema in `openapi.json`.

namespace codec = workflows::codec;
using codec::describe_given;

/// One line with a letter or a digit: what somebody or something is called.
struct Called {};
/// Fourteen digits, as people write them, or nothing.
struct Siret {};

struct NewConvention {
    static constexpr std::string_view kName = "NewConvention";
    std::string type;
    std::string title;
    std::string network;
    std::vector<workflows::Relation> relations;
};

struct NewPerson {
    static constexpr std::string_view kName = "NewPerson";
    std::string name;
    workflows::EmailAddress email;
    bool email_confirmed = false;
    workflows::Locale locale = workflows::Locale::Fr;
    workflows::HolidayZone zone = workflows::HolidayZone::Metropole;
};

struct NewOrganisation {
    static constexpr std::string_view kName = "NewOrganisation";
    std::string name;
    std::string place;
    std::string siret;
    workflows::HolidayZone zone = workflows::HolidayZone::Metropole;
};

struct NewBody {
    static constexpr std::string_view kName = "NewBody";
    std::string name;
    std::vector<workflows::app::BodySeat> seats;
};

struct AskOpinion {
    static constexpr std::string_view kName = "AskOpinion";
    std::string question;
    std::optional<workflows::Instant> deadline;
};

struct GiveUp {
    static constexpr std::string_view kName = "GiveUp";
    std::string reason;
};

void describe(auto& io, NewConvention& wanted) {
    io(codec::required("type", "Key of a type of the campus (`/types`)."),
       wanted.type,
       codec::Letters{1, 60});
    io(codec::required("title", "What the act is called."), wanted.title, codec::kLine);
    io(codec::optional(
           "network",
           "Id of one of the campus's networks (`/networks`) that is active. Wanted where there "
           "are several; an only one is taken."
       ),
       wanted.network,
       codec::Letters{0, 36});
    io(codec::optional(
           "relations", "Every act that this one changes, applies or follows, each once."
       ),
       wanted.relations,
       codec::Items{0, static_cast<int>(workflows::kMostRelations)});
}

void ask_name(auto& io, std::string& name) {
    io(codec::required(
           "name",
           "With a letter or a digit, in characters that an act can print: those of Latin, Greek "
           "and Cyrillic names. `errors` names the others"
       ),
       name,
       Called{});
}

void ask_zone(auto& io, workflows::HolidayZone& zone) {
    io(codec::optional("zone", "Whose public holidays count."), zone, codec::Any{});
}

void describe(auto& io, NewPerson& person) {
    ask_name(io, person.name);
    io(codec::required("email", "Where their links are sent."), person.email, codec::Any{});
    io(codec::optional(
           "email_confirmed",
           "An address that is probably misspelt (`gmail.con`) is refused, its likely form named "
           "in `errors`, unless this says that it is right; the address that the record has "
           "already is not asked about again"
       ),
       person.email_confirmed,
       codec::Any{});
    io(codec::optional("locale", "Language of the messages and pages."), person.locale, codec::Any{}
    );
    ask_zone(io, person.zone);
}

void describe(auto& io, NewOrganisation& organisation) {
    ask_name(io, organisation.name);
    io(codec::optional("place", "Where it has its seat."), organisation.place, codec::kPerhapsLine);
    io(codec::optional(
           "siret",
           "Empty, or the 14 digits as people write them: what is put between them (blanks, dots, "
           "dashes) is dropped."
       ),
       organisation.siret,
       Siret{});
    ask_zone(io, organisation.zone);
}

void describe_given(auto& io, workflows::app::BodySeat& seat) {
    using codec::Member;
    using codec::Presence;
    io(codec::required("n", "Its number, that of no other seat."), seat.n, codec::kCount);
    io(codec::required("organisation", "As `name`"), seat.organisation, Called{});
    io(codec::optional("vote", "Whether its answer counts."), seat.vote, codec::Any{});
    io(codec::optional("chair", "Whether it closes a vote."), seat.chair, codec::Any{});
    io(Member{"holder", Presence::Nullable, "Of the register of people; null or left out: nobody."},
       seat.holder,
       codec::Any{});
    io(Member{"substitute", Presence::Nullable, "Who may act instead; null or left out: nobody."},
       seat.substitute,
       codec::Any{});
    io(codec::optional("substitute_acts", "Whether the substitute is asked, not the holder."),
       seat.substitute_acts,
       codec::Any{});
}

void describe(auto& io, NewBody& body) {
    ask_name(io, body.name);
    io(codec::required("seats", "Every seat: one left out is removed."),
       body.seats,
       codec::Items{0, 100});
}

void describe(auto& io, AskOpinion& asked) {
    io(codec::optional("question", "What is asked; empty or left out: what the type asks."),
       asked.question,
       codec::Letters{0, 2000});
    io(codec::optional(
           "deadline", "Left out: 18:00 of the last of as many working days as the type gives."
       ),
       asked.deadline,
       codec::Any{});
}

void describe(auto& io, GiveUp& given_up) {
    io(codec::required("reason", "Why, in one line or several: it stays in the journal."),
       given_up.reason,
       codec::kReason);
}

/// Calls `use.operator()<Body>()` for each of them.
void each_body(auto use) {
    use.template operator()<NewConvention>();
    use.template operator()<NewPerson>();
    use.template operator()<NewOrganisation>();
    use.template operator()<NewBody>();
    use.template operator()<AskOpinion>();
    use.template operator()<GiveUp>();
}

}  // namespace contreseing::server::api
