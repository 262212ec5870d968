#include "workflows/app/effect_key.hpp"

#include "workflows/domain/names.hpp"

#include <charconv>

namespace contreseing::workflows::app {

namespace {

std::optional<int> number_in(std::string_view text) {
    int value = -1;
    const auto* last = text.data() + text.size();
    const auto [end, problem] = std::from_chars(text.data(), last, value);
    return problem == std::errc{} && end == last && value >= 0 ? std::optional(value)
                                                               : std::nullopt;
}

}  // namespace

std::string_view what_of(const Effect& effect) {
    if (const auto* message = effect.message()) {
        return message->kind.name;
    }
    if (const auto* sent = effect.follow_up()) {
        return name_of(sent->asked);
    }
    return std::get<Unreadable>(effect.holds).what;
}

std::string to_text(const EffectKey& key) {
    return to_string(key.convention) + '/' + std::to_string(key.seq) + '/' + std::to_string(key.n);
}

std::optional<EffectKey> parse_effect_key(const CampusId& campus, std::string_view text) {
    const auto first = text.find('/');
    const auto second = first == std::string_view::npos ? first : text.find('/', first + 1);
    if (second == std::string_view::npos) {
        return std::nullopt;
    }
    const auto convention = parse_id<ConventionId>(text.substr(0, first));
    const auto seq = number_in(text.substr(first + 1, second - first - 1));
    const auto n = number_in(text.substr(second + 1));
    return convention && seq && n ? std::optional(EffectKey{campus, *convention, *seq, *n})
                                  : std::nullopt;
}

}  // namespace contreseing::workflows::app
