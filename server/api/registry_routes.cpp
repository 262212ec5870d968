#include "server/api/api.hpp"
#include "server/api/body_reader.hpp"
#include "server/api/caller.hpp"
#include "server/api/paging.hpp"
#include "server/api/record_tag.hpp"
#include "server/api/views.hpp"
#include "workflows/domain/address_slips.hpp"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

using nlohmann::json;
using workflows::app::Services;

namespace {

template <class IdType>
workflows::app::Slice<IdType> slice_by_id(const http::Request& request) {
    return slice_of<IdType>(request, workflows::parse_id<IdType>);
}

/// A list that what is published or seated keeps short.
template <class Items, class View>
http::Response list(const Items& items, View view) {
    json shown{{"items", json::array()}};
    for (const auto& item : items) {
        shown["items"].push_back(view(item));
    }
    return http::Response::json(shown.dump());
}

template <class IdType>
IdType id_in_address(const http::Request& request) {
    const auto id = workflows::parse_id<IdType>(request.param("id"));
    if (!id) {
        throw BadRequest("the address does not hold a UUID");
    }
    return *id;
}

/// The id in the address (PUT), or that of the command (POST): sent twice, made once.
template <class IdType>
IdType id_of(const http::Request& request, const Services& services) {
    const auto text = request.param("id");
    return text.empty() ? IdType{command_of(request, services).bytes}
                        : id_in_address<IdType>(request);
}

http::Response show(const json& shown, const Services& services, int status) {
    auto response = http::Response::json(shown.dump(), status);
    response.header("ETag", record_tag(shown, services.digest));
    return response;
}

/// Writes `record` where there is none yet, over the one that the caller names or, where it names
/// none, over the one there is. `kept` is what `read` gave: where another one was written since,
/// it stays. Throws `RecordConflict`.
template <class Record, class Read, class View>
http::Response write(
    const http::Request& request,
    const Services& services,
    const Caller& caller,
    const Record& record,
    const std::optional<Record>& kept,
    Read read,
    View view
) {
    using Why = RecordConflict::Why;
    auto& registry = services.registry;
    const Precondition asked(request);
    const bool posted = request.method == "POST";
    if (kept != record) {
        if (kept && posted) {
            throw RecordConflict(Why::AlreadyMade);
        }
        if (!posted) {
            asked.check(
                kept ? std::optional(record_tag(view(*kept), services.digest)) : std::nullopt
            );
        }
        const bool written = kept ? registry.replace(caller.campus, *kept, record)
                                  : registry.add(caller.campus, record);
        if (!written && read() != record) {
            throw RecordConflict(posted ? Why::AlreadyMade : Why::ChangedMeanwhile);
        }
    }
    return show(view(record), services, posted ? 201 : 200);
}

template <class Record, class View>
http::Response found(
    const std::optional<Record>& kept,
    std::string what,
    const Services& services,
    const ProblemDetails& details,
    View view
) {
    return kept ? show(view(*kept), services, 200) : not_found(details, std::move(what));
}

std::string kind_in_address(const http::Request& request) {
    const auto kind = workflows::parse_line(request.param("kind"), 40);
    if (!kind || kind->empty()) {
        throw BadRequest("the address does not name a kind of body");
    }
    return *kind;
}

/// Whose body is meant; none: the campus's.
std::optional<workflows::NetworkId> network_asked(
    const http::Request& request, const Services& services, const workflows::CampusId& campus
) {
    const auto text = asked(request, "network");
    if (!text) {
        return std::nullopt;
    }
    const auto id = workflows::parse_id<workflows::NetworkId>(*text);
    const auto networks = services.registry.networks(campus);
    if (!id || std::ranges::find(networks, *id, &workflows::app::Network::id) == networks.end()) {
        throw BadRequest("network must be the id of one of the campus's networks");
    }
    return id;
}

/// A likely slip is asked about once for each address, and not for the one kept already.
void check_slip(
    JsonReader& in, const NewPerson& wanted, const std::optional<workflows::app::Person>& kept
) {
    const auto meant = workflows::doubtful_address(wanted.email);
    if (!meant || wanted.email_confirmed) {
        return;
    }
    if (!kept || kept->contact.email != wanted.email) {
        in.fault(
            "email",
            "is probably misspelt" + (meant->empty() ? *meant : " (" + *meant + "?)") +
                ": correct it, or send `email_confirmed` true where it is right"
        );
    }
}

http::Response save_person(const http::Request& request, const Services& services) {
    const auto caller = authenticate(request, services);
    JsonBody body(request.body);
    const auto wanted = read_body<NewPerson>(body);
    workflows::app::Person person;
    person.id = id_of<workflows::PersonId>(request, services);
    person.contact = {wanted.name, wanted.email, wanted.locale, wanted.zone};
    const auto read = [&] { return services.registry.person(caller.campus, person.id); };
    const auto kept = read();
    check_slip(body.fields(), wanted, kept);
    body.finish();
    return write(request, services, caller, person, kept, read, person_view);
}

http::Response save_organisation(const http::Request& request, const Services& services) {
    const auto caller = authenticate(request, services);
    JsonBody body(request.body);
    auto wanted = read_body<NewOrganisation>(body);
    body.finish();
    workflows::app::Organisation organisation;
    organisation.id = id_of<workflows::OrganisationId>(request, services);
    organisation.name = std::move(wanted.name);
    organisation.place = std::move(wanted.place);
    organisation.siret = std::move(wanted.siret);
    organisation.zone = wanted.zone;
    const auto read = [&] {
        return services.registry.organisation(caller.campus, organisation.id);
    };
    return write(request, services, caller, organisation, read(), read, organisation_view);
}

void check_numbers(JsonReader& in, const std::vector<workflows::app::BodySeat>& seats) {
    std::set<int> seen;
    for (std::size_t i = 0; i < seats.size(); ++i) {
        if (!seen.insert(seats[i].n).second) {
            in.fault("seats/" + std::to_string(i) + "/n", "is the number of another seat");
        }
    }
}

http::Response save_body(const http::Request& request, const Services& services) {
    const auto caller = authenticate(request, services, {"network"});
    JsonBody sent(request.body);
    const auto kind = kind_in_address(request);
    const auto network = network_asked(request, services, caller.campus);
    const auto read = [&] { return services.registry.body(caller.campus, kind, network); };
    const auto kept = read();
    auto wanted = read_body<NewBody>(sent);
    check_numbers(sent.fields(), wanted.seats);
    sent.finish();
    workflows::app::Body body;
    body.id = kept ? kept->id : workflows::BodyId{command_of(request, services).bytes};
    body.kind = kind;
    body.network = network;
    body.name = std::move(wanted.name);
    body.seats = std::move(wanted.seats);
    std::ranges::sort(body.seats, {}, &workflows::app::BodySeat::n);  // as they are kept
    return write(request, services, caller, body, kept, read, body_view);
}

}  // namespace

void add_registry_routes(
    http::Router& router, const Services& services, const ProblemDetails& details
) {
    router.get("/api/v1/people", [&services](const http::Request& request) {
        const auto caller = authenticate(request, services, {"limit", "cursor"});
        const auto slice = slice_by_id<workflows::PersonId>(request);
        return page_of(
            services.registry.people(caller.campus, slice),
            slice.limit,
            person_view,
            [](const workflows::app::Person& person) { return to_string(person.id); }
        );
    });
    router.get("/api/v1/organisations", [&services](const http::Request& request) {
        const auto caller = authenticate(request, services, {"limit", "cursor"});
        const auto slice = slice_by_id<workflows::OrganisationId>(request);
        return page_of(
            services.registry.organisations(caller.campus, slice),
            slice.limit,
            organisation_view,
            [](const workflows::app::Organisation& organisation) {
                return to_string(organisation.id);
            }
        );
    });
    router.get("/api/v1/networks", [&services](const http::Request& request) {
        const auto caller = authenticate(request, services);
        return list(services.registry.networks(caller.campus), network_view);
    });
    router.get("/api/v1/bodies", [&services](const http::Request& request) {
        const auto caller = authenticate(request, services);
        return list(services.registry.bodies(caller.campus), body_view);
    });
    router.get("/api/v1/members", [&services](const http::Request& request) {
        const auto caller = authenticate(request, services, {"limit", "cursor"});
        const auto slice = slice_by_id<workflows::ConventionId>(request);
        return page_of(
            services.registry.members(caller.campus, slice),
            slice.limit,
            member_view,
            [](const workflows::app::Member& member) { return to_string(member.convention); }
        );
    });
    router.get("/api/v1/types", [&services](const http::Request& request) {
        const auto caller = authenticate(request, services);
        return list(services.types.current(caller.campus), [](const auto& type) {
            return type_view(*type);
        });
    });
    router.get("/api/v1/people/:id", [&services, details](const http::Request& request) {
        const auto caller = authenticate(request, services);
        const auto id = id_in_address<workflows::PersonId>(request);
        const auto kept = services.registry.person(caller.campus, id);
        return found(kept, to_string(id), services, details, person_view);
    });
    router.get("/api/v1/organisations/:id", [&services, details](const http::Request& request) {
        const auto caller = authenticate(request, services);
        const auto id = id_in_address<workflows::OrganisationId>(request);
        const auto kept = services.registry.organisation(caller.campus, id);
        return found(kept, to_string(id), services, details, organisation_view);
    });
    router.get("/api/v1/bodies/:kind", [&services, details](const http::Request& request) {
        const auto caller = authenticate(request, services, {"network"});
        const auto kind = kind_in_address(request);
        const auto network = network_asked(request, services, caller.campus);
        const auto kept = services.registry.body(caller.campus, kind, network);
        return found(kept, kind, services, details, body_view);
    });
    const auto person = [&services](const http::Request& r) { return save_person(r, services); };
    router.post("/api/v1/people", person);
    router.add("PUT", "/api/v1/people/:id", person);
    const auto organisation = [&services](const http::Request& r) {
        return save_organisation(r, services);
    };
    router.post("/api/v1/organisations", organisation);
    router.add("PUT", "/api/v1/organisations/:id", organisation);
    router.add("PUT", "/api/v1/bodies/:kind", [&services](const http::Request& request) {
        return save_body(request, services);
    });
}

}  // namespace contreseing::server::api
