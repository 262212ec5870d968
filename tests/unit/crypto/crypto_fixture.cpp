#include "crypto_fixture.hpp"

#include "crypto/random.hpp"
#include "text/encodings.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <sys/wait.h>

namespace contreseing::crypto::testing {

TemporaryFolder::TemporaryFolder()
    : path_(
          std::filesystem::temp_directory_path() / ("contreseing-" + text::to_hex(random_bytes(8)))
      ) {
    std::filesystem::create_directory(path_);
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;  // a leftover in the temporary folder fails no test
    std::filesystem::remove_all(path_, ignored);
}

Instant an_instant() {
    using namespace std::chrono;
    return sys_days(2026y / March / 12) + hours(9) + microseconds(123456);
}

const Authority& shared_authority() {
    static const Authority kAuthority = [] {
        const TemporaryFolder folder;
        const auto path = folder.path() / "authority";
        Authority::create(path, "Université de l'Exemple", an_instant() - std::chrono::hours(1));
        return Authority::load(path);
    }();
    return kAuthority;
}

const Signatory& a_mayor() {
    static const Signatory kMayor{"Zoé Œuvrard", "Maire", "Commune d'Exemple-lès-Bains"};
    return kMayor;
}

TimestampSource stamp_at(Instant at) {
    return [at](ByteView signature_value) {
        return shared_authority().timestamps().stamp(sha256(signature_value), at);
    };
}

CommandResult run_command(const std::string& command) {
    const auto close = [](FILE* pipe) { return ::pclose(pipe); };
    std::unique_ptr<FILE, decltype(close)> pipe(::popen((command + " 2>&1").c_str(), "r"), close);
    CommandResult result{-1, {}};
    std::array<char, 4096> buffer{};
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) {
        result.output.append(buffer.data(), count);
    }
    const int status = ::pclose(pipe.release());
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

void write_file(const std::filesystem::path& path, ByteView bytes) {
    std::ofstream(path, std::ios::binary) << as_text(bytes);
}

Bytes read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace contreseing::crypto::testing
