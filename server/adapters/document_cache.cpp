#include "server/adapters/document_cache.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

namespace contreseing::server {

namespace fs = std::filesystem;
using workflows::app::Bytes;

namespace {

/// Every whole file passes here on its way out, so it is one read into one buffer.
std::optional<Bytes> slurp(const fs::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return std::nullopt;
    }
    struct stat info {};
    Bytes bytes;
    bool whole = ::fstat(fd, &info) == 0;
    if (whole) {
        bytes.resize(static_cast<std::size_t>(info.st_size));
        std::size_t got = 0;
        while (got < bytes.size()) {
            const auto n = ::read(fd, bytes.data() + got, bytes.size() - got);
            if (n <= 0) {
                break;
            }
            got += static_cast<std::size_t>(n);
        }
        whole = got == bytes.size();
        // For `sweep`, which removes what was read longest ago.
        ::futimens(fd, nullptr);
    }
    ::close(fd);
    return whole ? std::optional(std::move(bytes)) : std::nullopt;
}

std::string name_of(
    const workflows::CampusId& campus, const workflows::DocumentId& id, int revision
) {
    return campus.text + '/' + to_string(id) + '/' + std::to_string(revision);
}

}  // namespace

DocumentCache::DocumentCache(
    workflows::app::DocumentStore& store,
    workflows::app::Digest& digest,
    fs::path folder,
    std::uintmax_t limit_bytes
)
    : store_(store), digest_(digest), folder_(std::move(folder)), limit_bytes_(limit_bytes) {
    fs::create_directories(folder_);
}

void DocumentCache::put(
    const workflows::CampusId& campus,
    const workflows::DocumentId& id,
    const workflows::ConventionId& convention,
    const Bytes& bytes,
    const workflows::Sha256& sha256
) {
    store_.put(campus, id, convention, bytes, sha256);
    keep(sha256, bytes);
}

std::optional<workflows::app::DocumentTip> DocumentCache::tip(
    const workflows::CampusId& campus, const workflows::DocumentId& id, int revision
) {
    return store_.tip(campus, id, revision);
}

std::shared_ptr<const Bytes> DocumentCache::load(
    const workflows::CampusId& campus, const workflows::DocumentId& id, int revision
) {
    const auto known = known_tip(campus, id, revision);
    if (known) {
        if (auto cached = read(known->sha256)) {
            return cached;
        }
    }
    auto loaded = store_.load(campus, id, known ? known->revision : revision);
    if (known && loaded) {
        write(known->sha256, *loaded);
    }
    return loaded;
}

std::optional<workflows::app::DocumentLease> DocumentCache::lease(
    const workflows::CampusId& campus,
    const workflows::DocumentId& id,
    std::chrono::milliseconds wait,
    std::chrono::milliseconds hold
) {
    auto lease = store_.lease(campus, id, wait, hold);
    if (lease) {
        learn(campus, id, lease->tip);
    }
    return lease;
}

void DocumentCache::release(
    const workflows::CampusId& campus, const workflows::DocumentId& id, std::int64_t epoch
) {
    store_.release(campus, id, epoch);
}

std::optional<workflows::app::PublishedFile> DocumentCache::publish(
    const workflows::CampusId& campus, const workflows::DocumentId& document, int revision
) {
    const auto known = known_tip(campus, document, revision);
    if (!known) {
        return std::nullopt;
    }
    if (!read(known->sha256)) {
        // By its number: a signature may have been appended since the tip was read.
        auto loaded = store_.load(campus, document, known->revision);
        if (!loaded) {
            return std::nullopt;
        }
        if (!write(known->sha256, *loaded)) {
            return workflows::app::PublishedFile{{}, std::move(loaded)};
        }
    }
    const auto name = to_hex(known->sha256);
    return workflows::app::PublishedFile{"/_blob/" + name.substr(0, 2) + "/" + name, nullptr};
}

void DocumentCache::learn(
    const workflows::CampusId& campus,
    const workflows::DocumentId& id,
    const workflows::app::DocumentTip& tip
) {
    constexpr std::size_t kMost = 10'000;
    const std::lock_guard lock(mutex_);
    if (learnt_.size() >= kMost) {
        learnt_.clear();
    }
    learnt_.insert_or_assign(name_of(campus, id, tip.revision), tip);
}

std::optional<workflows::app::DocumentTip> DocumentCache::known_tip(
    const workflows::CampusId& campus, const workflows::DocumentId& id, int revision
) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = learnt_.find(name_of(campus, id, revision));
        if (found != learnt_.end()) {
            return found->second;
        }
    }
    auto tip = store_.tip(campus, id, revision);
    if (tip) {
        learn(campus, id, *tip);
    }
    return tip;
}

void DocumentCache::keep(const workflows::Sha256& sha256, std::span<const std::uint8_t> bytes) {
    write(sha256, bytes);
}

fs::path DocumentCache::path_of(const workflows::Sha256& sha256) const {
    const auto name = to_hex(sha256);
    return folder_ / name.substr(0, 2) / name;
}

std::shared_ptr<const Bytes> DocumentCache::read(const workflows::Sha256& sha256) const {
    const auto path = path_of(sha256);
    auto bytes = slurp(path);
    if (!bytes) {
        return nullptr;
    }
    if (digest_.sha256(*bytes) != sha256) {
        std::error_code ignored;
        fs::remove(path, ignored);
        return nullptr;
    }
    return std::make_shared<const Bytes>(std::move(*bytes));
}

bool DocumentCache::write(const workflows::Sha256& sha256, std::span<const std::uint8_t> bytes)
    const {
    const auto path = path_of(sha256);
    std::error_code problem;
    fs::create_directories(path.parent_path(), problem);
    // Not synced: a torn file fails its hash and is fetched again.
    const auto mine = path.string() + "." +
                      std::to_string(std::hash<std::thread::id>{}(std::this_thread::get_id()));
    {
        std::ofstream out(mine, std::ios::binary | std::ios::trunc);
        out.write(
            reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())
        );
        if (!out.flush()) {
            fs::remove(mine, problem);
            return false;
        }
    }
    fs::rename(mine, path, problem);
    return !problem;
}

void DocumentCache::sweep() {
    struct File {
        fs::file_time_type written;
        std::uintmax_t size;
        fs::path path;
    };
    std::vector<File> files;
    std::uintmax_t total = 0;
    std::error_code problem;
    for (const auto& entry : fs::recursive_directory_iterator(folder_, problem)) {
        const auto size = entry.is_regular_file(problem) ? entry.file_size(problem) : 0;
        if (size > 0 && !problem) {
            files.push_back({entry.last_write_time(problem), size, entry.path()});
            total += size;
        }
    }
    std::sort(files.begin(), files.end(), [](const File& a, const File& b) {
        return a.written < b.written;
    });
    for (const auto& file : files) {
        if (total <= limit_bytes_) {
            break;
        }
        if (fs::remove(file.path, problem)) {
            total -= file.size;
        }
    }
}

}  // namespace contreseing::server
