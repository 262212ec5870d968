#include "workflows/ground/reason.hpp"

#include "workflows/ground/text.hpp"

namespace contreseing::workflows {

std::optional<std::string> parse_reason(std::string_view text) {
    auto reason = parse_paragraph(text, kLongestReason);
    return reason && !reason->empty() ? reason : std::nullopt;
}

}  // namespace contreseing::workflows
