#include "server/adapters/files.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace contreseing::server {

std::string read_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    if (!in.is_open() || in.bad()) {
        throw std::runtime_error("cannot read " + file.string());
    }
    return out.str();
}

std::string read_first_line(const std::filesystem::path& file) {
    const auto text = read_file(file);
    return text.substr(0, text.find_first_of("\r\n"));
}

void write_file(const std::filesystem::path& file, const std::string& content) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << content;
    if (!out.flush()) {
        throw std::runtime_error("cannot write " + file.string());
    }
}

}  // namespace contreseing::server
