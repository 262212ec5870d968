#pragma once

// Private to this library: `effect.status`, mirrored by its CHECK.

#include "workflows/app/ports/effect_store.hpp"
#include "workflows/domain/names.hpp"

#include <array>

template <>
inline std::span<const std::string_view>
contreseing::workflows::names_of<contreseing::workflows::app::EffectStatus>() {
    static constexpr std::array<std::string_view, 5> kNames{
        "pending", "delivered", "abandoned", "overtaken", "refused"};
    return kNames;
}
