#include "workflows/domain/link_rules.hpp"

#include "workflows/domain/fold.hpp"

namespace contreseing::workflows {

const LinkRules* link_rules_of(const Place& place) {
    const LinkRules* found = nullptr;
    each_part([&]<class Part>() {
        if constexpr (requires { Part::kLinkRules; }) {
            found = Part::kLinkRules.are_of(place) ? &Part::kLinkRules : found;
        }
    });
    return found;
}

std::vector<std::string_view> examples_of_places() {
    std::vector<std::string_view> examples;
    each_part([&]<class Part>() {
        if constexpr (requires { Part::kLinkRules; }) {
            examples.push_back(Part::kLinkRules.example);
        }
    });
    std::ranges::sort(examples, {}, [](std::string_view each) {
        return parse_place(each)->matter;
    });
    return examples;
}

}  // namespace contreseing::workflows
