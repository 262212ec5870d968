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

/// What `value` is called. Throws where no act could print it.
std::string name_of(const json& value, const char* key) {
    const auto typed = value.at(key).get<std::string>();
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
        for (const auto& value : parsed->at("bodies")) {
            workflows::app::Body body;
            body.kind = value.at("kind").get<std::string>();
            body.name = name_of(value, "name");
            body.id = id_of<workflows::BodyId>(tools.digest, campus.text + "/body/" + body.kind);
            for (const auto& seat : value.at("seats")) {
                body.seats.push_back(seat_of(people, seat));
            }
            tools.stores.registry.save(campus, body);
        }
        for (const auto& type : parsed->at("types")) {
            publish_type(tools, config, campus, type.get<std::string>());
        }
        std::printf("Campus %s is loaded.\n", campus.text.c_str());
    } catch (const json::exception& error) {
        throw std::runtime_error(file.string() + ": " + error.what());
    }
    return 0;
}

}  // namespace contreseing::server::cli
