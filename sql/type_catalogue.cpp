#include "sql/type_catalogue.hpp"

#include "sql/session.hpp"
#include "sql/values.hpp"
#include "workflows/codec/type_codec.hpp"

namespace contreseing::sql {

using workflows::CampusId;
using workflows::ConventionType;

namespace {

constexpr Statement kPublish{
    "type_publish",
    R"(INSERT INTO convention_type (campus_id, key, version, sha256, body)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1)"};

constexpr Statement kHash{
    "type_hash",
    "SELECT sha256 FROM convention_type WHERE campus_id = $1 AND key = $2 AND version = $3"};

constexpr Statement kBody{
    "type_body",
    "SELECT body FROM convention_type WHERE campus_id = $1 AND key = $2 AND version = $3"};

constexpr Statement kCurrent{
    "type_current",
    R"(SELECT key, max(version) FROM convention_type AS published
    WHERE campus_id = $1 AND NOT EXISTS (
        SELECT FROM convention_type_withdrawal AS withdrawn
        WHERE withdrawn.campus_id = published.campus_id AND withdrawn.key = published.key)
    GROUP BY key ORDER BY key)"};

constexpr Statement kWithdraw{
    "type_withdraw",
    R"(INSERT INTO convention_type_withdrawal (campus_id, key)
    SELECT DISTINCT campus_id, key FROM convention_type WHERE campus_id = $1 AND key = $2
    ON CONFLICT DO NOTHING RETURNING 1)"};

constexpr Statement kOffer{
    "type_offer",
    "DELETE FROM convention_type_withdrawal WHERE campus_id = $1 AND key = $2 RETURNING 1"};

std::shared_ptr<const ConventionType> parse(const std::string& json) {
    auto type = workflows::codec::published_type_from_json(json);
    if (!type) {
        throw Error(
            ErrorKind::Bug,
            "not a convention type: " + type.error().pointer + ' ' + type.error().message
        );
    }
    return std::make_shared<const ConventionType>(std::move(*type));
}

/// Says everything that is wrong with a type about to be published.
void refuse_faulty(const std::string& json) {
    const auto type = workflows::codec::type_from_json(json);
    if (type) {
        return;
    }
    std::string faults;
    for (const auto& problem : type.error()) {
        faults += (faults.empty() ? "" : "; ") + problem.pointer + ' ' + problem.message;
    }
    throw Error(ErrorKind::Bug, "not a convention type: " + faults);
}

}  // namespace

std::shared_ptr<const ConventionType> TypeCatalogue::publish(
    const CampusId& campus, const std::string& json
) {
    const auto named = parse(json);
    const auto sha256 =
        digest_.sha256({reinterpret_cast<const std::uint8_t*>(json.data()), json.size()});
    const auto published = [&] {
        return read(pool_, campus, [&](Work& work) -> std::optional<workflows::Sha256> {
            const auto found = work.run(kHash, campus.text, named->key, named->version);
            return found.empty() ? std::nullopt : std::optional(as_sha256(found[0][0]));
        });
    };
    auto before = published();
    if (!before) {
        // What was published stays readable; what is new obeys the rules of today.
        refuse_faulty(json);
        const bool fresh = write(pool_, campus, [&](Work& work) {
            const auto bytes = bytea(sha256.bytes);
            return !work.run(kPublish, campus.text, named->key, named->version, bytes, json)
                        .empty();
        });
        before = fresh ? sha256 : published();
    }
    if (before != sha256) {
        throw Error(
            ErrorKind::Conflict,
            "another text is published as " + named->key + ' ' + std::to_string(named->version)
        );
    }
    return find(campus, named->key, named->version);
}

bool TypeCatalogue::withdraw(const CampusId& campus, const std::string& key) {
    return write(pool_, campus, [&](Work& work) {
        return !work.run(kWithdraw, campus.text, key).empty();
    });
}

bool TypeCatalogue::offer(const CampusId& campus, const std::string& key) {
    return write(pool_, campus, [&](Work& work) {
        return !work.run(kOffer, campus.text, key).empty();
    });
}

std::vector<std::shared_ptr<const ConventionType>> TypeCatalogue::current(const CampusId& campus) {
    const auto keys = read(pool_, campus, [&](Work& work) {
        std::vector<std::pair<std::string, int>> newest;
        for (const pqxx::row& row : work.run(kCurrent, campus.text)) {
            newest.emplace_back(row[0].as<std::string>(), row[1].as<int>());
        }
        return newest;
    });
    std::vector<std::shared_ptr<const ConventionType>> all;
    for (const auto& [key, version] : keys) {
        all.push_back(find(campus, key, version));
    }
    return all;
}

std::shared_ptr<const ConventionType> TypeCatalogue::find(
    const CampusId& campus, const std::string& key, int version
) {
    const Key place{campus.text, key, version};
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = parsed_.find(place); found != parsed_.end()) {
            return found->second;
        }
    }
    const std::string json = read(pool_, campus, [&](Work& work) {
        const pqxx::result found = work.run(kBody, campus.text, key, version);
        if (found.empty()) {
            throw Error(
                ErrorKind::Bug,
                "a type that was never published: " + key + ' ' + std::to_string(version)
            );
        }
        return found[0][0].as<std::string>();
    });
    const std::lock_guard lock(mutex_);
    return parsed_.emplace(place, parse(json)).first->second;
}

}  // namespace contreseing::sql
