#include "workflows/domain/link_rules.hpp"

#include "workflows/domain/fold.hpp"

#include <array>

namespace contreseing::workflows {

namespace {

template <class Part>
concept HasLinkRules = requires {
    Part::kLinkRules;
};

}  // namespace

const LinkRules* link_rules_of(const Place& place) {
    const LinkRules* found = nullptr;
    each_part([&]<class Part>() {
        if constexpr (HasLinkRules<Part>) {
            found = Part::kLinkRules.are_of(place) ? &Part::kLinkRules : found;
        }
    });
    return found;
}

std::vector<std::string_view> examples_of_places() {
    auto examples = from_each_part<std::string_view>([]<HasLinkRules Part>() {
        return std::array{Part::kLinkRules.example};
    });
    std::ranges::sort(examples, {}, [](std::string_view each) {
        return parse_place(each)->matter;
    });
    return examples;
}

}  // namespace contreseing::workflows
