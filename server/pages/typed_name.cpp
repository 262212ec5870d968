#include "server/pages/typed_name.hpp"

#include "text/safe.hpp"
#include "workflows/domain/drawable.hpp"
#include "workflows/domain/text.hpp"

namespace contreseing::server::pages {

std::string hiding_fault(const Visit& visit, std::string_view typed) {
    const auto hiding = text::hiding_characters(typed);
    return hiding.empty()
               ? std::string{}
               : visit.fill(
                     "admin.field.hiding", {{"detail", workflows::characters_named(hiding)}}
                 );
}

std::string name_fault(const Visit& visit, std::string_view typed, std::string_view label) {
    if (auto fault = hiding_fault(visit, typed); !fault.empty()) {
        return fault;
    }
    const auto name = workflows::parse_name(typed);
    if (!name || name->empty()) {
        return visit.word("admin.field.name_missing");
    }
    const auto missing = workflows::undrawable(*name, workflows::DrawnIn::Signature);
    return missing.empty()
               ? std::string{}
               : visit.fill(
                     "admin.check.not_drawable",
                     {{"subject", label}, {"detail", workflows::characters_named(missing)}}
                 ) + ".";
}

}  // namespace contreseing::server::pages
