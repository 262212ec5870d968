#include "tests/unit/adapters/folder.hpp"

#include "server/adapters/files.hpp"

#include <cstdlib>
#include <stdexcept>

namespace contreseing::server::tests {

Folder::Folder() {
    auto name = (std::filesystem::temp_directory_path() / "contreseing-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error("no temporary folder");
    }
    path_ = name;
}

Folder::~Folder() {
    std::error_code gone_already;
    std::filesystem::remove_all(path_, gone_already);
}

std::filesystem::path Folder::write(const std::string& name, const std::string& content) const {
    write_file(path_ / name, content);
    return path_ / name;
}

crypto::SecretKeys new_keys(const Folder& folder) {
    const auto secrets = folder.path() / "secrets";
    crypto::SecretKeys::create_missing(secrets);
    return crypto::SecretKeys::load(secrets);
}

}  // namespace contreseing::server::tests
