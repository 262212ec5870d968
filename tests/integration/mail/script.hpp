#pragma once

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "tests/support/source_dir.hpp"

namespace contreseing::mail {

/// A folder under /tmp that other users can reach, removed at the end.
class Folder {
public:
    Folder() {
        std::string name = "/tmp/cs-mail-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) {
            throw std::runtime_error("mkdtemp");
        }
        path_ = name;
        std::filesystem::permissions(path_, std::filesystem::perms{0755});
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// A script of `tests/support` run by Python; killed at the end. Its first line is read at once.
class Script {
public:
    explicit Script(const std::vector<std::string>& arguments) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) {
            throw std::runtime_error("pipe");
        }
        std::vector<std::string> words{"python3"};
        words.insert(words.end(), arguments.begin(), arguments.end());
        words[1] = CONTRESEING_SOURCE_DIR "/tests/support/" + words[1];
        std::vector<char*> argv;
        for (std::string& word : words) {
            argv.push_back(word.data());
        }
        argv.push_back(nullptr);
        pid_ = ::fork();
        if (pid_ == 0) {
            ::dup2(ends[1], STDOUT_FILENO);
            ::execvp("python3", argv.data());
            ::_exit(127);
        }
        ::close(ends[1]);
        char c = 0;
        while (::read(ends[0], &c, 1) == 1 && c != '\n') {
            first_line_ += c;
        }
        out_ = ends[0];
    }
    ~Script() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        ::close(out_);
    }
    Script(const Script&) = delete;
    Script& operator=(const Script&) = delete;
    [[nodiscard]] const std::string& first_line() const { return first_line_; }

private:
    pid_t pid_ = -1;
    int out_ = -1;
    std::string first_line_;
};

}  // namespace contreseing::mail
