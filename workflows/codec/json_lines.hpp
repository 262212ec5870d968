#pragma once

#include <map>
#include <string>
#include <string_view>

namespace contreseing::workflows::codec {

/// On which lines of a JSON text its values begin, for whoever has to mend it by hand.
class JsonLines {
public:
    /// Of a text that is no JSON: as far as it could be read. Never throws for what it holds.
    explicit JsonLines(std::string_view text);

    /// The line, from 1, of the value at `pointer` (RFC 6901); of what lies around it where it is
    /// missing; where reading stopped, when it did. Of a member named twice, the second.
    [[nodiscard]] int of(std::string_view pointer) const;

private:
    std::map<std::string, int, std::less<>> lines_;
    int stopped_ = 0;
};

}  // namespace contreseing::workflows::codec
