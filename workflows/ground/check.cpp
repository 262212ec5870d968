#include "workflows/ground/check.hpp"

namespace contreseing::workflows {

std::string check_key(const CheckKind& kind, std::string_view subject) {
    std::string key(kind.name);
    if (!subject.empty()) {
        key += ':';
        key += subject;
    }
    return key;
}

std::optional<std::string_view> subject_in(std::string_view key, const CheckKind& kind) {
    if (!key.starts_with(kind.name) || !key.substr(kind.name.size()).starts_with(':')) {
        return std::nullopt;
    }
    return key.substr(kind.name.size() + 1);
}

}  // namespace contreseing::workflows
