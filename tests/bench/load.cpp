#include "tests/bench/load.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
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

namespace {

struct Due {
    double at;
    std::size_t offer;
    std::size_t request;
};

struct Answered {
    double done_at = 0;  ///< seconds after the start; 0: never
    int first_status = 0;
    int last_status = 0;
    int tries = 0;
};

std::string told(const Offer& offer, const std::vector<Answered>& answers) {
    std::vector<double> took;
    std::map<int, int> first;
    std::map<int, int> refused;
    std::vector<int> seconds;
    int again = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto& answer = answers[i];
        ++first[answer.first_status];
        if (answer.done_at <= 0) {
            ++refused[answer.last_status];
            continue;
        }
        again += answer.tries > 1 ? 1 : 0;
        took.push_back(answer.done_at - offer.due[i]);
        const auto second = static_cast<std::size_t>(answer.done_at);
        seconds.resize(std::max(seconds.size(), second + 1));
        ++seconds[second];
    }
    std::sort(took.begin(), took.end());
    const auto at = [&took](std::size_t permille) {
        return took.empty() ? 0.0 : took[std::min(took.size() - 1, took.size() * permille / 1000)];
    };
    std::ostringstream out;
    const auto list = [&out](const auto& counts) {
        const char* comma = "{";
        for (const auto& [status, count] : counts) {
            out << comma << '"' << status << "\":" << count;
            comma = ",";
        }
        out << (counts.empty() ? "{}" : "}");
    };
    out << '"' << offer.kind << "\":{\"offered\":" << answers.size() << ",\"done\":" << took.size()
        << ",\"again\":" << again << ",\"p50_s\":" << at(500) << ",\"p99_s\":" << at(990)
        << ",\"max_s\":" << (took.empty() ? 0.0 : took.back()) << ",\"first\":";
    list(first);
    out << ",\"never\":";
    list(refused);
    out << ",\"per_second\":[";
    for (std::size_t i = 0; i < seconds.size(); ++i) {
        out << (i > 0 ? "," : "") << seconds[i];
    }
    out << "]}";
    return out.str();
}

}  // namespace

std::string offer_all(
    std::uint16_t port, const std::vector<Offer>& offers, int clients, double patience
) {
    constexpr std::chrono::milliseconds kBeforeAgain{50};
    std::vector<Due> schedule;
    std::vector<std::vector<Answered>> answers;
    for (std::size_t i = 0; i < offers.size(); ++i) {
        answers.emplace_back(offers[i].requests.size());
        for (std::size_t n = 0; n < offers[i].requests.size(); ++n) {
            schedule.push_back({offers[i].due[n], i, n});
        }
    }
    std::sort(schedule.begin(), schedule.end(), [](const Due& a, const Due& b) {
        return a.at < b.at;
    });
    const auto start = Steady::now();
    const auto since = [start] {
        return std::chrono::duration<double>(Steady::now() - start).count();
    };
    std::atomic<std::size_t> next{0};
    std::vector<std::thread> threads;
    for (int client = 0; client < clients; ++client) {
        threads.emplace_back([&] {
            std::optional<Connection> connection;
            for (auto at = next++; at < schedule.size(); at = next++) {
                const auto& due = schedule[at];
                const auto& request = offers[due.offer].requests[due.request];
                auto& answer = answers[due.offer][due.request];
                std::this_thread::sleep_until(
                    start + std::chrono::duration_cast<Steady::duration>(
                                std::chrono::duration<double>(due.at)
                            )
                );
                while (answer.done_at <= 0 && since() < due.at + patience) {
                    if (answer.tries > 0) {
                        std::this_thread::sleep_for(kBeforeAgain);
                    }
                    if (!connection) {
                        connection.emplace(port);
                    }
                    answer.last_status = connection->ask(request);
                    if (answer.tries++ == 0) {
                        answer.first_status = answer.last_status;
                    }
                    if (answer.last_status == 303) {
                        answer.done_at = since();
                    } else if (answer.last_status == 0) {
                        connection.reset();
                    }
                }
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    std::string all = "{";
    for (std::size_t i = 0; i < offers.size(); ++i) {
        all += (i > 0 ? "," : "") + told(offers[i], answers[i]);
    }
    return all + "}";
}

}  // namespace contreseing::bench
