#include "server/pages/admin/bodies.hpp"

#include "server/pages/admin/list.hpp"
#include "server/pages/kit/typed_name.hpp"
#include "server/pages/link/dead_end.hpp"
#include "text/pasted.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace contreseing::server::pages {

namespace app = workflows::app;
namespace wf = workflows;
using http::Fields;
using http::Response;

namespace {

constexpr std::size_t kBlankSeats = 3;
constexpr std::size_t kMostSeats = 60;
constexpr int kMostSeatNumber = 999;
constexpr std::size_t kLongestKind = 40;

struct SeatRow {
    std::string n;
    std::string organisation;
    std::string vote = "deliberative";
    std::string holder;  ///< as `person_words` writes a person, or an address
    std::string substitute;
    bool chair = false;
    bool substitute_acts = false;
    bool removed = false;

    [[nodiscard]] bool blank() const {
        return n.empty() && organisation.empty() && holder.empty() && substitute.empty();
    }
};

struct BodyForm {
    std::string name = {};
    std::vector<SeatRow> seats = {};
    std::string seen = {};  ///< digest of the body that the page showed; empty: none
    std::vector<FieldError> errors = {};
};

std::string kind_words(const Visit& visit, const std::string& kind) {
    const auto key = "admin.kind." + kind;
    return visit.pages.words().has(key) ? visit.word(key) : kind;
}

/// Kinds that some type of the campus asks or informs.
std::set<std::string> kinds_needed(const Visit& visit) {
    std::set<std::string> kinds;
    for (const auto& type : visit.services.types.current(visit.campus())) {
        if (type->opinion) {
            kinds.insert(type->opinion->body_kind);
        }
        if (!type->inform_body_kind.empty()) {
            kinds.insert(type->inform_body_kind);
        }
    }
    return kinds;
}

/// Which body a page is about, made or not.
struct Place {
    std::string kind;
    std::optional<app::Network> network;  ///< none: the campus's

    [[nodiscard]] std::optional<wf::NetworkId> network_id() const {
        return network ? std::optional(network->id) : std::nullopt;
    }
    [[nodiscard]] std::string address() const { return body_address(kind, network_id()); }
};

/// `:kind` of an existing body, or of one that a type needs; nothing for a network that is none of
/// the campus's.
std::optional<Place> place_of(const Visit& visit) {
    Place place;
    place.kind = visit.request.param("kind");
    const bool plain =
        place.kind.size() <= kLongestKind &&
        place.kind.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") == std::string::npos;
    if (!plain) {
        return std::nullopt;
    }
    auto& registry = visit.services.registry;
    if (const auto asked = visit.request.query.get("network"); !asked.empty()) {
        for (auto& network : registry.networks(visit.campus())) {
            if (to_string(network.id) == asked) {
                place.network = std::move(network);
            }
        }
        if (!place.network) {
            return std::nullopt;
        }
    }
    const bool known = kinds_needed(visit).contains(place.kind) ||
                       registry.body(visit.campus(), place.kind, place.network_id());
    return known ? std::optional(std::move(place)) : std::nullopt;
}

/// « Camille Exemple (camille@lycee.example) »: what a person is chosen by.
std::string person_words(const app::Person& person) {
    return person.contact.name + " (" + person.contact.email.text + ")";
}

std::string person_words(const Visit& visit, const std::optional<wf::PersonId>& id) {
    const auto person = id ? visit.services.registry.person(visit.campus(), *id) : std::nullopt;
    return person ? person_words(*person) : std::string{};
}

/// The person that was chosen by these very words, else everybody who has the address.
std::vector<wf::PersonId> people_named(const Visit& visit, std::string_view typed) {
    auto address = typed.substr(typed.rfind('(') + 1);
    address = address.substr(0, address.find(')'));
    const auto email = wf::parse_email(text::pasted_address(address));
    if (!email) {
        return {};
    }
    std::vector<wf::PersonId> found;
    for (const auto& person : visit.services.registry.people(visit.campus(), {}, email->text)) {
        if (person_words(person) == typed) {
            return {person.id};
        }
        if (wf::same_mailbox(person.contact.email, *email)) {
            found.push_back(person.id);
        }
    }
    return found;
}

std::string id_text(const std::optional<wf::PersonId>& id) {
    return id ? to_string(*id) : std::string{};
}

std::vector<std::string> lines_of(const app::Body& body) {
    std::vector<std::string> lines{body.name};
    for (const auto& seat : body.seats) {
        lines.insert(
            lines.end(),
            {std::to_string(seat.n),
             seat.organisation,
             std::string(wf::name_of(seat.vote)),
             id_text(seat.holder),
             id_text(seat.substitute),
             std::to_string(
                 static_cast<int>(seat.chair) + 2 * static_cast<int>(seat.substitute_acts)
             )}
        );
    }
    return lines;
}

BodyForm form_of(const Visit& visit, const app::Body& body) {
    BodyForm form{body.name, {}, seen_digest(visit, lines_of(body))};
    for (const auto& seat : body.seats) {
        form.seats.push_back(
            {std::to_string(seat.n),
             seat.organisation,
             std::string(wf::name_of(seat.vote)),
             person_words(visit, seat.holder),
             person_words(visit, seat.substitute),
             seat.chair,
             seat.substitute_acts,
             false}
        );
    }
    return form;
}

BodyForm form_of(const Fields& typed) {
    BodyForm form{std::string(typed.get("name")), {}, std::string(typed.get("seen"))};
    for (std::size_t i = 0; i < kMostSeats; ++i) {
        const auto row = "seat." + std::to_string(i) + ".";
        if (!typed.find(row + "n")) {
            break;
        }
        const auto text = [&](std::string_view name) {
            return std::string(typed.get(row + std::string(name)));
        };
        form.seats.push_back(
            {text("n"),
             text("organisation"),
             text("vote"),
             text("holder"),
             text("substitute"),
             !text("chair").empty(),
             !text("acts").empty(),
             !text("remove").empty()}
        );
    }
    return form;
}

std::vector<app::BodySeat> seats_of(const Visit& visit, BodyForm& form) {
    std::vector<app::BodySeat> seats;
    std::set<int> numbers;
    for (std::size_t i = 0; i < form.seats.size(); ++i) {
        const auto& row = form.seats[i];
        if (row.removed || row.blank()) {
            continue;
        }
        const auto wrong = [&](std::string_view member, std::string_view key) {
            form.errors.push_back(
                {"seat." + std::to_string(i) + "." + std::string(member), visit.word(key)}
            );
        };
        app::BodySeat seat;
        const auto n = parse_whole(row.n);
        seat.n = n.value_or(0);
        if (!n || *n < 1 || *n > kMostSeatNumber || !numbers.insert(*n).second) {
            wrong("n", "admin.bodies.number_wrong");
        }
        if (auto fault =
                name_fault(visit, row.organisation, visit.word("admin.bodies.organisation"));
            !fault.empty()) {
            form.errors.push_back({"seat." + std::to_string(i) + ".organisation", std::move(fault)}
            );
        }
        seat.organisation = wf::parse_name(row.organisation).value_or("");
        seat.vote = wf::from_name<wf::VoteKind>(row.vote).value_or(wf::VoteKind::Deliberative);
        seat.chair = row.chair;
        const auto person = [&](const std::string& typed, std::string_view member) {
            const auto found = people_named(visit, typed);
            if (found.size() == 1) {
                return std::optional(found.front());
            }
            if (!typed.empty()) {
                wrong(
                    member,
                    found.empty() ? "admin.bodies.person_unknown" : "admin.bodies.person_shared"
                );
            }
            return std::optional<wf::PersonId>();
        };
        seat.holder = person(row.holder, "holder");
        seat.substitute = person(row.substitute, "substitute");
        seat.substitute_acts = row.substitute_acts;
        if (seat.substitute_acts && row.substitute.empty()) {
            wrong("substitute", "admin.bodies.substitute_missing");
        }
        seats.push_back(std::move(seat));
    }
    const auto chairs =
        std::count_if(seats.begin(), seats.end(), [](const auto& seat) { return seat.chair; });
    if (chairs > 1) {
        form.errors.push_back({"", visit.word("admin.bodies.one_chair")});
    }
    return seats;
}

/// What is recorded of each value that the form would change, and of seats that it does not have.
std::vector<FieldError> kept_values(
    const Visit& visit, const BodyForm& now, const BodyForm& typed
) {
    std::vector<FieldError> kept{{"", visit.word("admin.registry.changed")}};
    const auto say = [&](std::string field, const std::string& value, const std::string& other) {
        if (value != other) {
            kept.push_back({std::move(field), visit.fill("admin.edit.kept", {{"value", value}})});
        }
    };
    say("name", now.name, typed.name);
    const auto words = [&](const SeatRow& seat) {
        std::string text = visit.word("admin.bodies.seat") + " " + seat.n + ", " +
                           seat.organisation + ", " + visit.word("opinion.vote." + seat.vote);
        for (const auto* person : {&seat.holder, &seat.substitute}) {
            text += person->empty() ? "" : ", " + *person;
        }
        if (seat.chair) {
            text += ", " + visit.word("admin.bodies.chair");
        }
        if (seat.substitute_acts) {
            text += ", " + visit.word("admin.bodies.acts");
        }
        return text;
    };
    for (const auto& seat : now.seats) {
        std::size_t i = 0;
        while (i < typed.seats.size() && typed.seats[i].n != seat.n) {
            ++i;
        }
        if (i == typed.seats.size()) {
            say("", words(seat), {});
        } else if (typed.seats[i].removed) {
            say("seat." + std::to_string(i) + ".n", words(seat), {});
        } else {
            say("seat." + std::to_string(i) + ".n", words(seat), words(typed.seats[i]));
        }
    }
    return kept;
}

std::string error_of(const BodyForm& form, const std::string& input) {
    for (const auto& error : form.errors) {
        if (error.field == input) {
            return error.text;
        }
    }
    return {};
}

Response body_page(
    const Visit& visit, const Place& place, BodyForm form, const std::string& command, int status
) {
    for (std::size_t i = 0; i < kBlankSeats && form.seats.size() < kMostSeats; ++i) {
        form.seats.emplace_back();
    }
    std::vector<Model> rows;
    for (std::size_t i = 0; i < form.seats.size(); ++i) {
        const auto& seat = form.seats[i];
        const auto row = "seat." + std::to_string(i);
        Model model;
        model.text("row", row)
            .text("n", seat.n)
            .text("organisation", seat.organisation)
            .flag("chair", seat.chair)
            .flag("acts", seat.substitute_acts)
            .flag("removed", seat.removed)
            .flag("added", seat.blank())
            .text("error_n", error_of(form, row + ".n"))
            .text("error_organisation", error_of(form, row + ".organisation"))
            .text("holder", seat.holder)
            .text("substitute", seat.substitute)
            .text("error_holder", error_of(form, row + ".holder"))
            .text("error_substitute", error_of(form, row + ".substitute"))
            .list(
                "votes", choices_of(visit, wf::names_of<wf::VoteKind>(), "opinion.vote", seat.vote)
            );
        rows.push_back(std::move(model));
    }
    std::vector<Model> suggested;
    for (const auto& person : visit.services.registry.people(visit.campus(), {kSuggested, {}})) {
        suggested.push_back(choice(person_words(person), {}, false));
    }
    const auto of_network = place.network ? ", " + place.network->name : std::string{};
    auto model = visit.model("bodies", kind_words(visit, place.kind) + of_network);
    model.text("address", place.address())
        .text("name", form.name)
        .text("seen", form.seen)
        .list("seats", std::move(rows))
        .list("known_people", std::move(suggested));
    if (visit.request.query.get("done") == "saved") {
        model.text("done", visit.word("admin.done.saved"));
    }
    if (!command.empty()) {
        model.text("command", command);
    }
    add_errors(model, form.errors);
    return visit.answer("body", std::move(model), status);
}

}  // namespace

std::string body_address(const std::string& kind, const std::optional<wf::NetworkId>& network) {
    return "/admin/bodies/" + kind + (network ? "?network=" + to_string(*network) : std::string{});
}

Response show_bodies(const Visit& visit) {
    const auto bodies = visit.services.registry.bodies(visit.campus());
    const auto networks = visit.services.registry.networks(visit.campus());
    const auto needed = kinds_needed(visit);
    auto kinds = needed;
    for (const auto& body : bodies) {
        kinds.insert(body.kind);
    }
    const auto found = [&](const Place& place) -> const app::Body* {
        const auto body = std::ranges::find_if(bodies, [&](const app::Body& each) {
            return each.kind == place.kind && each.network == place.network_id();
        });
        return body == bodies.end() ? nullptr : &*body;
    };
    const bool some_open = std::ranges::any_of(networks, [](const app::Network& each) {
        return each.state == app::Network::State::Active;
    });
    std::vector<Model> rows;
    /// `instead` is said where there is none and none has to be made.
    const auto row = [&](const Place& place, const std::string& instead) {
        const auto* body = found(place);
        const auto common = visit.word("admin.bodies.of_campus");
        Model model;
        model.text("row_address", place.address())
            .text("row_kind", kind_words(visit, place.kind))
            .text("row_network", place.network ? place.network->name : common)
            .text("row_name", body != nullptr ? body->name : instead)
            .number("row_seats", body != nullptr ? static_cast<long long>(body->seats.size()) : 0)
            .flag("row_missing", body == nullptr && instead.empty())
            .flag("of_networks", !networks.empty());
        rows.push_back(std::move(model));
    };
    for (const auto& kind : kinds) {
        const Place common{kind, std::nullopt};
        if (needed.contains(kind) || found(common) != nullptr) {
            row(common, some_open ? visit.word("admin.bodies.no_common") : std::string{});
        }
        for (const auto& network : networks) {
            const Place own{kind, network};
            const bool open = network.state == app::Network::State::Active;
            if (found(own) != nullptr || (needed.contains(kind) && open)) {
                row(own,
                    found(common) != nullptr ? visit.word("admin.bodies.takes_common")
                                             : std::string{});
            }
        }
    }
    auto model = visit.model("bodies", visit.word("admin.nav.bodies"));
    model.list("rows", std::move(rows)).flag("of_networks", !networks.empty());
    return visit.answer("bodies", std::move(model));
}

Response show_body(const Visit& visit) {
    const auto place = place_of(visit);
    if (!place) {
        return admin_not_found(visit);
    }
    const auto body =
        visit.services.registry.body(visit.campus(), place->kind, place->network_id());
    return body_page(visit, *place, body ? form_of(visit, *body) : BodyForm{}, {}, 200);
}

Response save_body(const Visit& visit) {
    auto read = read_admin_form(visit, visit.request.form());
    if (auto* stop = std::get_if<Response>(&read)) {
        return std::move(*stop);
    }
    const auto& posted = std::get<AdminForm>(read);
    const auto place = place_of(visit);
    if (!place) {
        return admin_not_found(visit);
    }
    auto form = form_of(posted.fields);
    const auto read_body = [&] {
        return visit.services.registry.body(visit.campus(), place->kind, place->network_id());
    };
    const auto known = read_body();
    auto body = known.value_or(app::Body{});
    if (body.id.is_nil()) {
        body.id = wf::BodyId{posted.command.bytes};
    }
    body.kind = place->kind;
    body.network = place->network_id();
    if (auto fault = name_fault(visit, form.name, visit.word("admin.field.name")); !fault.empty()) {
        form.errors.push_back({"name", std::move(fault)});
    }
    body.name = wf::parse_name(form.name).value_or("");
    body.seats = seats_of(visit, form);
    if (!form.errors.empty()) {
        return body_page(visit, *place, std::move(form), to_string(posted.form), 422);
    }
    const auto recorded = recorded_or_added(visit, known, body, read_body);
    if (const auto kept = replace_seen(visit, form.seen, recorded, body, lines_of, read_body)) {
        form.errors = kept_values(visit, form_of(visit, *kept), form);
        form.seen = seen_digest(visit, lines_of(*kept));
        return body_page(visit, *place, std::move(form), {}, 409);
    }
    const auto address = place->address();
    return Response::redirect(address + (place->network ? "&" : "?") + "done=saved");
}

}  // namespace contreseing::server::pages
