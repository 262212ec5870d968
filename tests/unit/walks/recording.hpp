#pragma once

#include <memory>
#include <optional>
#include <string>

namespace contreseing::workflows::testing {

/// The lines of a recording that xz packed, one after the other; none of a file that is not there.
class Recording {
public:
    explicit Recording(const std::string& path);
    ~Recording();
    std::optional<std::string> next();

private:
    struct Unpacked;
    std::unique_ptr<Unpacked> unpacked_;
};

}  // namespace contreseing::workflows::testing
