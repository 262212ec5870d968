#include "sql/registry.hpp"

#include "sql/session.hpp"
#include "sql/values.hpp"
#include "sql/words.hpp"

namespace contreseing::sql {

using workflows::BodyId;
using workflows::CampusId;
using workflows::ConventionId;
using workflows::NetworkId;
using workflows::OrganisationId;
using workflows::PersonId;
using workflows::app::Body;
using workflows::app::BodySeat;
using workflows::app::Campus;
using workflows::app::Member;
using workflows::app::Network;
using workflows::app::Organisation;
using workflows::app::Person;
using workflows::app::Slice;

namespace {

constexpr Statement kCampus{
    "registry_campus",
    R"(SELECT campus_id, name, represented_by, support, place,
        reply_name, reply_email, reply_locale, reply_zone
    FROM campus WHERE campus_id = $1)"};

constexpr Statement kCampuses{
    "registry_campuses",
    R"(SELECT campus_id, name, represented_by, support, place,
        reply_name, reply_email, reply_locale, reply_zone
    FROM every_campus() ORDER BY campus_id)"};

constexpr Statement kSaveCampus{
    "registry_save_campus",
    R"(INSERT INTO campus (campus_id, name, represented_by, support, place,
        reply_name, reply_email, reply_locale, reply_zone)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (campus_id) DO UPDATE SET (name, represented_by, support, place,
        reply_name, reply_email, reply_locale, reply_zone) = ($2, $3, $4, $5, $6, $7, $8, $9))"};

constexpr Statement kPeople{
    "registry_people",
    R"(SELECT id, name, email, locale, zone FROM person
    WHERE campus_id = $1 AND ($2::uuid IS NULL OR id = $2)
        AND ($3::uuid IS NULL OR (name COLLATE "fr-x-icu", id) > (
            SELECT name, id FROM person WHERE campus_id = $1 AND id = $3))
        AND ($5::text IS NULL OR words LIKE ALL ((SELECT word_patterns($5))::text[]))
    ORDER BY name COLLATE "fr-x-icu", id LIMIT $4)"};

constexpr Statement kCountPeople{
    "registry_count_people",
    R"(SELECT count(*) FROM person WHERE campus_id = $1
        AND ($2::text IS NULL OR words LIKE ALL ((SELECT word_patterns($2))::text[])))"};

constexpr Statement kSavePerson{
    "registry_save_person",
    R"(INSERT INTO person (campus_id, id, name, email, locale, zone)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (campus_id, id)
    DO UPDATE SET (name, email, locale, zone) = ($3, $4, $5, $6))"};

constexpr Statement kAddPerson{
    "registry_add_person",
    R"(INSERT INTO person (campus_id, id, name, email, locale, zone)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (campus_id, id) DO NOTHING)"};

constexpr Statement kReplacePerson{
    "registry_replace_person",
    R"(UPDATE person SET (name, email, locale, zone) = ($3, $4, $5, $6)
    WHERE campus_id = $1 AND id = $2 AND (name, email, locale, zone) = ($7, $8, $9, $10))"};

constexpr Statement kOrganisations{
    "registry_organisations",
    R"(SELECT id, name, place, siret, zone FROM organisation
    WHERE campus_id = $1
        AND ($2::uuid IS NULL OR id = $2)
        AND ($3::uuid IS NULL OR (name COLLATE "fr-x-icu", id) > (
            SELECT name, id FROM organisation WHERE campus_id = $1 AND id = $3))
        AND ($5::text IS NULL OR words LIKE ALL ((SELECT word_patterns($5))::text[]))
    ORDER BY name COLLATE "fr-x-icu", id LIMIT $4)"};

constexpr Statement kCountOrganisations{
    "registry_count_organisations",
    R"(SELECT count(*) FROM organisation
    WHERE campus_id = $1 AND ($2::text IS NULL OR words LIKE ALL ((SELECT word_patterns($2))::text[])))"};

constexpr Statement kSaveOrganisation{
    "registry_save_organisation",
    R"(INSERT INTO organisation (campus_id, id, name, place, siret, zone)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (campus_id, id)
    DO UPDATE SET (name, place, siret, zone) = ($3, $4, $5, $6))"};

constexpr Statement kAddOrganisation{
    "registry_add_organisation",
    R"(INSERT INTO organisation (campus_id, id, name, place, siret, zone)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (campus_id, id) DO NOTHING)"};

constexpr Statement kReplaceOrganisation{
    "registry_replace_organisation",
    R"(UPDATE organisation SET (name, place, siret, zone) = ($3, $4, $5, $6)
    WHERE campus_id = $1 AND id = $2 AND (name, place, siret, zone) = ($7, $8, $9, $10))"};

constexpr Statement kNetworks{
    "registry_networks",
    R"(SELECT id, name, support, category, state, represented_by FROM network
    WHERE campus_id = $1 ORDER BY name COLLATE "fr-x-icu", id)"};

constexpr Statement kSaveNetwork{
    "registry_save_network",
    R"(INSERT INTO network (campus_id, id, name, support, category, state, represented_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (campus_id, id)
    DO UPDATE SET (name, support, category, state, represented_by) = ($3, $4, $5, $6, $7))"};

// A body without seats is one row whose seat columns are null.
constexpr Statement kBodies{
    "registry_bodies",
    R"(SELECT b.id, b.kind, b.name, b.network,
        s.n, s.organisation, s.vote, s.chair, s.holder, s.substitute, s.substitute_acts
    FROM body b LEFT JOIN body_seat s ON s.campus_id = b.campus_id AND s.body_id = b.id
    WHERE b.campus_id = $1
        AND ($2::text IS NULL OR b.kind = $2 AND b.network IS NOT DISTINCT FROM $3::uuid)
    ORDER BY b.kind, b.network NULLS FIRST, b.id, s.n)"};

constexpr Statement kSaveBody{
    "registry_save_body",
    R"(INSERT INTO body (campus_id, id, kind, name, network) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (campus_id, id) DO UPDATE SET (kind, name, network) = ($3, $4, $5))"};

constexpr Statement kAddBody{
    "registry_add_body",
    R"(INSERT INTO body (campus_id, id, kind, name, network) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (campus_id, id) DO NOTHING)"};

// Until the transaction ends; a body that is not there yet has no row to lock.
constexpr Statement kLockKind{
    "registry_lock_kind", "SELECT pg_advisory_xact_lock(hashtext($1), hashtext($2))"};

constexpr Statement kClearSeats{
    "registry_clear_seats", "DELETE FROM body_seat WHERE campus_id = $1 AND body_id = $2"};

constexpr Statement kSaveSeat{
    "registry_save_seat",
    R"(INSERT INTO body_seat (campus_id, body_id, n, organisation, vote, chair,
        holder, substitute, substitute_acts)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))"};

constexpr Statement kMembers{
    "registry_members",
    R"(SELECT m.organisation, m.college, m.status, extract(year FROM m.since)::int,
        extract(month FROM m.since)::int, extract(day FROM m.since)::int, m.convention_id,
        c.reference
    FROM member m JOIN convention c ON c.campus_id = m.campus_id AND c.id = m.convention_id
    WHERE m.campus_id = $1
        AND ($2::uuid IS NULL OR (m.organisation COLLATE "fr-x-icu", m.convention_id) > (
            SELECT organisation, convention_id FROM member
            WHERE campus_id = $1 AND convention_id = $2))
    ORDER BY m.organisation COLLATE "fr-x-icu", m.convention_id LIMIT $3)"};

constexpr Statement kCountMembers{
    "registry_count_members", "SELECT count(*) FROM member WHERE campus_id = $1"};

using Null = std::optional<std::string>;

template <class T>
std::optional<T> first_of(std::vector<T> found) {
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Campus> campuses_of(const pqxx::result& rows) {
    std::vector<Campus> all;
    for (const pqxx::row& row : rows) {
        all.push_back({
            {row[0].as<std::string>()},
            row[1].as<std::string>(),
            row[2].as<std::string>(),
            row[3].as<std::string>(),
            row[4].as<std::string>(),
            as_contact(row, 5),
        });
    }
    return all;
}

Null null_if_empty(const std::string& search) {
    return search.empty() ? std::nullopt : Null(search);
}

std::vector<Person> load_people(
    Pool& pool,
    const CampusId& campus,
    const Null& id,
    const Slice<PersonId>& slice,
    const std::string& search
) {
    return read(pool, campus, [&](Work& work) {
        std::vector<Person> all;
        for (const pqxx::row& row : work.run(
                 kPeople,
                 campus.text,
                 id,
                 id_or_null(slice.after),
                 slice.limit,
                 null_if_empty(search)
             )) {
            all.push_back({as_id<PersonId>(row[0]), as_contact(row, 1)});
        }
        return all;
    });
}

std::vector<Organisation> load_organisations(
    Pool& pool,
    const CampusId& campus,
    const Null& id,
    const Slice<OrganisationId>& slice,
    const std::string& search
) {
    return read(pool, campus, [&](Work& work) {
        std::vector<Organisation> all;
        for (const pqxx::row& row : work.run(
                 kOrganisations,
                 campus.text,
                 id,
                 id_or_null(slice.after),
                 slice.limit,
                 null_if_empty(search)
             )) {
            all.push_back({
                as_id<OrganisationId>(row[0]),
                row[1].as<std::string>(),
                row[2].as<std::string>(),
                row[3].as<std::string>(),
                from_word<workflows::HolidayZone>(view(row[4])),
            });
        }
        return all;
    });
}

/// Those of one kind are of `network` alone.
std::vector<Body> load_bodies(
    Work& work,
    const CampusId& campus,
    const Null& kind,
    const std::optional<NetworkId>& network = {}
) {
    std::vector<Body> all;
    for (const pqxx::row& row : work.run(kBodies, campus.text, kind, id_or_null(network))) {
        const auto id = as_id<BodyId>(row[0]);
        if (all.empty() || all.back().id != id) {
            all.push_back(
                {id,
                 row[1].as<std::string>(),
                 row[2].as<std::string>(),
                 {},
                 as_optional_id<NetworkId>(row[3])}
            );
        }
        if (row[4].is_null()) {
            continue;
        }
        all.back().seats.push_back({
            row[4].as<int>(),
            row[5].as<std::string>(),
            from_word<workflows::VoteKind>(view(row[6])),
            row[7].as<bool>(),
            as_optional_id<PersonId>(row[8]),
            as_optional_id<PersonId>(row[9]),
            row[10].as<bool>(),
        });
    }
    return all;
}

/// A statement about one person: six parameters of its own, then `more`.
template <class... More>
pqxx::result run(
    Work& work,
    const Statement& statement,
    const CampusId& campus,
    const Person& person,
    const More&... more
) {
    return work.run(
        statement,
        campus.text,
        to_string(person.id),
        person.contact.name,
        person.contact.email.text,
        word(person.contact.locale),
        word(person.contact.zone),
        more...
    );
}

template <class... More>
pqxx::result run(
    Work& work,
    const Statement& statement,
    const CampusId& campus,
    const Organisation& organisation,
    const More&... more
) {
    return work.run(
        statement,
        campus.text,
        to_string(organisation.id),
        organisation.name,
        organisation.place,
        organisation.siret,
        word(organisation.zone),
        more...
    );
}

/// That of the kind and network of `like`, which nobody else makes or changes before this
/// transaction ends.
std::optional<Body> hold_body(Work& work, const CampusId& campus, const Body& like) {
    work.run(kLockKind, campus.text, like.kind);
    return first_of(load_bodies(work, campus, like.kind, like.network));
}

void save_seats(Work& work, const CampusId& campus, const Body& body) {
    const std::string id = to_string(body.id);
    work.run(kClearSeats, campus.text, id);
    for (const BodySeat& seat : body.seats) {
        work.run(
            kSaveSeat,
            campus.text,
            id,
            seat.n,
            seat.organisation,
            word(seat.vote),
            seat.chair,
            id_or_null(seat.holder),
            id_or_null(seat.substitute),
            seat.substitute_acts
        );
    }
}

void store(Work& work, const CampusId& campus, const Body& body) {
    work.run(
        kSaveBody, campus.text, to_string(body.id), body.kind, body.name, id_or_null(body.network)
    );
    save_seats(work, campus, body);
}

template <class... Parameters>
std::int64_t count(
    Pool& pool, const Statement& statement, const CampusId& campus, const Parameters&... parameters
) {
    return read(pool, campus, [&](Work& work) {
        return work.run(statement, campus.text, parameters...)[0][0].template as<std::int64_t>();
    });
}

}  // namespace

std::optional<Campus> Registry::campus(const CampusId& id) {
    return first_of(read(pool_, id, [&](Work& work) {
        return campuses_of(work.run(kCampus, id.text));
    }));
}

std::vector<Campus> Registry::campuses() {
    return read(pool_, kNoCampus, [](Work& work) { return campuses_of(work.run(kCampuses)); });
}

void Registry::save(const Campus& campus) {
    write(pool_, campus.id, [&](Work& work) {
        work.run(
            kSaveCampus,
            campus.id.text,
            campus.name,
            campus.represented_by,
            campus.support,
            campus.place,
            campus.reply_to.name,
            campus.reply_to.email.text,
            word(campus.reply_to.locale),
            word(campus.reply_to.zone)
        );
    });
}

std::vector<Person> Registry::people(
    const CampusId& campus, const Slice<PersonId>& slice, const std::string& search
) {
    return load_people(pool_, campus, std::nullopt, slice, search);
}

std::int64_t Registry::count_people(const CampusId& campus, const std::string& search) {
    return count(pool_, kCountPeople, campus, null_if_empty(search));
}

std::optional<Person> Registry::person(const CampusId& campus, const PersonId& id) {
    return first_of(load_people(pool_, campus, to_string(id), {}, {}));
}

void Registry::save(const CampusId& campus, const Person& person) {
    write(pool_, campus, [&](Work& work) { run(work, kSavePerson, campus, person); });
}

bool Registry::add(const CampusId& campus, const Person& record) {
    return write(pool_, campus, [&](Work& work) {
        return run(work, kAddPerson, campus, record).affected_rows() == 1;
    });
}

bool Registry::replace(const CampusId& campus, const Person& seen, const Person& record) {
    return write(pool_, campus, [&](Work& work) {
        return run(work,
                   kReplacePerson,
                   campus,
                   record,
                   seen.contact.name,
                   seen.contact.email.text,
                   word(seen.contact.locale),
                   word(seen.contact.zone))
                   .affected_rows() == 1;
    });
}

std::vector<Organisation> Registry::organisations(
    const CampusId& campus, const Slice<OrganisationId>& slice, const std::string& search
) {
    return load_organisations(pool_, campus, std::nullopt, slice, search);
}

std::int64_t Registry::count_organisations(const CampusId& campus, const std::string& search) {
    return count(pool_, kCountOrganisations, campus, null_if_empty(search));
}

std::optional<Organisation> Registry::organisation(
    const CampusId& campus, const OrganisationId& id
) {
    return first_of(load_organisations(pool_, campus, to_string(id), {}, {}));
}

void Registry::save(const CampusId& campus, const Organisation& organisation) {
    write(pool_, campus, [&](Work& work) { run(work, kSaveOrganisation, campus, organisation); });
}

bool Registry::add(const CampusId& campus, const Organisation& record) {
    return write(pool_, campus, [&](Work& work) {
        return run(work, kAddOrganisation, campus, record).affected_rows() == 1;
    });
}

bool Registry::replace(
    const CampusId& campus, const Organisation& seen, const Organisation& record
) {
    return write(pool_, campus, [&](Work& work) {
        return run(work,
                   kReplaceOrganisation,
                   campus,
                   record,
                   seen.name,
                   seen.place,
                   seen.siret,
                   word(seen.zone))
                   .affected_rows() == 1;
    });
}

std::vector<Network> Registry::networks(const CampusId& campus) {
    return read(pool_, campus, [&](Work& work) {
        std::vector<Network> all;
        for (const pqxx::row& row : work.run(kNetworks, campus.text)) {
            all.push_back({
                as_id<NetworkId>(row[0]),
                row[1].as<std::string>(),
                row[2].as<std::string>(),
                row[3].as<std::string>(),
                from_word<Network::State>(view(row[4])),
                row[5].as<std::string>(),
            });
        }
        return all;
    });
}

void Registry::save(const CampusId& campus, const Network& network) {
    write(pool_, campus, [&](Work& work) {
        work.run(
            kSaveNetwork,
            campus.text,
            to_string(network.id),
            network.name,
            network.support,
            network.category,
            word(network.state),
            network.represented_by
        );
    });
}

std::vector<Body> Registry::bodies(const CampusId& campus) {
    return read(pool_, campus, [&](Work& work) { return load_bodies(work, campus, std::nullopt); });
}

std::optional<Body> Registry::body(
    const CampusId& campus, const std::string& kind, const std::optional<NetworkId>& network
) {
    return first_of(read(pool_, campus, [&](Work& work) {
        return load_bodies(work, campus, kind, network);
    }));
}

void Registry::save(const CampusId& campus, const Body& body) {
    transact(pool_, campus, [&](Work& work) {
        const auto kept = hold_body(work, campus, body);
        auto saved = body;
        saved.id = kept ? kept->id : body.id;
        store(work, campus, saved);
    });
}

bool Registry::add(const CampusId& campus, const Body& record) {
    return transact(pool_, campus, [&](Work& work) {
        if (hold_body(work, campus, record)) {
            return false;
        }
        const auto added = work.run(
            kAddBody,
            campus.text,
            to_string(record.id),
            record.kind,
            record.name,
            id_or_null(record.network)
        );
        if (added.affected_rows() == 0) {
            return false;
        }
        save_seats(work, campus, record);
        return true;
    });
}

bool Registry::replace(const CampusId& campus, const Body& seen, const Body& record) {
    return transact(pool_, campus, [&](Work& work) {
        if (hold_body(work, campus, seen) != seen) {
            return false;
        }
        store(work, campus, record);
        return true;
    });
}

std::vector<Member> Registry::members(const CampusId& campus, const Slice<ConventionId>& slice) {
    return read(pool_, campus, [&](Work& work) {
        std::vector<Member> all;
        for (const pqxx::row& row :
             work.run(kMembers, campus.text, id_or_null(slice.after), slice.limit)) {
            all.push_back({
                row[0].as<std::string>(),
                row[1].as<std::string>(),
                row[2].as<std::string>(),
                std::chrono::year(row[3].as<int>()) / row[4].as<int>() / row[5].as<int>(),
                as_id<ConventionId>(row[6]),
                row[7].as<std::string>(),
            });
        }
        return all;
    });
}

std::int64_t Registry::count_members(const CampusId& campus) {
    return count(pool_, kCountMembers, campus);
}

}  // namespace contreseing::sql
