#pragma once

#include "crypto/authority.hpp"
#include "crypto/cades.hpp"

#include <filesystem>
#include <string>

namespace contreseing::crypto::testing {

/// A folder of its own that goes with the object.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// 2026-03-12 09:00:00.123456 UTC.
Instant an_instant();

/// One authority for the whole test program, created an hour before `an_instant()`.
const Authority& shared_authority();

const Signatory& a_mayor();

/// A source that stamps with `shared_authority()` at `at`.
TimestampSource stamp_at(Instant at);

/// Exit status and everything printed by a shell command.
struct CommandResult {
    int status;
    std::string output;
};
CommandResult run_command(const std::string& command);

void write_file(const std::filesystem::path& path, ByteView bytes);
Bytes read_file(const std::filesystem::path& path);

}  // namespace contreseing::crypto::testing
