// The adapter without nginx: what only it can show. The rest is in tests/functional/http.

#include "server/http/server.hpp"

#include "server/http/worker_pool.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <condition_variable>
#include <future>
#include <iostream>
#include <mutex>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace contreseing::server::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// Sends a request as nginx would and returns the answer's bytes, up to the close.
std::string exchange(std::uint16_t port, const std::string& target, const std::string& token) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{5, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    std::string out;
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        const std::string request = "GET /- HTTP/1.1\r\nHost: x\r\nX-Edge-Token: " + token +
                                    "\r\nX-In-Target: " + target + "\r\n\r\n";
        ::send(fd, request.data(), request.size(), MSG_NOSIGNAL);
        char piece[4096];
        // Kept alive: the end of an answer is told by its length, and ours are short.
        while (out.find("\r\n\r\n") == std::string::npos) {
            const ssize_t got = ::recv(fd, piece, sizeof piece, 0);
            if (got <= 0) {
                break;
            }
            out.append(piece, static_cast<std::size_t>(got));
        }
    }
    ::close(fd);
    return out;
}

class ServerTest : public testing::Test {
protected:
    void start(const Router& router, ServerConfig config = {}) {
        config.edge_token = "token";
        server_ = std::make_unique<Server>(config, router, [this](const Finished& finished) {
            const std::lock_guard lock(mutex_);
            finished_.push_back(
                std::string(finished.route) + " " + std::to_string(finished.status)
            );
        });
        server_->start();
    }
    std::string get(const std::string& target) {
        return exchange(server_->port(), target, "token");
    }
    std::vector<std::string> finished() {
        const std::lock_guard lock(mutex_);
        return finished_;
    }

    std::mutex mutex_;
    std::vector<std::string> finished_;
    Router router_;
    std::unique_ptr<Server> server_;  // last: stops before the router goes
};

TEST_F(ServerTest, AnswersAndTellsTheMetrics) {
    router_.get("/c/:id", [](const Request& request) {
        return Response::text(std::string(request.param("id")), "text/plain");
    });
    start(router_);
    EXPECT_THAT(get("/c/42"), StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(get("/nowhere"), StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(get("/%zz"), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(finished(), testing::ElementsAre("/c/:id 200", " 404", " 400"));
}

TEST_F(ServerTest, LosesNoAnswerThatIsReadyJustWhenDeadlinesAreLookedAt) {
    // Deadlines are looked at every 100 ms: an answer that came within microseconds of it was never
    // sent, nor any after it. In steps of 3 µs one run of four showed it.
    std::atomic<int> early{900};
    router_.get("/soon", [&](const Request&) {
        std::this_thread::sleep_for(std::chrono::microseconds(100'000 - early));
        return Response::text("ready", "text/plain");
    });
    start(router_);
    for (; early > 0; early -= 20) {
        ASSERT_THAT(get("/soon"), StartsWith("HTTP/1.1 200 ")) << early << " µs early";
    }
}

TEST_F(ServerTest, RefusesWhoeverDoesNotShareTheToken) {
    start(router_);
    EXPECT_THAT(exchange(server_->port(), "/", "wrong"), StartsWith("HTTP/1.1 403 "));
}

TEST_F(ServerTest, AnswersBusyAtOnceWhenAQueueIsFullAndKeepsTheOtherPoolFree) {
    std::promise<void> gate;
    const std::shared_future<void> opened = gate.get_future().share();
    std::atomic<int> inside{0};
    router_.get(
        "/heavy",
        [&](const Request&) {
            ++inside;
            opened.wait();
            return Response::text("done", "text/plain");
        },
        Lane::Documents
    );
    router_.get("/light", [](const Request&) { return Response::text("x", "text/plain"); });
    ServerConfig config;
    config.heavy_threads = 1;
    config.heavy_queue = 1;
    start(router_, config);
    auto running = std::async(std::launch::async, [&] { return get("/heavy"); });
    while (inside == 0) {
        std::this_thread::yield();
    }
    // One of these two waits in the queue, the other finds it full.
    auto first = std::async(std::launch::async, [&] { return get("/heavy"); });
    auto second = std::async(std::launch::async, [&] { return get("/heavy"); });
    while (finished().empty()) {
        std::this_thread::yield();
    }
    EXPECT_THAT(get("/light"), StartsWith("HTTP/1.1 200 "));
    gate.set_value();
    EXPECT_THAT(running.get(), StartsWith("HTTP/1.1 200 "));
    const std::string both = first.get() + second.get();
    EXPECT_THAT(both, HasSubstr("HTTP/1.1 200 "));
    EXPECT_THAT(both, HasSubstr("HTTP/1.1 503 "));
    EXPECT_THAT(both, HasSubstr("Retry-After: 2\r\n"));
}

TEST_F(ServerTest, NoLaneWaitsForAnother) {
    const std::vector<std::pair<std::string, Lane>> lanes = {
        {"/normal", Lane::Normal},
        {"/signing", Lane::Signing},
        {"/sign-in", Lane::SignIn},
        {"/documents", Lane::Documents},
        {"/plain", Lane::Plain},
        {"/probe", Lane::Probe},
        {"/immediate", Lane::Immediate},
    };
    std::mutex mutex;
    std::condition_variable changed;
    std::string closed;  // the lane whose requests do not end
    std::atomic<int> inside{0};
    for (const auto& [address, lane] : lanes) {
        router_.get(
            address,
            [&, address = address](const Request&) {
                std::unique_lock lock(mutex);
                ++inside;
                changed.wait(lock, [&] { return closed != address; });
                return Response::text("done", "text/plain");
            },
            lane
        );
    }
    ServerConfig config;
    config.normal_threads = 1;
    start(router_, config);
    for (const auto& [full, lane] : lanes) {
        if (lane == Lane::Immediate) {
            continue;  // has no thread to fill
        }
        {
            const std::lock_guard lock(mutex);
            closed = full;
        }
        inside = 0;
        auto first = std::async(std::launch::async, [&, full = full] { return get(full); });
        auto second = std::async(std::launch::async, [&, full = full] { return get(full); });
        while (inside == 0) {
            std::this_thread::yield();
        }
        for (const auto& [other, unused] : lanes) {
            if (other != full) {
                EXPECT_THAT(get(other), StartsWith("HTTP/1.1 200 ")) << other << " beside " << full;
            }
        }
        // A refusal needs no lane of those that work.
        if (lane != Lane::Plain) {
            EXPECT_THAT(get("/nowhere"), StartsWith("HTTP/1.1 404 ")) << full;
        }
        {
            const std::lock_guard lock(mutex);
            closed.clear();
        }
        changed.notify_all();
        EXPECT_THAT(first.get() + second.get(), StartsWith("HTTP/1.1 200 "));
    }
}

TEST(Watchdog, EndsAProcessWhoseIoThreadTurnsNoMore) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const auto hang = [] {
        std::promise<void> entered;
        Router router;
        router.get(
            "/hang",
            [&entered](const Request&) {
                entered.set_value();
                std::promise<void>().get_future().wait();
                return Response::no_content();
            },
            Lane::Immediate
        );
        ServerConfig config;
        config.edge_token = "token";
        config.stuck_after = std::chrono::seconds(1);
        config.on_stuck = [] { std::cerr << "io is stuck\n"; };
        Server server(config, router);
        server.start();
        std::thread([&server] { (void)exchange(server.port(), "/hang", "token"); }).detach();
        entered.get_future().wait();
        server.stop(std::chrono::seconds(1));  // what a SIGTERM does: it must not hang either
        std::this_thread::sleep_for(std::chrono::seconds(30));
    };
    EXPECT_EXIT(hang(), testing::ExitedWithCode(kStuckStatus), "io is stuck");
}

TEST_F(ServerTest, TellsThatEveryIoThreadTurnsBeforeAnyRequest) {
    std::atomic<int> turns{0};
    ServerConfig config;
    config.io_threads = 3;
    config.stuck_after = std::chrono::seconds(4);
    config.on_turn = [&] { ++turns; };
    start(router_, config);
    while (turns < 3) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    server_->stop(std::chrono::seconds(1));
    EXPECT_TRUE(finished().empty());
}

TEST_F(ServerTest, AnswersAtTheDeadlineAndDropsTheLateAnswer) {
    std::promise<void> gate;
    const std::shared_future<void> opened = gate.get_future().share();
    router_.get("/stuck", [&](const Request&) {
        opened.wait();
        return Response::text("late", "text/plain");
    });
    ServerConfig config;
    config.deadline = std::chrono::milliseconds(50);
    start(router_, config);
    EXPECT_THAT(get("/stuck"), StartsWith("HTTP/1.1 503 "));
    gate.set_value();
    server_->stop(std::chrono::seconds(5));
    EXPECT_THAT(finished(), testing::ElementsAre("/stuck 503"));
}

TEST_F(ServerTest, NeverRunsWhatWaitedBeyondItsDeadline) {
    std::promise<void> gate;
    const std::shared_future<void> opened = gate.get_future().share();
    std::atomic<int> runs{0};
    router_.get("/act", [&](const Request&) {
        ++runs;
        opened.wait();
        return Response::text("done", "text/plain");
    });
    ServerConfig config;
    config.normal_threads = 1;
    config.deadline = std::chrono::milliseconds(50);
    start(router_, config);
    auto first = std::async(std::launch::async, [&] { return get("/act"); });
    while (runs == 0) {
        std::this_thread::yield();
    }
    EXPECT_THAT(get("/act"), StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(first.get(), StartsWith("HTTP/1.1 503 "));
    gate.set_value();
    server_->stop(std::chrono::seconds(5));
    EXPECT_EQ(runs, 1);
}

TEST_F(ServerTest, FinishesWhatIsInFlightWhenStopped) {
    std::promise<void> gate;
    const std::shared_future<void> opened = gate.get_future().share();
    std::atomic<bool> inside{false};
    router_.get("/slow", [&](const Request&) {
        inside = true;
        opened.wait();
        return Response::text("done", "text/plain");
    });
    router_.get("/quick", [](const Request&) { return Response::text("x", "text/plain"); });
    start(router_);
    auto answer = std::async(std::launch::async, [&] { return get("/slow"); });
    while (!inside) {
        std::this_thread::yield();
    }
    auto stopped = std::async(std::launch::async, [&] { server_->stop(std::chrono::seconds(10)); });
    std::string late = get("/quick");
    while (late.starts_with("HTTP/1.1 200 ")) {
        late = get("/quick");
    }
    EXPECT_THAT(late, StartsWith("HTTP/1.1 503 "));
    gate.set_value();
    stopped.get();
    EXPECT_THAT(answer.get(), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST(WorkerPool, GivesOneSourceHalfOfItsThreadsAndQueueWhenItIsFair) {
    std::promise<void> gate;
    const std::shared_future<void> opened = gate.get_future().share();
    std::atomic<int> running{0};
    std::promise<void> served;
    WorkerPool pool(2, 4, Turns::Fair);
    const auto held = [&] {
        ++running;
        opened.wait();
    };
    ASSERT_TRUE(pool.submit(held, "greedy"));
    while (running == 0) {
        std::this_thread::yield();
    }
    EXPECT_TRUE(pool.submit(held, "greedy"));
    EXPECT_TRUE(pool.submit(held, "greedy"));
    EXPECT_FALSE(pool.submit(held, "greedy"));
    EXPECT_TRUE(pool.submit([&] { served.set_value(); }, "modest"));
    served.get_future().wait();
    EXPECT_EQ(running, 1);
    gate.set_value();
    pool.stop();
    EXPECT_EQ(running, 3);
}

TEST(WorkerPool, LetsWhoeverHadTheLeastOfItGoFirstWhenItIsFair) {
    std::promise<void> gate;
    const std::shared_future<void> opened = gate.get_future().share();
    std::vector<std::string> order;
    WorkerPool pool(1, 8, Turns::Fair);
    std::promise<void> running;
    ASSERT_TRUE(pool.submit(
        [&] {
            running.set_value();
            opened.wait();
        },
        "greedy"
    ));
    running.get_future().wait();
    for (const std::string source : {"greedy", "greedy", "modest", "other", "modest"}) {
        ASSERT_TRUE(pool.submit([&order, source] { order.push_back(source); }, source));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(300));  // of work, for the greedy one
    gate.set_value();
    pool.stop();
    ASSERT_EQ(order.size(), 5U);
    EXPECT_EQ(std::vector(order.begin() + 3, order.end()), (std::vector<std::string>(2, "greedy")));
    EXPECT_NE(order[0], "greedy");
}

TEST(WorkerPool, RefusesBeyondItsQueueAndFinishesItOnStop) {
    std::promise<void> gate;
    const std::shared_future<void> opened = gate.get_future().share();
    std::promise<void> running;
    std::atomic<int> done{0};
    WorkerPool pool(1, 2);
    ASSERT_TRUE(pool.submit([&] {
        running.set_value();
        opened.wait();
        ++done;
    }));
    running.get_future().wait();
    EXPECT_TRUE(pool.submit([&] { ++done; }));
    EXPECT_TRUE(pool.submit([&] { ++done; }));
    EXPECT_FALSE(pool.submit([&] { ++done; }));
    gate.set_value();
    pool.stop();
    EXPECT_EQ(done, 3);
    EXPECT_FALSE(pool.submit([] {}));
}

}  // namespace
}  // namespace contreseing::server::http
