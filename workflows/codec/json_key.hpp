#pragma once

#include <string_view>

namespace contreseing::workflows::codec {

/// Name of a member: readable in the journal and in types, short in the row of the state, which
/// is written at every transition.
struct JsonKey {
    enum class Form { Long, Short };

    std::string_view long_name;
    std::string_view short_name;

    [[nodiscard]] std::string_view in(Form form) const {
        return form == Form::Long ? long_name : short_name;
    }
};

}  // namespace contreseing::workflows::codec
