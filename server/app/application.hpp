#pragma once

#include "server/adapters/config.hpp"
#include "workflows/app/services.hpp"

#include <memory>

namespace contreseing::sql {
class Installation;
}

namespace contreseing::server {

/// The composition root: every part of one server put together, once. The command line uses the
/// same parts without serving.
class Application {
public:
    /// Loads keys, authority, templates, words; opens no connection yet. Throws what is missing,
    /// naming the file and the way out.
    explicit Application(Config config);
    ~Application();
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;

    /// Serves until SIGTERM or SIGINT, then finishes what is in flight. Returns the exit status.
    int serve();

    [[nodiscard]] workflows::app::Services& services();
    [[nodiscard]] sql::Installation& installation();
    /// One turn of that job, for tools.
    int fire_due();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace contreseing::server
