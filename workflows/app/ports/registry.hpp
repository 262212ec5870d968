#pragma once

#include "workflows/app/ports/slice.hpp"
#include "workflows/domain/convention.hpp"
#include "workflows/domain/convention_type.hpp"
#include "workflows/domain/names.hpp"
#include "workflows/ground/ids.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::workflows::app {

struct Campus {
    CampusId id;
    std::string name;            ///< « Campus des métiers et des qualifications … »
    std::string represented_by;  ///< « son directeur »
    std::string support;         ///< établissement support, printed on the seal
    std::string place;           ///< « Bagnols-sur-Cèze »
    Contact reply_to;            ///< a human, in Reply-To of every mail
};

struct Person {
    PersonId id;
    Contact contact;
    bool operator==(const Person&) const = default;
};

struct Organisation {
    OrganisationId id;
    std::string name;
    std::string place;
    std::string siret;  ///< 14 digits or empty
    HolidayZone zone = HolidayZone::Metropole;
    bool operator==(const Organisation&) const = default;
};

/// One of those that a campus carries: itself no legal person, so that its support signs.
struct Network {
    enum class State { Active, Closed };

    NetworkId id;
    std::string name;
    std::string support;   ///< the legal person that carries it
    std::string category;  ///< « excellence », or empty
    State state = State::Active;
    std::string represented_by = {};  ///< who signs for the support; empty: as the campus's
    bool operator==(const Network&) const = default;
};

struct BodySeat {
    int n = 0;
    std::string organisation;
    VoteKind vote = VoteKind::Deliberative;
    bool chair = false;
    std::optional<PersonId> holder;
    std::optional<PersonId> substitute;
    bool substitute_acts = false;  ///< messages go to the substitute
    bool operator==(const BodySeat&) const = default;
};

struct Body {
    BodyId id;
    std::string kind;  ///< `directoire`, `cos`
    std::string name;
    std::vector<BodySeat> seats;
    std::optional<NetworkId> network = {};  ///< absent: the campus's, common to its networks
    bool operator==(const Body&) const = default;
};

struct Member {
    std::string organisation;
    std::string college;
    std::string status;  ///< `associe`
    Day since;
    ConventionId convention;
    std::string reference = {};  ///< of that convention
};

/// People, organisations, networks and bodies of a campus: plain records, edited in place, copied
/// into an act when it uses them.
class Registry {
public:
    virtual ~Registry() = default;
    virtual std::optional<Campus> campus(const CampusId& id) = 0;
    virtual std::vector<Campus> campuses() = 0;
    virtual void save(const Campus& campus) = 0;

    /// By name in French order, as the next list; those whose name or address contains `search`,
    /// case and accents aside.
    virtual std::vector<Person> people(
        const CampusId& campus, const Slice<PersonId>& slice = {}, const std::string& search = {}
    ) = 0;
    virtual std::int64_t count_people(const CampusId& campus, const std::string& search = {}) = 0;
    virtual std::optional<Person> person(const CampusId& campus, const PersonId& id) = 0;
    virtual void save(const CampusId& campus, const Person& person) = 0;
    /// Saves `record` where there is none of its id yet; false, and nothing done, where there is.
    /// So do the next ones.
    virtual bool add(const CampusId& campus, const Person& record) = 0;
    /// Saves `record` where its record still is what `seen` says; false, and nothing done, where
    /// somebody changed it meanwhile. So do the next ones.
    virtual bool replace(const CampusId& campus, const Person& seen, const Person& record) = 0;

    virtual std::vector<Organisation> organisations(
        const CampusId& campus,
        const Slice<OrganisationId>& slice = {},
        const std::string& search = {}  ///< in the name
    ) = 0;
    virtual std::int64_t count_organisations(
        const CampusId& campus, const std::string& search = {}
    ) = 0;
    virtual std::optional<Organisation> organisation(
        const CampusId& campus, const OrganisationId& id
    ) = 0;
    virtual void save(const CampusId& campus, const Organisation& organisation) = 0;
    virtual bool add(const CampusId& campus, const Organisation& record) = 0;
    virtual bool replace(
        const CampusId& campus, const Organisation& seen, const Organisation& record
    ) = 0;

    /// By name in French order; none where the campus is its only network.
    virtual std::vector<Network> networks(const CampusId& campus) = 0;
    virtual void save(const CampusId& campus, const Network& network) = 0;

    virtual std::vector<Body> bodies(const CampusId& campus) = 0;
    /// The body of that kind that is of the network itself, or without one the campus's: one of a
    /// kind each.
    virtual std::optional<Body> body(
        const CampusId& campus,
        const std::string& kind,
        const std::optional<NetworkId>& network = {}
    ) = 0;
    /// Its seats in the order of their numbers; takes the id of the one of that kind and network
    /// that is there.
    virtual void save(const CampusId& campus, const Body& body) = 0;
    /// Nor where there is one of its kind and network.
    virtual bool add(const CampusId& campus, const Body& record) = 0;
    virtual bool replace(const CampusId& campus, const Body& seen, const Body& record) = 0;

    /// By organisation; each is known by the convention that made it a member.
    virtual std::vector<Member> members(
        const CampusId& campus, const Slice<ConventionId>& slice = {}
    ) = 0;
    virtual std::int64_t count_members(const CampusId& campus) = 0;
};

/// The body of that kind that an act is for: that of its network, else the campus's.
std::optional<Body> body_for(
    Registry& registry,
    const CampusId& campus,
    const std::string& kind,
    const std::optional<NetworkId>& network
);

/// The campus as an act names it: one of a network bears the network's name, support and
/// representative.
std::optional<Campus> campus_for(
    Registry& registry, const CampusId& campus, const std::optional<NetworkId>& network
);

/// Whom a message to each seat of `body` goes to (the substitute where it acts); seats without a
/// named person are left out.
std::vector<Contact> contacts_of(Registry& registry, const CampusId& campus, const Body& body);

/// Types as published, immutable once used.
class TypeCatalogue {
public:
    virtual ~TypeCatalogue() = default;
    /// The newest published version of each key.
    virtual std::vector<std::shared_ptr<const ConventionType>> current(const CampusId& campus) = 0;
    /// Throws when that version was never published: a running act keeps its type for ever.
    virtual std::shared_ptr<const ConventionType> find(
        const CampusId& campus, const std::string& key, int version
    ) = 0;
};

}  // namespace contreseing::workflows::app

namespace contreseing::workflows {

template <>
std::span<const std::string_view> names_of<app::Network::State>();

}  // namespace contreseing::workflows
