#pragma once

#include <filesystem>
#include <string>

namespace contreseing::server {

/// The whole file; throws `std::runtime_error` naming it.
std::string read_file(const std::filesystem::path& file);
/// Its first line without the line break, as passwords and tokens are kept.
std::string read_first_line(const std::filesystem::path& file);
/// Replaces the file's content; throws `std::runtime_error` naming it.
void write_file(const std::filesystem::path& file, const std::string& content);
/// Removes the bodies of requests that nginx left (`0000000020`) when it was killed: written last
/// before `before`, and open nowhere. What cannot be removed stays for the next time.
void remove_abandoned_uploads(
    const std::filesystem::path& folder, std::filesystem::file_time_type before
);

}  // namespace contreseing::server
