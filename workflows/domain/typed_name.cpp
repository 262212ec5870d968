#include "workflows/domain/typed_name.hpp"

#include "text/safe.hpp"
#include "workflows/domain/drawable.hpp"
#include "workflows/ground/text.hpp"

namespace contreseing::workflows {

Expected<std::string, NameFault> read_name(std::string_view typed) {
    using Kind = NameFault::Kind;
    if (auto hiding = text::hiding_characters(typed); !hiding.empty()) {
        return Unexpected{NameFault{Kind::Hiding, std::move(hiding)}};
    }
    auto name = parse_name(typed);
    if (!name || name->empty()) {
        return Unexpected{NameFault{Kind::Missing}};
    }
    if (auto missing = undrawable(*name, DrawnIn::Signature); !missing.empty()) {
        return Unexpected{NameFault{Kind::NotDrawable, std::move(missing)}};
    }
    return *std::move(name);
}

}  // namespace contreseing::workflows
