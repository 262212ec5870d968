#include "tests/bench/load.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <mutex>
#include <netinet/tcp.h>
#include <optional>
#include <sstream>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace contreseing::bench {

namespace {

using Steady = std::chrono::steady_clock;

class Connection {
public:
    explicit Connection(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int yes = 1;
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        open_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~Connection() { ::close(fd_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// The status of the answer, 0 when there is none.
    int ask(const std::string& request) {
        if (!open_ || ::send(fd_, request.data(), request.size(), MSG_NOSIGNAL) !=
                          static_cast<ssize_t>(request.size())) {
            return 0;
        }
        received_.clear();
        const auto head = until("\r\n\r\n", 0);
        if (!head) {
            return 0;
        }
        const std::string_view top(received_.data(), *head);
        const int status = (top[9] - '0') * 100 + (top[10] - '0') * 10 + (top[11] - '0');
        if (const auto at = top.find("Content-Length: "); at != std::string_view::npos) {
            const auto size = std::stoul(std::string(top.substr(at + 16, 12)));
            while (received_.size() < *head + size) {
                if (!more()) {
                    return 0;
                }
            }
        } else if (top.find("Transfer-Encoding: chunked") != std::string_view::npos && !until("0\r\n\r\n", *head)) {
            return 0;
        }
        return status;
    }

private:
    bool more() {
        char part[16384];
        const auto got = ::recv(fd_, part, sizeof part, 0);
        if (got <= 0) {
            return false;
        }
        received_.append(part, static_cast<std::size_t>(got));
        return true;
    }
    /// Where what follows `mark` begins.
    std::optional<std::size_t> until(std::string_view mark, std::size_t from) {
        for (;;) {
            const auto at = received_.find(mark, from);
            if (at != std::string::npos) {
                return at + mark.size();
            }
            if (!more()) {
                return std::nullopt;
            }
        }
    }

    int fd_;
    bool open_ = false;
    std::string received_;
};

}  // namespace

std::string Measured::json() const {
    const auto at = [this](std::size_t percent) {
        return milliseconds.empty()
                   ? 0.0
                   : milliseconds[std::min(
                         milliseconds.size() - 1, milliseconds.size() * percent / 100
                     )];
    };
    std::ostringstream out;
    out << "{\"done\":" << milliseconds.size() << ",\"seconds\":" << seconds
        << ",\"per_second\":" << static_cast<double>(milliseconds.size()) / seconds
        << ",\"p50_ms\":" << at(50) << ",\"p99_ms\":" << at(99) << ",\"statuses\":{";
    const char* comma = "";
    for (const auto& [status, count] : statuses) {
        out << comma << '"' << status << "\":" << count;
        comma = ",";
    }
    out << "}}";
    return out.str();
}

Measured send_all(std::uint16_t port, const std::vector<std::vector<std::string>>& requests) {
    Measured all;
    std::mutex mutex;
    const auto start = Steady::now();
    std::vector<std::thread> clients;
    for (const auto& mine : requests) {
        clients.emplace_back([&all, &mutex, &mine, port] {
            std::vector<double> took;
            std::map<int, int> statuses;
            std::optional<Connection> connection;
            for (const auto& request : mine) {
                if (!connection) {
                    connection.emplace(port);
                }
                const auto begun = Steady::now();
                const int status = connection->ask(request);
                took.push_back(
                    std::chrono::duration<double, std::milli>(Steady::now() - begun).count()
                );
                ++statuses[status];
                if (status == 0) {
                    connection.reset();
                }
            }
            const std::lock_guard lock(mutex);
            all.milliseconds.insert(all.milliseconds.end(), took.begin(), took.end());
            for (const auto& [status, count] : statuses) {
                all.statuses[status] += count;
            }
        });
    }
    for (auto& client : clients) {
        client.join();
    }
    all.seconds = std::chrono::duration<double>(Steady::now() - start).count();
    std::sort(all.milliseconds.begin(), all.milliseconds.end());
    return all;
}

}  // namespace contreseing::bench
