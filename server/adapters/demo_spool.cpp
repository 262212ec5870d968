#include "server/adapters/demo_spool.hpp"

#include "mail/reader.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

namespace contreseing::server {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMost = 100;
constexpr std::string_view kEnding = ".eml";

/// The file's own name without its ending, with what an address cannot hold replaced.
bool is_plain(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == '@';
    });
}

std::string id_of(const fs::path& file) {
    auto name = file.stem().string();
    std::replace(name.begin(), name.end(), '@', '_');
    return name;
}

std::optional<pages::DemoMail> read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream raw;
    raw << in.rdbuf();
    if (!in) {
        return std::nullopt;
    }
    auto mail = mail::read_mail(raw.str());
    return pages::DemoMail{
        id_of(file), mail.from, mail.to, mail.subject, mail::read_date(mail.date), mail.text};
}

std::vector<fs::path> newest_first(const fs::path& spool) {
    std::vector<std::pair<fs::file_time_type, fs::path>> files;
    std::error_code problem;
    for (const auto& entry : fs::directory_iterator(spool, problem)) {
        if (entry.path().extension() == kEnding && is_plain(entry.path().filename().string())) {
            files.emplace_back(entry.last_write_time(problem), entry.path());
        }
    }
    std::sort(files.begin(), files.end(), std::greater<>());
    std::vector<fs::path> paths;
    for (auto& [written, path] : files) {
        paths.push_back(std::move(path));
    }
    return paths;
}

}  // namespace

pages::DemoMailbox demo_mailbox_of(fs::path spool) {
    pages::DemoMailbox mailbox;
    mailbox.list = [spool] {
        std::vector<pages::DemoMail> mails;
        for (const auto& file : newest_first(spool)) {
            if (auto mail = read(file); mail && mails.size() < kMost) {
                mails.push_back(std::move(*mail));
            }
        }
        return mails;
    };
    mailbox.read = [spool](std::string_view id) -> std::optional<pages::DemoMail> {
        for (const auto& file : newest_first(spool)) {
            if (id_of(file) == id) {
                return read(file);
            }
        }
        return std::nullopt;
    };
    return mailbox;
}

}  // namespace contreseing::server
