#include "tests/unit/walks/recording.hpp"

#include <array>
#include <cstdio>
#include <stdexcept>

namespace contreseing::workflows::testing {

struct Recording::Unpacked {
    explicit Unpacked(const std::string& path)
        : pipe(::popen(("xz --decompress --stdout '" + path + "'").c_str(), "r")) {}
    ~Unpacked() { ::pclose(pipe); }
    std::FILE* pipe;
};

Recording::Recording(const std::string& path) : unpacked_(std::make_unique<Unpacked>(path)) {
    if (unpacked_->pipe == nullptr) {
        throw std::runtime_error("xz does not start");
    }
}

Recording::~Recording() = default;

std::optional<std::string> Recording::next() {
    std::string line;
    std::array<char, 4096> some{};
    while (std::fgets(some.data(), some.size(), unpacked_->pipe) != nullptr) {
        line += some.data();
        if (line.ends_with('\n')) {
            line.pop_back();
            return line;
        }
    }
    return std::nullopt;
}

}  // namespace contreseing::workflows::testing
