#pragma once

#include "sql/pool.hpp"
#include "workflows/app/ports/outside.hpp"
#include "workflows/app/ports/registry.hpp"

#include <map>
#include <mutex>
#include <string>
#include <tuple>

namespace contreseing::sql {

/// `TypeCatalogue` on PostgreSQL. Types never change once published: parsed ones are kept.
class TypeCatalogue : public workflows::app::TypeCatalogue {
public:
    TypeCatalogue(Pool& pool, workflows::app::Digest& digest) : pool_(pool), digest_(digest) {}

    /// Publishes the type written in `json`, which the codec finds without fault. Publishing the
    /// same bytes again is harmless; other bytes under a published key and version throw `Error`
    /// (Conflict).
    std::shared_ptr<const workflows::ConventionType> publish(
        const workflows::CampusId& campus, const std::string& json
    );

    /// No longer offered for new acts; those begun with it keep it. False when it is not offered.
    bool withdraw(const workflows::CampusId& campus, const std::string& key);
    /// Offered again; false when it was not withdrawn.
    bool offer(const workflows::CampusId& campus, const std::string& key);

    std::vector<std::shared_ptr<const workflows::ConventionType>> current(
        const workflows::CampusId& campus
    ) override;
    std::shared_ptr<const workflows::ConventionType> find(
        const workflows::CampusId& campus, const std::string& key, int version
    ) override;

private:
    using Key = std::tuple<std::string, std::string, int>;

    Pool& pool_;
    workflows::app::Digest& digest_;
    std::mutex mutex_;
    std::map<Key, std::shared_ptr<const workflows::ConventionType>> parsed_;
};

}  // namespace contreseing::sql
