#include "server/pages/kit/typed_name.hpp"

#include "text/safe.hpp"
#include "workflows/domain/drawable.hpp"
#include "workflows/domain/typed_name.hpp"

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
    using Kind = workflows::NameFault::Kind;
    const auto name = workflows::read_name(typed);
    if (name) {
        return {};
    }
    const auto& fault = name.error();
    switch (fault.kind) {
        case Kind::Hiding:
            return hiding_fault(visit, typed);
        case Kind::Missing:
            return visit.word("admin.field.name_missing");
        case Kind::NotDrawable:
            break;
    }
    return visit.fill(
               "admin.check.not_drawable",
               {{"subject", label}, {"detail", workflows::characters_named(fault.characters)}}
           ) +
           ".";
}

}  // namespace contreseing::server::pages
