#include "server/pages/admin/members.hpp"

#include "server/pages/admin/list.hpp"
#include "server/pages/kit/csv.hpp"

#include <map>
#include <utility>

namespace contreseing::server::pages {

namespace app = workflows::app;
namespace wf = workflows;
using http::Response;

namespace {

/// Labels of the colleges of every type that registers members.
std::map<std::string, std::string> college_labels(const Visit& visit) {
    std::map<std::string, std::string> labels;
    for (const auto& type : visit.services.types.current(visit.campus())) {
        for (const auto& field : type->fields) {
            if (type->member_register && field.key == type->member_register->college_field) {
                for (const auto& option : field.options) {
                    labels[option.key] = localised(option.label, visit.locale);
                }
            }
        }
    }
    return labels;
}

struct MemberLine {
    std::string organisation;
    std::string college;
    std::string status;
    wf::Day since;
    std::string reference;
    std::string address;
};

std::vector<MemberLine> lines_of(const Visit& visit, const std::vector<app::Member>& members) {
    const auto labels = college_labels(visit);
    std::vector<MemberLine> lines;
    for (const auto& member : members) {
        const auto college = labels.find(member.college);
        const auto status = "admin.members.status_" + member.status;
        lines.push_back(
            {member.organisation,
             college == labels.end() ? member.college : college->second,
             visit.pages.words().has(status) ? visit.word(status) : member.status,
             member.since,
             member.reference,
             "/admin/conventions/" + to_string(member.convention)}
        );
    }
    return lines;
}

}  // namespace

Response show_members(const Visit& visit) {
    const auto query = list_query(visit, "/admin/members");
    auto members =
        visit.services.registry.members(visit.campus(), slice_of<wf::ConventionId>(query));
    const auto last =
        last_of_page(members, [](const app::Member& member) { return member.convention; });
    std::vector<Model> rows;
    for (const auto& line : lines_of(visit, members)) {
        Model row;
        row.text("row_name", line.organisation)
            .text("row_college", line.college)
            .text("row_status", line.status)
            .text("row_since", visit.format.day(line.since))
            .text("row_reference", line.reference)
            .text("row_address", line.address);
        rows.push_back(std::move(row));
    }
    auto model = visit.model("members", visit.word("admin.nav.members"));
    model.list("rows", std::move(rows));
    add_list(model, query, last);
    add_total(model, visit, visit.services.registry.count_members(visit.campus()));
    return visit.answer("members", std::move(model));
}

Response export_members(const Visit& visit) {
    std::string csv = csv_line(
        {visit.word("admin.members.organisation"),
         visit.word("admin.members.college"),
         visit.word("admin.members.status"),
         visit.word("admin.members.since"),
         visit.word("admin.members.reference"),
         visit.word("admin.members.convention")}
    );
    for (const auto& line : lines_of(visit, visit.services.registry.members(visit.campus()))) {
        csv += csv_line(
            {line.organisation,
             line.college,
             line.status,
             wf::to_text(line.since),
             line.reference,
             visit.services.public_url + line.address}
        );
    }
    return csv_file(csv, "membres.csv");
}

}  // namespace contreseing::server::pages
