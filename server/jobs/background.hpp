#pragma once

#include "workflows/app/carry_out.hpp"
#include "workflows/app/fire_timers.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace contreseing::server::jobs {

/// What the server does by itself: timers fire, messages leave, caches are swept. Each job is a
/// loop on its own thread; an exception is logged and the loop goes on after a pause. Nothing
/// here owns a convention: any number of servers may run the same jobs on one database.
class Background {
public:
    /// One turn of a job. True: there may be more to do at once.
    using Turn = std::function<bool()>;
    using Log = std::function<void(const std::string& job, const std::string& what)>;

    explicit Background(Log log) : log_(std::move(log)) {}
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    /// Starts `threads` loops of `turn`; each rests `pause` when there was nothing to do.
    void add(const std::string& name, int threads, std::chrono::milliseconds pause, Turn turn);
    /// Ends every loop after its present turn.
    void stop();

private:
    void loop(const std::string& name, std::chrono::milliseconds pause, const Turn& turn);

    Log log_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace contreseing::server::jobs
