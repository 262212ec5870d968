#pragma once

#include "crypto/secrets.hpp"

#include <filesystem>
#include <string>

namespace contreseing::server::tests {

/// A folder of one test, removed with it.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    std::filesystem::path write(const std::string& name, const std::string& content) const;

private:
    std::filesystem::path path_;
};

/// Fresh keys of an installation.
crypto::SecretKeys new_keys(const Folder& folder);

}  // namespace contreseing::server::tests
