#include "workflows/app/carry_out.hpp"

#include "workflows/app/ask_act.hpp"
#include "workflows/app/deliver_messages.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace contreseing::workflows::app {

namespace {

struct Handler {
    std::string_view kind;
    /// Says in `handled` what became of it; what it throws is a failure.
    void (*handle)(const DeliveryTools& tools, const Effect& effect, Handled& handled);
};

constexpr std::array kHandlers{
    Handler{Mail::kKind, deliver_message},
    Handler{ActAsked::kKind, ask_act},
};

const Handler& handler_of(const Effect& effect) {
    const auto* unreadable = std::get_if<Unreadable>(&effect.holds);
    const auto* found = std::ranges::find(kHandlers, kind_of(effect), &Handler::kind);
    if (unreadable != nullptr || found == kHandlers.end()) {
        throw std::runtime_error(
            "effect of kind " + std::string(kind_of(effect)) + '/' + std::string(what_of(effect)) +
            " cannot be carried out: " + (unreadable != nullptr ? unreadable->why : "unknown")
        );
    }
    return *found;
}

}  // namespace

std::chrono::milliseconds retry_delay(int attempts, std::uint8_t spread) {
    constexpr std::chrono::milliseconds kFirst{10'000};
    constexpr std::chrono::milliseconds kMost{3'600'000};
    const auto doubled = kFirst * (std::int64_t{1} << std::clamp(attempts - 1, 0, 10));
    const auto base = std::min<std::chrono::milliseconds>(doubled, kMost);
    return base + base * spread / (5 * 255);
}

Handled carry_out(const DeliveryTools& tools, const Effect& effect) {
    std::array<std::uint8_t, 1> spread{};
    tools.random.fill(spread);
    Handled handled;
    handled.settlement = settlement_of(
        effect, Settlement::Kind::PutOff, {}, retry_delay(effect.attempts, spread.front())
    );
    try {
        handler_of(effect).handle(tools, effect, handled);
    } catch (const std::exception& error) {
        handled.settlement.kind = Settlement::Kind::PutOff;
        handled.settlement.text = error.what();
        handled.afterwards = nullptr;
        handled.failure = std::current_exception();
    }
    return handled;
}

}  // namespace contreseing::workflows::app
