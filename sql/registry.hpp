#pragma once

#include "sql/pool.hpp"
#include "workflows/app/ports/registry.hpp"

namespace contreseing::sql {

/// `Registry` on PostgreSQL: plain records; `save` lets the last writer win.
class Registry : public workflows::app::Registry {
public:
    explicit Registry(Pool& pool) : pool_(pool) {}

    std::optional<workflows::app::Campus> campus(const workflows::CampusId& id) override;
    std::vector<workflows::app::Campus> campuses() override;
    void save(const workflows::app::Campus& campus) override;

    std::vector<workflows::app::Person> people(
        const workflows::CampusId& campus,
        const workflows::app::Slice<workflows::PersonId>& slice = {},
        const std::string& search = {}
    ) override;
    std::int64_t count_people(const workflows::CampusId& campus, const std::string& search = {})
        override;
    std::optional<workflows::app::Person> person(
        const workflows::CampusId& campus, const workflows::PersonId& id
    ) override;
    void save(const workflows::CampusId& campus, const workflows::app::Person& person) override;
    bool add(const workflows::CampusId& campus, const workflows::app::Person& record) override;
    bool replace(
        const workflows::CampusId& campus,
        const workflows::app::Person& seen,
        const workflows::app::Person& record
    ) override;

    std::vector<workflows::app::Organisation> organisations(
        const workflows::CampusId& campus,
        const workflows::app::Slice<workflows::OrganisationId>& slice = {},
        const std::string& search = {}
    ) override;
    std::int64_t count_organisations(
        const workflows::CampusId& campus, const std::string& search = {}
    ) override;
    std::optional<workflows::app::Organisation> organisation(
        const workflows::CampusId& campus, const workflows::OrganisationId& id
    ) override;
    void save(const workflows::CampusId& campus, const workflows::app::Organisation& organisation)
        override;
    bool add(const workflows::CampusId& campus, const workflows::app::Organisation& record)
        override;
    bool replace(
        const workflows::CampusId& campus,
        const workflows::app::Organisation& seen,
        const workflows::app::Organisation& record
    ) override;

    std::vector<workflows::app::Network> networks(const workflows::CampusId& campus) override;
    void save(const workflows::CampusId& campus, const workflows::app::Network& network) override;

    std::vector<workflows::app::Body> bodies(const workflows::CampusId& campus) override;
    std::optional<workflows::app::Body> body(
        const workflows::CampusId& campus,
        const std::string& kind,
        const std::optional<workflows::NetworkId>& network = {}
    ) override;
    void save(const workflows::CampusId& campus, const workflows::app::Body& body) override;
    bool add(const workflows::CampusId& campus, const workflows::app::Body& record) override;
    bool replace(
        const workflows::CampusId& campus,
        const workflows::app::Body& seen,
        const workflows::app::Body& record
    ) override;

    std::vector<workflows::app::Member> members(
        const workflows::CampusId& campus,
        const workflows::app::Slice<workflows::ConventionId>& slice = {}
    ) override;
    std::int64_t count_members(const workflows::CampusId& campus) override;

private:
    Pool& pool_;
};

}  // namespace contreseing::sql
