#pragma once

#include "workflows/app/ports/outside.hpp"

#include <mutex>
#include <random>

namespace contreseing::test_support {

class TestDigest : public workflows::app::Digest {
public:
    workflows::Sha256 sha256(std::span<const std::uint8_t> bytes) override;
    std::array<std::uint8_t, 16> name_uuid(
        const std::array<std::uint8_t, 16>& space, std::string_view name
    ) override;
};

/// Repeatable: the same seed gives the same bytes. Thread-safe.
class SeededRandom : public workflows::app::Random {
public:
    explicit SeededRandom(std::uint64_t seed = 1) : engine_(seed) {}
    void fill(std::span<std::uint8_t> out) override;

private:
    std::mutex mutex_;
    std::mt19937_64 engine_;
};

class ManualClock : public workflows::app::Clock {
public:
    workflows::Instant now() override { return at; }
    workflows::Instant at =
        std::chrono::sys_days(std::chrono::year(2026) / 3 / 12) + std::chrono::hours(9);
};

}  // namespace contreseing::test_support
