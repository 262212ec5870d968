#pragma once

#include "workflows/app/ports/outside.hpp"

#include <filesystem>
#include <string>

namespace contreseing::server {

/// Which place this process lives in: of two with the same name, the former is dead. A place is an
/// empty file that its process holds locked, on a machine since its start; where that cannot be
/// had, the name is one that nobody had before.
class Node {
public:
    Node(const std::filesystem::path& folder, workflows::app::Random& random);
    ~Node();
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }

private:
    int fd_ = -1;
    std::string name_;
};

}  // namespace contreseing::server
