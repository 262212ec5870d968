// Not a test: prints what a round trip of the state's row costs (see `tests/unit/codec/README.md`).
#include "tests/unit/codec/samples.hpp"
#include "workflows/codec/state_codec.hpp"

#include <ctime>
#include <iostream>

using namespace contreseing::workflows;

int main() {
    constexpr int kRounds = 20'000;
    const State state = testing::busy_state(3, 7);
    const std::string text = codec::state_to_json(state);
    const auto measure = [](auto&& work) {
        // Of the processor, not of the wall: the machine is shared.
        const std::clock_t start = std::clock();
        std::size_t sum = 0;
        for (int i = 0; i < kRounds; ++i) {
            sum += work();
        }
        const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        return std::pair(took * 1e6 / kRounds, sum);
    };
    const auto [write, written] = measure([&state] { return codec::state_to_json(state).size(); });
    const auto [read, reading] =
        measure([&text] { return codec::state_from_json(text)->slots.size(); });
    std::cout << "{\"what\":\"state_codec\",\"bytes\":" << text.size() << ",\"write_us\":" << write
              << ",\"read_us\":" << read << ",\"check\":" << (written + reading) % 10 << "}\n";
}
