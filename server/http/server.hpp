#pragma once

#include "server/http/router.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace contreseing::server::http {

/// Whose work a request asks for.
using SourceOf = std::function<std::string(const Request&)>;

struct ServerConfig {
    std::uint16_t port = 0;               ///< on 127.0.0.1; 0 lets the system choose
    std::string edge_token;               ///< shared with nginx; a request without it gets 403
    std::filesystem::path upload_folder;  ///< nginx's, absolute; empty: no uploads
    std::string unavailable_page;         ///< HTML of the 503 for a browser; empty: problem+json
    std::size_t io_threads = 1;
    std::size_t normal_threads = 8;
    std::size_t heavy_threads = 1;   ///< of each lane for signing, sign-in and documents
    std::size_t normal_queue = 256;  ///< requests waiting; one more is answered 503
    std::size_t heavy_queue = 64;
    SourceOf source_of;  ///< for the turns of `Lane::Documents`; empty: the client's address
    std::size_t max_body = std::size_t{1} << 20U;  ///< bytes held in memory
    std::chrono::milliseconds deadline{
        30000};  ///< from arrival; then 503, and not run if still queued
    /// An io thread that made no turn for so long never will: `on_stuck` is told, and the process
    /// ends with `kStuckStatus`, for whoever started it to start it again.
    std::chrono::milliseconds stuck_after{10000};
    std::function<void()> on_stuck;
    std::function<void()> on_turn;  ///< a few times a second while every io thread turns
};

inline constexpr int kStuckStatus = 70;

/// A request that was answered, for the metrics. Told on an io thread: must not block.
struct Finished {
    std::string_view method;
    std::string_view route;  ///< the pattern; empty when no route matched
    int status = 0;
    double seconds = 0;  ///< from arrival to answer
};

/// The HTTP server: Pistache's io threads parse and write and never block, bounded pools, one for
/// each lane, run the handlers. Listens on 127.0.0.1 only and must stand behind nginx as
/// `deploy/nginx/nginx.conf.in` sets it up: Pistache 0.0.5 does not survive clients.
class Server {
public:
    /// `router` must outlive the server and not change any more.
    Server(
        ServerConfig config,
        const Router& router,
        std::function<void(const Finished&)> on_finished = {}
    );
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Raises the limit of open files, listens, returns. Throws std::runtime_error when the port
    /// is taken.
    void start();
    [[nodiscard]] std::uint16_t port() const;

    /// Answers new requests 503, gives those in flight `patience` to be answered, then stops.
    /// Returns when every handler has returned.
    void stop(std::chrono::milliseconds patience);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace contreseing::server::http
