// The only file that knows Pistache. It uses four things of it (Endpoint, its parser of requests,
// Peer::send, Transport::armTimer), because those are the ones that hold. The parser sees a head
// only once we have judged it: it makes room for whatever length a client declares.
//
// Every write happens on the io thread that owns the connection: Pistache's own hand-over from
// other threads loses wake-ups and races. Worker threads reach the io thread through a mailbox
// whose bell is a timerfd armed with the public `Transport::armTimer`. Pistache forgets a timer
// whose time was set anew between its end and its reading: a bell is set once, by whoever rings
// it, and deadlines have a clock of their own that nobody else touches.

#include "server/http/encoding.hpp"
#include "server/http/framing.hpp"
#include "server/http/incoming.hpp"
#include "server/http/security_headers.hpp"
#include "server/http/server.hpp"
#include "server/http/worker_pool.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <list>
#include <mutex>
#include <optional>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include <pistache/endpoint.h>
#include <pistache/http.h>
#include <pistache/peer.h>

namespace contreseing::server::http {
namespace {

using SteadyClock = std::chrono::steady_clock;
using PeerPtr = std::shared_ptr<Pistache::Tcp::Peer>;

constexpr auto kSweepPeriod = std::chrono::milliseconds(100);
constexpr auto kNever = std::chrono::hours(24 * 365 * 10);
/// Room for the headers nginx sends: twice 8 kB for one client header line, target and cookies.
constexpr std::size_t kHeaderRoom = std::size_t{64} << 10U;
constexpr rlim_t kOpenFiles = 65536;
constexpr const char* kConnectionKey = "contreseing";
/// How often the watchdog looks, within the time that an io thread may stand still.
constexpr int kLooks = 20;

/// The turns of the io threads, by which the watchdog knows that they live.
class Pulse {
public:
    /// A counter for one io thread, which nobody else writes. Lives as long as this object.
    std::atomic<std::uint64_t>& join() {
        const std::lock_guard lock(mutex_);
        return turns_.emplace_back(0);
    }
    [[nodiscard]] std::vector<std::uint64_t> read() {
        const std::lock_guard lock(mutex_);
        return {turns_.begin(), turns_.end()};
    }

private:
    std::mutex mutex_;
    std::list<std::atomic<std::uint64_t>> turns_;
};

/// What the io threads and the pools share.
struct Shared {
    Shared(
        ServerConfig settings, const Router& routes, std::function<void(const Finished&)> observer
    )
        : config(std::move(settings)), router(routes), on_finished(std::move(observer)) {
        const auto make = [this](Lane lane, std::size_t threads, std::size_t queue, Turns turns) {
            pool(lane) = std::make_unique<WorkerPool>(threads, queue, turns);
        };
        const std::size_t heavy = config.heavy_threads;
        make(Lane::Normal, config.normal_threads, config.normal_queue, Turns::InOrder);
        make(Lane::Signing, heavy, config.heavy_queue, Turns::InOrder);
        make(Lane::SignIn, heavy, config.heavy_queue, Turns::Fair);
        make(Lane::Documents, heavy, config.heavy_queue, Turns::Fair);
        make(Lane::Plain, 1, config.normal_queue, Turns::InOrder);
        make(Lane::Probe, 2, config.heavy_queue, Turns::InOrder);
    }

    std::unique_ptr<WorkerPool>& pool(Lane lane) {
        return pools.at(static_cast<std::size_t>(lane));
    }

    const ServerConfig config;
    const Router& router;
    const std::function<void(const Finished&)> on_finished;
    std::array<std::unique_ptr<WorkerPool>, kPools> pools;
    Pulse pulse;
    std::atomic<int> in_flight{0};
    std::atomic<bool> draining{false};
};

/// Attached to a Pistache connection; touched on its io thread only.
struct Connection {
    bool busy = false;       ///< a request is being answered, or was refused for good
    std::string head;        ///< what came of a head that is not whole yet
    bool head_read = false;  ///< judged; what comes now is the body
};

/// One request on its way. The worker owns `request` and `response` until it posts the job; the
/// rest belongs to the io thread.
struct Job {
    Request request;
    Response response;
    Router::Match match;
    // Weak: once a connection closed, its descriptor's number may belong to a stranger.
    std::weak_ptr<Pistache::Tcp::Peer> peer;
    std::shared_ptr<Connection> connection;
    SteadyClock::time_point arrived;
    SteadyClock::time_point due;
    std::string method;
    std::string_view route;
    bool for_a_person = false;
    bool answered = false;
};
// Shared by the queue of a pool, the mailbox and the list of deadlines; none of them outlives
// the others for sure.
using JobPtr = std::shared_ptr<Job>;

void send(const PeerPtr& peer, const Response& response, std::string_view method, bool keep_alive) {
    // Otherwise Pistache's own timer writes a 408 into the next answer.
    peer->setIdle(true);
    std::string bytes =
        serialize(response, method == "HEAD" ? BodyPart::Omitted : BodyPart::Sent, keep_alive);
    const std::size_t size = bytes.size();
    const std::weak_ptr<Pistache::Tcp::Peer> target = peer;
    peer->send(Pistache::RawBuffer(std::move(bytes), size), MSG_NOSIGNAL)
        .then(
            [target, keep_alive](ssize_t) {
                if (const PeerPtr sent = target.lock(); sent && !keep_alive) {
                    ::shutdown(sent->fd(), SHUT_RDWR);
                }
            },
            [](const std::exception_ptr&) { /* the client left: nobody to tell */ }
        );
}

/// Of no particular request: at a deadline the request belongs to its worker.
Response unavailable(const Shared& shared, bool for_a_person) {
    Problem problem;
    problem.status = 503;
    Response response = for_a_person && !shared.config.unavailable_page.empty()
                            ? Response::html(shared.config.unavailable_page, 503)
                            : to_response(problem);
    response.header("Retry-After", "2");
    add_security_headers(Request{}, response);
    return response;
}

Response status_only(int status, std::string detail = {}) {
    Problem problem;
    problem.status = status;
    problem.detail = std::move(detail);
    return to_response(problem);
}

/// Brings finished jobs back to one io thread and watches their deadlines there.
class Mailbox : public std::enable_shared_from_this<Mailbox> {
public:
    Mailbox(Pistache::Tcp::Transport* transport, std::shared_ptr<Shared> shared)
        : transport_(transport), shared_(std::move(shared)), turns_(shared_->pulse.join()) {}
    ~Mailbox() {
        close(bell_);
        close(clock_);
    }
    Mailbox(const Mailbox&) = delete;
    Mailbox& operator=(const Mailbox&) = delete;

    /// From any thread.
    void post(JobPtr job) {
        const std::lock_guard lock(mutex_);
        done_.push_back(std::move(job));
        if (bell_ >= 0 && !rung_) {
            rung_ = true;
            itimerspec now{};
            now.it_value.tv_nsec = 1;
            ::timerfd_settime(bell_, 0, &now, nullptr);
        }
    }

    /// On the io thread, once.
    void open() {
        listen();
        look_at_deadlines();
    }

    /// On the io thread: the job will be answered 503 at its deadline.
    void watch(JobPtr job) { waiting_.push_back(std::move(job)); }

    void answer(Job& job, const Response& response, bool keep_alive) {
        if (std::exchange(job.answered, true)) {
            return;
        }
        job.connection->busy = false;
        if (const PeerPtr peer = job.peer.lock()) {
            send(peer, response, job.method, keep_alive);
        }
        if (shared_->on_finished) {
            const std::chrono::duration<double> taken = SteadyClock::now() - job.arrived;
            shared_->on_finished({job.method, job.route, response.status(), taken.count()});
        }
        --shared_->in_flight;
    }

private:
    /// Hangs a new bell, then does what the old one rang for. Pistache takes a timer once, so that
    /// each ring needs another.
    void listen() {
        int old_bell = -1;
        {
            const std::lock_guard lock(mutex_);
            old_bell = std::exchange(bell_, -1);
        }
        const int bell = arm(kNever, &Mailbox::listen);
        {
            const std::lock_guard lock(mutex_);
            bell_ = bell;
            rung_ = false;
        }
        deliver();
        // Last: Pistache keeps its number in a map until this callback returns, a new descriptor
        // must not receive the same one before.
        close(old_bell);
    }

    void look_at_deadlines() {
        ++turns_;
        const int old_clock = std::exchange(clock_, -1);
        clock_ = arm(kSweepPeriod, &Mailbox::look_at_deadlines);
        deliver();  // nothing waits longer than this, whatever becomes of a bell
        sweep(SteadyClock::now());
        close(old_clock);  // last, as a bell
    }

    void deliver() {
        std::vector<JobPtr> done;
        {
            const std::lock_guard lock(mutex_);
            done.swap(done_);
        }
        for (const JobPtr& job : done) {
            const bool keep_alive = !shared_->draining;
            answer(*job, job->response, keep_alive);
        }
    }

    /// A new timer that calls `then` on the io thread when it ends.
    int arm(std::chrono::milliseconds in, void (Mailbox::*then)()) {
        const int timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
        if (timer < 0) {
            // Without one this thread would take requests and never answer: better start again.
            std::perror("contreseing: timerfd_create");
            std::abort();
        }
        const std::weak_ptr<Mailbox> self = weak_from_this();
        Pistache::Async::Promise<std::uint64_t> end(
            [&](Pistache::Async::Deferred<std::uint64_t> deferred) {
                transport_->armTimer(timer, in, std::move(deferred));
            }
        );
        end.then(
            [self, then](std::uint64_t) {
                if (const auto mailbox = self.lock()) {
                    ((*mailbox).*then)();
                }
            },
            [](const std::exception_ptr&) { /* the transport is going away */ }
        );
        return timer;
    }

    static void close(int timer) {
        if (timer >= 0) {
            ::close(timer);
        }
    }

    void sweep(SteadyClock::time_point now) {
        std::erase_if(waiting_, [&](const JobPtr& job) {
            if (!job->answered && now >= job->due) {
                answer(*job, unavailable(*shared_, job->for_a_person), false);
            }
            return job->answered;
        });
    }

    Pistache::Tcp::Transport* transport_;
    std::shared_ptr<Shared> shared_;  // until the last job of this io thread is gone
    std::atomic<std::uint64_t>& turns_;
    std::mutex mutex_;
    std::vector<JobPtr> done_;
    int bell_ = -1;
    bool rung_ = false;
    int clock_ = -1;
    std::list<JobPtr> waiting_;
};

Fields wire_headers(const Pistache::Http::Request& message) {
    Fields wire;
    for (const auto& [name, header] : message.headers().rawList()) {
        wire.add(name, header.value());
    }
    return wire;
}

class Edge : public Pistache::Http::Handler {
    HTTP_PROTOTYPE(Edge)

public:
    explicit Edge(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
    // Pistache clones the handler for each io thread; each clone makes its own mailbox.
    Edge(const Edge& other) : Pistache::Http::Handler(other), shared_(other.shared_) {}
    Edge& operator=(const Edge&) = delete;

    /// Instead of Pistache's own, which reserves what a head declares, answers what it cannot read
    /// by itself, and reads on after that.
    void onInput(const char* bytes, std::size_t size, const PeerPtr& peer) override {
        if (!mailbox_) {
            mailbox_ = std::make_shared<Mailbox>(transport(), shared_);
            mailbox_->open();
        }
        auto connection = std::static_pointer_cast<Connection>(peer->tryGetData(kConnectionKey));
        if (!connection) {
            connection = std::make_shared<Connection>();
            peer->putData(kConnectionKey, connection);
        }
        if (connection->busy) {
            // nginx sends one request at a time; an answer to a second could go out first.
            ::shutdown(peer->fd(), SHUT_RDWR);
            return;
        }
        const std::string_view piece(bytes, size);
        try {
            if (connection->head_read) {
                parse(piece, peer, std::move(connection));
            } else {
                read_head(piece, peer, std::move(connection));
            }
        } catch (const std::exception&) {
            // Out of memory, half-way: hung up on, before it ends the thread.
            ::shutdown(peer->fd(), SHUT_RDWR);
        }
    }

    /// Never called: `onInput` hands requests over.
    void onRequest(const Pistache::Http::Request&, Pistache::Http::ResponseWriter) override {}

private:
    void read_head(
        std::string_view piece, const PeerPtr& peer, std::shared_ptr<Connection> connection
    ) {
        std::string& begun = connection->head;
        const std::size_t looked_at = begun.size() - std::min<std::size_t>(begun.size(), 3);
        begun += piece;
        const auto end = begun.find("\r\n\r\n", looked_at);
        if (end == std::string::npos) {
            if (begun.size() > kHeaderRoom) {
                refuse(status_only(431, "The head of the request has no end."), peer, *connection);
            }
            return;
        }
        if (const auto problem =
                refused_by_head({begun.data(), end + 2}, shared_->config.max_body)) {
            refuse(to_response(*problem), peer, *connection);
            return;
        }
        connection->head_read = true;
        const std::string read = std::exchange(begun, {});
        parse(read, peer, std::move(connection));
    }

    void parse(
        std::string_view piece, const PeerPtr& peer, std::shared_ptr<Connection> connection
    ) {
        const auto parser = getParser(peer);
        try {
            if (!parser->feed(piece.data(), piece.size())) {
                refuse(status_only(413, "More came than was declared."), peer, *connection);
                return;
            }
            if (parser->parse() != Pistache::Http::Private::State::Done) {
                return;
            }
        } catch (const std::bad_alloc&) {
            throw;
        } catch (const std::exception&) {
            refuse(status_only(400, "The request cannot be read."), peer, *connection);
            return;
        }
        connection->head_read = false;
        accept(parser->request, peer, std::move(connection));
        parser->reset();
    }

    /// For good: what may follow is the rest of something that nobody understood.
    static void refuse(Response response, const PeerPtr& peer, Connection& connection) {
        connection.busy = true;
        add_security_headers(Request{}, response);
        send(peer, response, "POST", false);
    }

    void accept(
        const Pistache::Http::Request& message,
        const PeerPtr& peer,
        std::shared_ptr<Connection> connection
    ) {
        const auto job = std::make_shared<Job>();
        Request& request = job->request;
        request.method = Pistache::Http::methodString(message.method());
        request.arrived_at = SteadyClock::now();
        const Admission admission = admit(
            wire_headers(message),
            shared_->config.edge_token,
            shared_->config.upload_folder,
            request
        );
        if (admission == Admission::Stranger) {
            send(peer, status_only(403), request.method, false);
            return;
        }
        request.body = message.body();
        job->method = request.method;
        job->for_a_person = wants_html(request);
        job->peer = peer;
        job->connection = std::move(connection);
        job->arrived = request.arrived_at;
        job->due = request.arrived_at + shared_->config.deadline;
        job->connection->busy = true;
        peer->setIdle(true);
        ++shared_->in_flight;
        if (shared_->draining) {
            mailbox_->answer(*job, unavailable(*shared_, job->for_a_person), false);
            return;
        }
        if (admission == Admission::Accepted) {
            job->match = shared_->router.match(request);
        }
        hand_over(job, admission);
    }

    void hand_over(const JobPtr& job, Admission admission) {
        const Route* route = job->match.route;
        job->route = route == nullptr ? std::string_view{} : std::string_view(route->pattern);
        const Lane lane = route == nullptr ? Lane::Plain : route->lane;
        if (lane == Lane::Immediate) {
            work(*job, admission, *shared_);
            mailbox_->answer(*job, job->response, true);
            return;
        }
        mailbox_->watch(job);
        const bool taken = shared_->pool(lane)->submit(
            [job, admission, shared = shared_, mailbox = mailbox_] {
                work(*job, admission, *shared);
                mailbox->post(job);
            },
            source(lane, job->request)
        );
        if (!taken) {
            mailbox_->answer(*job, unavailable(*shared_, job->for_a_person), true);
        }
    }

    [[nodiscard]] std::string source(Lane lane, const Request& request) const {
        if (lane == Lane::Documents && shared_->config.source_of) {
            return shared_->config.source_of(request);
        }
        return lane == Lane::Documents || lane == Lane::SignIn ? request.client_address : "";
    }

    static void work(Job& job, Admission admission, const Shared& shared) noexcept {
        try {
            if (SteadyClock::now() >= job.due) {
                // The client was told 503 while this waited; it must not happen after all.
                job.response = unavailable(shared, job.for_a_person);
            } else if (admission == Admission::Malformed) {
                Problem problem;
                problem.status = 400;
                job.response = shared.router.refuse(job.request, std::move(problem));
            } else {
                job.response = shared.router.run(job.request, std::move(job.match));
            }
        } catch (...) {
            // Only the log or the memory can have failed here; the client must still be answered.
            job.response = job.for_a_person ? unavailable(shared, true) : status_only(500);
        }
    }

    std::shared_ptr<Shared> shared_;  // with the clones of this handler and the pools' tasks
    std::shared_ptr<Mailbox> mailbox_;
};

void raise_open_files() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < kOpenFiles) {
        limit.rlim_cur = std::min(kOpenFiles, limit.rlim_max);
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/// Ends the process when an io thread stands still: nothing else gets it out of a loop inside
/// Pistache, and from outside the process looks alive.
class Watchdog {
public:
    explicit Watchdog(std::shared_ptr<Shared> shared)
        : shared_(std::move(shared)), thread_([this] { watch(); }) {}
    ~Watchdog() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
        thread_.join();
    }
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

private:
    void watch() {
        const ServerConfig& config = shared_->config;
        std::vector<std::uint64_t> seen;
        // Looks and not time are counted: a process that was stopped and goes on has lost time
        // only.
        int looks = 0;
        std::unique_lock lock(mutex_);
        while (!wake_.wait_for(lock, config.stuck_after / kLooks, [this] { return stopping_; })) {
            std::vector<std::uint64_t> now = shared_->pulse.read();
            const bool all_turn = std::all_of(now.begin(), now.end(), [&](const auto& turns) {
                const auto i = static_cast<std::size_t>(&turns - now.data());
                return i >= seen.size() || turns != seen[i];
            });
            looks = all_turn ? 0 : looks + 1;
            if (all_turn) {
                seen = std::move(now);
                if (config.on_turn) {
                    config.on_turn();
                }
            } else if (looks >= kLooks) {
                if (config.on_stuck) {
                    config.on_stuck();
                }
                ::_exit(kStuckStatus);
            }
        }
    }

    std::shared_ptr<Shared> shared_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses the others
};

}  // namespace

class Server::Impl {
public:
    Impl(ServerConfig config, const Router& router, std::function<void(const Finished&)> observer)
        : shared_(std::make_shared<Shared>(std::move(config), router, std::move(observer))),
          endpoint_(
              std::in_place,
              Pistache::Address(Pistache::Ipv4::loopback(), Pistache::Port(shared_->config.port))
          ) {}

    ~Impl() { stop(std::chrono::milliseconds(0)); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void start() {
        raise_open_files();
        const ServerConfig& config = shared_->config;
        // Pistache counts its time-outs from the end of the previous answer and cuts handlers
        // with them; ours end first.
        const auto silence = config.deadline + std::chrono::seconds(60);
        using Pistache::Tcp::Options;
        endpoint_->init(Pistache::Http::Endpoint::options()
                            .threads(static_cast<int>(config.io_threads))
                            .threadsName("http-io")
                            .flags(Options::ReuseAddr | Options::CloseOnExec | Options::NoDelay)
                            .maxRequestSize(config.max_body + kHeaderRoom)
                            .maxResponseSize(Router::kMaxResponse + kHeaderRoom)
                            .headerTimeout(std::chrono::seconds(10))
                            .bodyTimeout(std::chrono::seconds(60))
                            .keepaliveTimeout(silence));
        endpoint_->setHandler(std::make_shared<Edge>(shared_));
        endpoint_->serveThreaded();
        started_ = true;
        wake_io_threads();
        watchdog_.emplace(shared_);
    }

    [[nodiscard]] std::uint16_t port() const {
        return static_cast<std::uint16_t>(endpoint_->getPort());
    }

    void stop(std::chrono::milliseconds patience) {
        if (!std::exchange(started_, false)) {
            return;
        }
        shared_->draining = true;
        const auto end = SteadyClock::now() + patience;
        while (shared_->in_flight > 0 && SteadyClock::now() < end) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        // Answers are queued on the io threads when they are counted; let them be written.
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        for (const auto& pool : shared_->pools) {
            pool->stop();
        }
        endpoint_->shutdown();
        endpoint_.reset();  // waits for the io threads
        watchdog_.reset();  // last: what hangs above is ended too
    }

private:
    /// A first request to each io thread, since a thread is watched from its first one on. Pistache
    /// chooses by the number of the descriptor, so that several may be needed.
    void wake_io_threads() const {
        std::vector<int> held;
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{1, 0};
        const std::size_t threads = shared_->config.io_threads;
        while (shared_->pulse.read().size() < threads && held.size() < 8 * threads) {
            const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
            static constexpr std::string_view kRequest = "GET /- HTTP/1.1\r\nHost: x\r\n\r\n";
            char answer = 0;
            if (::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
                    0 &&
                ::send(client, kRequest.data(), kRequest.size(), MSG_NOSIGNAL) > 0) {
                (void)::recv(client, &answer, 1, 0);
            }
            held.push_back(client);
            // With the server's end of each, the numbers would always be even, or always odd.
            held.push_back(::dup(client));
        }
        for (const int client : held) {
            ::close(client);
        }
    }

    std::shared_ptr<Shared> shared_;  // with the handlers that Pistache owns
    std::optional<Pistache::Http::Endpoint> endpoint_;
    std::optional<Watchdog> watchdog_;
    bool started_ = false;
};

Server::Server(
    ServerConfig config, const Router& router, std::function<void(const Finished&)> on_finished
)
    : impl_(std::make_unique<Impl>(std::move(config), router, std::move(on_finished))) {}

Server::~Server() = default;

void Server::start() {
    impl_->start();
}

std::uint16_t Server::port() const {
    return impl_->port();
}

void Server::stop(std::chrono::milliseconds patience) {
    impl_->stop(patience);
}

}  // namespace contreseing::server::http
