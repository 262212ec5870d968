#pragma once

#include "workflows/app/ports/convention_store.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace contreseing::workflows::app {

/// `newest`, `title`, `deadline`: how addresses of pages and of the API spell an order.
inline constexpr std::array<std::string_view, 3> kSummaryOrders{"newest", "title", "deadline"};

constexpr std::string_view name_of(SummaryOrder order) {
    return kSummaryOrders[static_cast<std::size_t>(order)];
}

constexpr std::optional<SummaryOrder> summary_order(std::string_view name) {
    for (std::size_t i = 0; i < kSummaryOrders.size(); ++i) {
        if (kSummaryOrders[i] == name) {
            return static_cast<SummaryOrder>(i);
        }
    }
    return std::nullopt;
}

}  // namespace contreseing::workflows::app
