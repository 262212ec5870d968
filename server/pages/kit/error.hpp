#pragma once

#include <stdexcept>
#include <string>

namespace contreseing::server::pages {

/// What is wrong with the pages' own files (templates, words). Thrown at start only: a server
/// whose pages are incomplete does not start.
class Error : public std::runtime_error {
public:
    enum class Kind { Unreadable, BrokenTemplate, UnknownPartial, UnescapedValue, BrokenWords };

    Error(Kind kind, const std::string& context) : std::runtime_error(context), kind_(kind) {}
    [[nodiscard]] Kind kind() const noexcept { return kind_; }

private:
    Kind kind_;
};

}  // namespace contreseing::server::pages
