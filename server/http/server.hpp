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

struct ServerConfig {
    std::uint16_t port = 0;               ///< on 127.0.0.1; 0 lets the system choose
    std::string edge_token;               ///< shared with nginx; a request without it gets 403
    std::filesystem::path upload_folder;  ///< nginx's, absolute; empty: no uploads
    std::string unavailable_page;         ///< HTML of the 503 for a browser; empty: problem+json
    std::size_t io_threads = 1;
    std::size_t normal_threads = 8;
    std::size_t heavy_threads = 1;
    std::size_t normal_queue = 256;  ///< requests waiting; one more is answered 503
    std::size_t heavy_queue = 64;
    std::size_t max_body = std::size_t{1} << 20U;  ///< bytes held in memory
    std::chrono::milliseconds deadline{
        30000};  ///< from arrival; then 503, and not run if still queued
};

/// A request that was answered, for the metrics. Told on an io thread: must not block.
struct Finished {
    std::string_view method;
    std::string_view route;  ///< the pattern; empty when no route matched
    int status = 0;
    double seconds = 0;  ///< from arrival to answer
};

/// The HTTP server: Pistache's io threads parse and write and never block, two bounded pools run
/// the handlers. Listens on 127.0.0.1 only and must stand behind nginx as
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
