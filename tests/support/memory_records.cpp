#include "tests/support/cut.hpp"
#include "tests/support/memory_stores.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace contreseing::test_support {

using namespace workflows;
using namespace workflows::app;

namespace {

template <class Map, class Key>
auto find_in(const Map& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? std::nullopt : std::optional(found->second);
}

template <class Map>
auto of_campus_in(const Map& map, const CampusId& campus) {
    std::vector<typename Map::mapped_type> all;
    for (const auto& [key, value] : map) {
        if (key.first == campus) {
            all.push_back(value);
        }
    }
    return all;
}

template <class Map, class Key, class T>
bool replace_in(Map& map, const Key& key, const T& seen, const T& record) {
    const auto found = map.find(key);
    if (found == map.end() || found->second != seen) {
        return false;
    }
    found->second = record;
    return true;
}

/// One for each kind and network.
template <class Bodies>
std::optional<Body> body_in(
    const Bodies& bodies,
    const CampusId& campus,
    const std::string& kind,
    const std::optional<NetworkId>& network
) {
    for (const Body& body : of_campus_in(bodies, campus)) {
        if (body.kind == kind && body.network == network) {
            return body;
        }
    }
    return std::nullopt;
}

template <class T>
void sort_by_name(std::vector<T>& all, auto name) {
    std::stable_sort(all.begin(), all.end(), [&](const T& a, const T& b) {
        return plain(name(a)) < plain(name(b));
    });
}

}  // namespace

std::optional<Campus> MemoryRegistry::campus(const CampusId& id) {
    const std::lock_guard lock(db_.mutex);
    return find_in(db_.campuses, id);
}
std::vector<Campus> MemoryRegistry::campuses() {
    const std::lock_guard lock(db_.mutex);
    std::vector<Campus> all;
    for (const auto& [id, campus] : db_.campuses) {
        all.push_back(campus);
    }
    return all;
}
void MemoryRegistry::save(const Campus& campus) {
    const std::lock_guard lock(db_.mutex);
    db_.campuses[campus.id] = campus;
}
std::vector<Person> MemoryRegistry::people(
    const CampusId& campus, const Slice<PersonId>& slice, const std::string& search
) {
    const std::lock_guard lock(db_.mutex);
    auto all = of_campus_in(db_.people, campus);
    keep_found(all, search, [](const Person& person) {
        return person.contact.name + ' ' + person.contact.email.text;
    });
    sort_by_name(all, [](const Person& person) { return person.contact.name; });
    return cut(std::move(all), slice, [](const Person& person) { return person.id; });
}
std::int64_t MemoryRegistry::count_people(const CampusId& campus, const std::string& search) {
    return static_cast<std::int64_t>(people(campus, {}, search).size());
}
std::optional<Person> MemoryRegistry::person(const CampusId& campus, const PersonId& id) {
    const std::lock_guard lock(db_.mutex);
    return find_in(db_.people, std::pair(campus, id));
}
void MemoryRegistry::save(const CampusId& campus, const Person& person) {
    const std::lock_guard lock(db_.mutex);
    db_.people[{campus, person.id}] = person;
}
bool MemoryRegistry::add(const CampusId& campus, const Person& record) {
    const std::lock_guard lock(db_.mutex);
    return db_.people.try_emplace({campus, record.id}, record).second;
}
bool MemoryRegistry::replace(const CampusId& campus, const Person& seen, const Person& record) {
    const std::lock_guard lock(db_.mutex);
    return replace_in(db_.people, std::pair(campus, seen.id), seen, record);
}
std::vector<Organisation> MemoryRegistry::organisations(
    const CampusId& campus, const Slice<OrganisationId>& slice, const std::string& search
) {
    const std::lock_guard lock(db_.mutex);
    auto all = of_campus_in(db_.organisations, campus);
    keep_found(all, search, [](const Organisation& organisation) { return organisation.name; });
    sort_by_name(all, [](const Organisation& organisation) { return organisation.name; });
    return cut(std::move(all), slice, [](const Organisation& organisation) {
        return organisation.id;
    });
}
std::int64_t MemoryRegistry::count_organisations(
    const CampusId& campus, const std::string& search
) {
    return static_cast<std::int64_t>(organisations(campus, {}, search).size());
}
std::optional<Organisation> MemoryRegistry::organisation(
    const CampusId& campus, const OrganisationId& id
) {
    const std::lock_guard lock(db_.mutex);
    return find_in(db_.organisations, std::pair(campus, id));
}
void MemoryRegistry::save(const CampusId& campus, const Organisation& organisation) {
    const std::lock_guard lock(db_.mutex);
    db_.organisations[{campus, organisation.id}] = organisation;
}
bool MemoryRegistry::add(const CampusId& campus, const Organisation& record) {
    const std::lock_guard lock(db_.mutex);
    return db_.organisations.try_emplace({campus, record.id}, record).second;
}
bool MemoryRegistry::replace(
    const CampusId& campus, const Organisation& seen, const Organisation& record
) {
    const std::lock_guard lock(db_.mutex);
    return replace_in(db_.organisations, std::pair(campus, seen.id), seen, record);
}
std::vector<Network> MemoryRegistry::networks(const CampusId& campus) {
    const std::lock_guard lock(db_.mutex);
    auto all = of_campus_in(db_.networks, campus);
    sort_by_name(all, [](const Network& network) { return network.name; });
    return all;
}
void MemoryRegistry::save(const CampusId& campus, const Network& network) {
    const std::lock_guard lock(db_.mutex);
    db_.networks[{campus, network.id}] = network;
}
std::vector<Body> MemoryRegistry::bodies(const CampusId& campus) {
    const std::lock_guard lock(db_.mutex);
    auto all = of_campus_in(db_.bodies, campus);
    std::ranges::sort(all, {}, [](const Body& body) {
        return std::tuple(body.kind, body.network, body.id);
    });
    return all;
}
std::optional<Body> MemoryRegistry::body(
    const CampusId& campus, const std::string& kind, const std::optional<NetworkId>& network
) {
    const std::lock_guard lock(db_.mutex);
    return body_in(db_.bodies, campus, kind, network);
}
void MemoryRegistry::save(const CampusId& campus, const Body& body) {
    const std::lock_guard lock(db_.mutex);
    const auto kept = body_in(db_.bodies, campus, body.kind, body.network);
    auto saved = body;
    saved.id = kept ? kept->id : body.id;
    db_.bodies[{campus, saved.id}] = saved;
}
bool MemoryRegistry::add(const CampusId& campus, const Body& record) {
    const std::lock_guard lock(db_.mutex);
    return !body_in(db_.bodies, campus, record.kind, record.network) &&
           db_.bodies.try_emplace({campus, record.id}, record).second;
}
bool MemoryRegistry::replace(const CampusId& campus, const Body& seen, const Body& record) {
    const std::lock_guard lock(db_.mutex);
    return replace_in(db_.bodies, std::pair(campus, seen.id), seen, record);
}
std::vector<Member> MemoryRegistry::members(
    const CampusId& campus, const Slice<ConventionId>& slice
) {
    const std::lock_guard lock(db_.mutex);
    std::vector<Member> all;
    for (const auto& [of, member] : db_.members) {
        if (of == campus) {
            all.push_back(member);
        }
    }
    sort_by_name(all, [](const Member& member) { return member.organisation; });
    return cut(std::move(all), slice, [](const Member& member) { return member.convention; });
}
std::int64_t MemoryRegistry::count_members(const CampusId& campus) {
    return static_cast<std::int64_t>(members(campus).size());
}

void MemoryTypeCatalogue::add(const CampusId& campus, ConventionType type) {
    const std::tuple key{campus, type.key, type.version};
    types_[key] = std::make_shared<const ConventionType>(std::move(type));
}
std::vector<std::shared_ptr<const ConventionType>> MemoryTypeCatalogue::current(
    const CampusId& campus
) {
    std::map<std::string, std::shared_ptr<const ConventionType>> newest;
    for (const auto& [key, type] : types_) {
        if (std::get<0>(key) == campus) {
            newest[type->key] = type;
        }
    }
    std::vector<std::shared_ptr<const ConventionType>> all;
    for (const auto& [key, type] : newest) {
        all.push_back(type);
    }
    return all;
}
std::shared_ptr<const ConventionType> MemoryTypeCatalogue::find(
    const CampusId& campus, const std::string& key, int version
) {
    const auto found = types_.find({campus, key, version});
    if (found == types_.end()) {
        throw std::runtime_error("a type that was never published: " + key);
    }
    return found->second;
}

std::optional<Administrator> MemoryAccounts::find(const std::string& login) {
    const std::lock_guard lock(db_.mutex);
    for (const auto& [id, administrator] : db_.administrators) {
        if (administrator.login == login) {
            return administrator;
        }
    }
    return std::nullopt;
}
std::optional<Administrator> MemoryAccounts::find(const AdministratorId& id) {
    const std::lock_guard lock(db_.mutex);
    return find_in(db_.administrators, id);
}
std::vector<Administrator> MemoryAccounts::of_campus(const CampusId& campus) {
    const std::lock_guard lock(db_.mutex);
    std::vector<Administrator> all;
    for (const auto& [id, administrator] : db_.administrators) {
        if (administrator.campus == campus) {
            all.push_back(administrator);
        }
    }
    sort_by_name(all, [](const Administrator& administrator) { return administrator.login; });
    return all;
}
void MemoryAccounts::save(const Administrator& administrator) {
    const std::lock_guard lock(db_.mutex);
    for (const auto& [id, other] : db_.administrators) {
        if (other.login == administrator.login && id != administrator.id) {
            throw std::runtime_error("this login is taken");
        }
    }
    const auto stored = db_.administrators.find(administrator.id);
    if (stored != db_.administrators.end() &&
        (stored->second.password_hash != administrator.password_hash ||
         stored->second.totp_secret != administrator.totp_secret)) {
        std::erase_if(db_.sessions, [&](const auto& entry) {
            return entry.second.administrator == administrator.id;
        });
    }
    db_.administrators[administrator.id] = administrator;
}
bool MemoryAccounts::use_totp_step(const AdministratorId& id, std::int64_t step) {
    const std::lock_guard lock(db_.mutex);
    const auto found = db_.administrators.find(id);
    if (found == db_.administrators.end() || !found->second.active ||
        found->second.totp_last_step >= step) {
        return false;
    }
    found->second.totp_last_step = step;
    return true;
}
void MemoryAccounts::close(const AdministratorId& id) {
    const std::lock_guard lock(db_.mutex);
    if (const auto found = db_.administrators.find(id); found != db_.administrators.end()) {
        found->second.active = false;
    }
    std::erase_if(db_.sessions, [&](const auto& entry) {
        return entry.second.administrator == id;
    });
}
void MemoryAccounts::open_session(const AdministratorSession& session) {
    const std::lock_guard lock(db_.mutex);
    db_.sessions[session.token_hash] = session;
}
std::optional<AdministratorSession> MemoryAccounts::session(const Sha256& token_hash, Instant now) {
    const std::lock_guard lock(db_.mutex);
    auto found = find_in(db_.sessions, token_hash);
    if (!found || found->expires_at <= now) {
        return std::nullopt;
    }
    const auto account = db_.administrators.find(found->administrator);
    return account != db_.administrators.end() && account->second.active ? found : std::nullopt;
}
void MemoryAccounts::close_session(const Sha256& token_hash) {
    const std::lock_guard lock(db_.mutex);
    db_.sessions.erase(token_hash);
}
void MemoryAccounts::save(const ApiToken& token) {
    const std::lock_guard lock(db_.mutex);
    db_.tokens[token.token_hash] = token;
}
std::optional<ApiToken> MemoryAccounts::token(const Sha256& token_hash) {
    const std::lock_guard lock(db_.mutex);
    return find_in(db_.tokens, token_hash);
}
std::vector<ApiToken> MemoryAccounts::tokens(const CampusId& campus) {
    const std::lock_guard lock(db_.mutex);
    std::vector<ApiToken> all;
    for (const auto& [hash, token] : db_.tokens) {
        if (token.campus == campus) {
            all.push_back(token);
        }
    }
    sort_by_name(all, [](const ApiToken& token) { return token.name; });
    return all;
}
int MemoryAccounts::count_attempt(
    const std::string& key, std::chrono::seconds window, Instant now
) {
    const std::lock_guard lock(db_.mutex);
    const Instant start(now.time_since_epoch() - now.time_since_epoch() % window);
    auto& [counted_since, count] = db_.attempts[key];
    count = counted_since >= start ? count + 1 : 1;
    counted_since = std::max(counted_since, start);
    return count;
}
void MemoryAccounts::give_back_attempt(const std::string& key) {
    const std::lock_guard lock(db_.mutex);
    if (const auto found = db_.attempts.find(key); found != db_.attempts.end()) {
        found->second.second = std::max(0, found->second.second - 1);
    }
}
void MemoryAccounts::forget_attempts(const std::string& prefix) {
    const std::lock_guard lock(db_.mutex);
    std::erase_if(db_.attempts, [&](const auto& entry) { return entry.first.starts_with(prefix); });
}

}  // namespace contreseing::test_support
