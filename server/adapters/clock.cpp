#include "server/adapters/clock.hpp"

namespace contreseing::server {

workflows::Instant SystemClock::now() {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()
    );
}

workflows::Instant VirtualClock::now() {
    return real_.now() + std::chrono::seconds(offset_seconds_.load());
}

void VirtualClock::advance(std::chrono::seconds by) {
    if (by.count() > 0) {
        offset_seconds_ += by.count();
    }
}

}  // namespace contreseing::server
