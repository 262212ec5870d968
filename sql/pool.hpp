#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace contreseing::sql {

struct PoolOptions {
    /// libpq connection string or URL; several hosts are allowed, the primary is chosen.
    std::string connection;
    std::size_t size = 8;
    /// How long a caller waits for a free connection before `ErrorKind::Unavailable`.
    std::chrono::milliseconds wait{3'000};
    /// Deadlines nest: lock < statement < the request's own.
    std::chrono::milliseconds lock_timeout{3'000};
    std::chrono::milliseconds statement_timeout{10'000};
    std::chrono::milliseconds idle_in_transaction_timeout{10'000};
    /// A server that says nothing for so long, though its own time-outs passed, is given up.
    std::chrono::milliseconds silence{12'000};
    std::chrono::seconds connect_timeout{5};  ///< unless the connection string has one; 2 at least
    /// Only statements that find their rows by a key or at the head of an index: a plan kept from
    /// when a table was empty then never scans it.
    bool only_by_index = false;
};

struct PoolUse {
    std::size_t open = 0;
    std::size_t idle = 0;
};

/// A bounded set of connections, opened when first needed. Thread-safe. A connection that broke
/// is thrown away, never repaired. While the server is silent (it hangs, or its machine does)
/// callers are refused at once, and one a second tries whether it speaks again. Outlives the
/// stores built on it.
class Pool {
public:
    explicit Pool(PoolOptions options);
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    /// Throws `Error` unless the database answers within its time-outs and accepts writes.
    void check();
    [[nodiscard]] PoolUse use() const;
    /// Opens every connection now: nobody else can take its place on the server.
    void reserve();

    /// Whose claims the stores on this pool make (`Lives`); none: only their time ends them.
    /// Set before they are used by several threads.
    void hold_as(std::string life) { holder_ = std::move(life); }
    [[nodiscard]] const std::optional<std::string>& holder() const { return holder_; }

    class Impl;
    /// For the stores only: `Impl` is defined in a private header.
    [[nodiscard]] Impl& impl() noexcept { return *impl_; }

private:
    std::unique_ptr<Impl> impl_;
    std::optional<std::string> holder_;
};

}  // namespace contreseing::sql
