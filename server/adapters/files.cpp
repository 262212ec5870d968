#include "server/adapters/files.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

namespace contreseing::server {

namespace {

namespace fs = std::filesystem;

bool is_open_somewhere(const fs::path& file) {
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    // Given only when nobody else has the file open. Source: fcntl(2), F_SETLEASE.
    const bool alone = fd >= 0 && ::fcntl(fd, F_SETLEASE, F_WRLCK) == 0;
    if (fd >= 0) {
        ::close(fd);
    }
    return !alone;
}

bool is_body(const fs::path& file) {
    const auto name = file.filename().string();
    return std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string read_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    if (!in.is_open() || in.bad() || fs::is_directory(file)) {  // a folder opens too
        throw std::runtime_error("cannot read " + file.string());
    }
    return out.str();
}

std::string read_first_line(const std::filesystem::path& file) {
    const auto text = read_file(file);
    return text.substr(0, text.find_first_of("\r\n"));
}

void remove_abandoned_uploads(const fs::path& folder, fs::file_time_type before) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        if (entry.is_regular_file(ignored) && is_body(entry.path()) &&
            entry.last_write_time(ignored) < before && !is_open_somewhere(entry.path())) {
            fs::remove(entry.path(), ignored);
        }
    }
}

void write_file(const std::filesystem::path& file, const std::string& content) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << content;
    if (!out.flush()) {
        throw std::runtime_error("cannot write " + file.string());
    }
}

}  // namespace contreseing::server
