#include "server/adapters/clock.hpp"

namespace contreseing::server {

workflows::Instant SystemClock::now() {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()
    );
}

workflows::Instant VirtualClock::now() {
    return real_.now() + std::chrono::seconds(offset_seconds_.load());
}

bool VirtualClock::advance(std::chrono::seconds by) {
    if (by.count() < 0) {
        return false;
    }
    std::int64_t offset = offset_seconds_.load();
    do {
        if (by > kFarthest - std::chrono::seconds(offset)) {
            return false;
        }
    } while (!offset_seconds_.compare_exchange_weak(offset, offset + by.count()));
    return true;
}

}  // namespace contreseing::server
