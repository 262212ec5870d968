#include "server/adapters/files.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/tools.hpp"
#include "text/safe.hpp"
#include "text/typed_address.hpp"
#include "workflows/codec/strict_json.hpp"
#include "workflows/domain/drawable.hpp"
#include "workflows/domain/names.hpp"
#include "workflows/domain/siret.hpp"
#include "workflows/domain/typed_name.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace contreseing::server::cli {

using nlohmann::json;

namespace {

/// Ids derived from what names the record: loading the file again updates, never doubles.
template <class IdType>
IdType id_of(workflows::app::Digest& digest, const std::string& name) {
    const auto hash =
        digest.sha256({reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
    IdType id;
    std::copy_n(hash.bytes.begin(), id.bytes.size(), id.bytes.begin());
    id.bytes[6] = static_cast<std::uint8_t>(0x80 | (id.bytes[6] & 0x0f));
    id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
    return id;
}

workflows::EmailAddress email_of(const json& value) {
    const auto text = value.at("email").get<std::string>();
    auto address = text::read_address(text);
    if (address.fault) {
        const auto reason = std::string(text::name_of(*address.fault));
        throw std::runtime_error("not an e-mail address (" + reason + "): " + text);
    }
    return {std::move(address.text)};
}

/// What was typed for `key`. Throws where no act could print it.
std::string printed(const std::string& typed, const char* key) {
    auto name = workflows::read_name(typed);
    if (!name) {
        const auto& characters = name.error().characters;
        throw std::runtime_error(
            std::string(key) +
            (characters.empty()
                 ? ": one line with a letter or a digit is wanted: "
                 : ": an act cannot print " + workflows::characters_named(characters) + ": ") +
            text::to_safe_line(typed, 300)
        );
    }
    return *std::move(name);
}

std::string name_of(const json& value, const char* key) {
    return printed(value.at(key).get<std::string>(), key);
}

template <class E>
E enum_of(const json& value, const char* key, E fallback) {
    if (!value.contains(key)) {
        return fallback;
    }
    const auto text = value.at(key).get<std::string>();
    const auto found = workflows::from_name<E>(text);
    if (!found) {
        throw std::runtime_error(std::string(key) + ": unknown value " + text);
    }
    return *found;
}

using People = std::map<std::string, workflows::PersonId>;

std::optional<workflows::PersonId> person_of(
    const People& people, const json& seat, const char* key
) {
    if (!seat.contains(key)) {
        return std::nullopt;
    }
    const auto name = seat.at(key).get<std::string>();
    const auto found = people.find(name);
    if (found == people.end()) {
        throw std::runtime_error("bodies: nobody has the key " + name);
    }
    return found->second;
}

workflows::app::BodySeat seat_of(const People& people, const json& value) {
    workflows::app::BodySeat seat;
    seat.n = value.at("n").get<int>();
    seat.organisation = name_of(value, "organisation");
    seat.vote = enum_of(value, "vote", workflows::VoteKind::Deliberative);
    seat.chair = value.value("chair", false);
    seat.holder = person_of(people, value, "holder");
    seat.substitute = person_of(people, value, "substitute");
    seat.substitute_acts = value.value("substitute_acts", false);
    return seat;
}

People save_people(Tools& tools, const workflows::CampusId& campus, const json& list) {
    People people;
    for (const auto& value : list) {
        const auto key = value.at("key").get<std::string>();
        workflows::app::Person person;
        person.id = id_of<workflows::PersonId>(tools.digest, campus.text + "/person/" + key);
        person.contact.name = name_of(value, "name");
        person.contact.email = email_of(value);
        person.contact.locale = enum_of(value, "locale", workflows::Locale::Fr);
        person.contact.zone = enum_of(value, "zone", workflows::HolidayZone::Metropole);
        tools.stores.registry.save(campus, person);
        people[key] = person.id;
    }
    return people;
}

void save_organisations(Tools& tools, const workflows::CampusId& campus, const json& list) {
    for (const auto& value : list) {
        workflows::app::Organisation organisation;
        organisation.name = name_of(value, "name");
        organisation.id = id_of<workflows::OrganisationId>(
            tools.digest, campus.text + "/organisation/" + value.at("name").get<std::string>()
        );
        organisation.place = value.value("place", "");
        const auto siret = workflows::parse_siret(value.value("siret", ""));
        if (!siret) {
            throw std::runtime_error("not a SIRET: " + value.value("siret", ""));
        }
        organisation.siret = *siret;
        organisation.zone = enum_of(value, "zone", workflows::HolidayZone::Metropole);
        tools.stores.registry.save(campus, organisation);
    }
}

/// A name of a campus is one network's: saying it again corrects that one, and what is not said
/// again stays.
void save_network(
    Tools& tools,
    const workflows::CampusId& campus,
    const NewNetwork& wanted,
    std::optional<workflows::app::Network::State> state
) {
    workflows::app::Network network;
    network.name = printed(wanted.name, "name");
    network.id =
        id_of<workflows::NetworkId>(tools.digest, campus.text + "/network/" + network.name);
    for (auto& kept : tools.stores.registry.networks(campus)) {
        if (kept.id == network.id) {
            network = std::move(kept);
        }
    }
    network.support = printed(wanted.support, "support");
    network.state = state.value_or(network.state);
    if (!wanted.category.empty()) {
        network.category = printed(wanted.category, "category");
    }
    if (!wanted.represented_by.empty()) {
        network.represented_by = printed(wanted.represented_by, "represented_by");
    } else if (network.represented_by.empty()) {
        // The campus's own representative is another legal person's.
        throw std::runtime_error(
            "represented_by: who signs for the support, as printed: \"sa proviseure\""
        );
    }
    tools.stores.registry.save(campus, network);
}

void save_networks(Tools& tools, const workflows::CampusId& campus, const json& list) {
    for (const auto& value : list) {
        using State = workflows::app::Network::State;
        NewNetwork wanted;
        wanted.name = value.at("name").get<std::string>();
        wanted.support = value.at("support").get<std::string>();
        wanted.category = value.value("category", "");
        wanted.represented_by = value.value("represented_by", "");
        save_network(
            tools,
            campus,
            wanted,
            value.contains("state") ? std::optional(enum_of(value, "state", State::Active))
                                    : std::nullopt
        );
    }
}

/// The campus's network of that name. Throws where it carries none.
workflows::NetworkId network_named(
    const std::vector<workflows::app::Network>& networks, const std::string& name
) {
    const auto found = std::ranges::find(networks, name, &workflows::app::Network::name);
    if (found == networks.end()) {
        throw std::runtime_error(
            "bodies: the campus carries no network " + text::to_safe_line(name, 300) +
            ": say it in \"networks\" first"
        );
    }
    return found->id;
}

void save_bodies(
    Tools& tools, const workflows::CampusId& campus, const People& people, const json& list
) {
    const auto networks = tools.stores.registry.networks(campus);
    std::vector<workflows::app::Body> bodies;
    for (const auto& value : list) {
        workflows::app::Body body;
        body.kind = value.at("kind").get<std::string>();
        body.name = name_of(value, "name");
        auto named = campus.text + "/body/" + body.kind;
        if (value.contains("network")) {
            body.network = network_named(networks, name_of(value, "network"));
            named += "/" + to_string(*body.network);
        }
        body.id = id_of<workflows::BodyId>(tools.digest, named);
        for (const auto& seat : value.at("seats")) {
            body.seats.push_back(seat_of(people, seat));
        }
        for (const auto& other : bodies) {
            if (other.kind == body.kind && other.network == body.network) {
                throw std::runtime_error(
                    "bodies: two of kind " + text::to_safe_line(body.kind, 40) +
                    (body.network ? " are of one network" : " are of no network") +
                    ": put their seats into one, or give each a \"network\" of its own"
                );
            }
        }
        bodies.push_back(std::move(body));
    }
    for (const auto& body : bodies) {
        tools.stores.registry.save(campus, body);
    }
}

/// Of a campus that is there. Throws where it is not.
workflows::CampusId known_campus(Tools& tools, const std::string& text) {
    const auto campus = require_campus(text);
    if (!tools.stores.registry.campus(campus)) {
        throw std::runtime_error("--campus: there is no campus " + text);
    }
    return campus;
}

workflows::CampusId save_campus(Tools& tools, const json& value) {
    workflows::app::Campus campus;
    campus.id = require_campus(value.at("id").get<std::string>());
    campus.name = value.at("name").get<std::string>();
    campus.represented_by = value.at("represented_by").get<std::string>();
    campus.support = value.at("support").get<std::string>();
    campus.place = value.at("place").get<std::string>();
    for (const auto& printed : {campus.name, campus.represented_by, campus.support, campus.place}) {
        const auto missing = workflows::undrawable(printed, workflows::DrawnIn::Text);
        if (!missing.empty()) {
            throw std::runtime_error(
                "campus: an act cannot print " + workflows::characters_named(missing)
            );
        }
    }
    campus.reply_to.name = value.at("reply_to").at("name").get<std::string>();
    campus.reply_to.email = email_of(value.at("reply_to"));
    tools.stores.registry.save(campus);
    return campus.id;
}

}  // namespace

int load_campus(const Config& config, const std::filesystem::path& file) {
    const auto parsed = workflows::codec::parse_strict(read_file(file));
    if (!parsed) {
        throw std::runtime_error(
            file.string() + ": " + parsed.error().pointer + " " + parsed.error().message
        );
    }
    Tools tools(config);
    try {
        const auto campus = save_campus(tools, parsed->at("campus"));
        const auto people = save_people(tools, campus, parsed->at("people"));
        save_organisations(tools, campus, parsed->at("organisations"));
        save_networks(tools, campus, parsed->value("networks", json::array()));
        save_bodies(tools, campus, people, parsed->at("bodies"));
        for (const auto& type : parsed->at("types")) {
            publish_type(tools, config, campus, type.get<std::string>());
        }
        std::printf("Campus %s is loaded.\n", campus.text.c_str());
    } catch (const json::exception& error) {
        throw std::runtime_error(file.string() + ": " + error.what());
    }
    return 0;
}

int add_network(const Config& config, const NewNetwork& wanted) {
    Tools tools(config);
    const auto campus = known_campus(tools, wanted.campus);
    save_network(tools, campus, wanted, workflows::app::Network::State::Active);
    return 0;
}

int list_networks(const Config& config, const std::string& campus) {
    Tools tools(config);
    for (const auto& network : tools.stores.registry.networks(known_campus(tools, campus))) {
        std::printf(
            "%s\t%s\t%s\t%s\t%s\n",
            std::string(workflows::name_of(network.state)).c_str(),
            network.name.c_str(),
            network.support.c_str(),
            network.category.c_str(),
            network.represented_by.c_str()
        );
    }
    return 0;
}

int close_network(const Config& config, const std::string& campus, const std::string& name) {
    Tools tools(config);
    const auto id = known_campus(tools, campus);
    for (auto& network : tools.stores.registry.networks(id)) {
        if (network.name == name && network.state == workflows::app::Network::State::Active) {
            network.state = workflows::app::Network::State::Closed;
            tools.stores.registry.save(id, network);
            return 0;
        }
    }
    std::fputs("--name: no active network has this name; see network list\n", stderr);
    return 1;
}

}  // namespace contreseing::server::cli
