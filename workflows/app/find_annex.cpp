#include "workflows/app/find_annex.hpp"

#include <algorithm>

namespace contreseing::workflows::app {

namespace {

const Annex* find_in(const std::vector<Annex>& annexes, int n) {
    const auto found = std::find_if(annexes.begin(), annexes.end(), [n](const Annex& annex) {
        return annex.n == n;
    });
    return found == annexes.end() ? nullptr : &*found;
}

}  // namespace

const Annex* find_annex(const State& state, int n) {
    const auto* annex = find_in(state.annexes, n);
    for (auto version = state.versions.rbegin();
         annex == nullptr && version != state.versions.rend();
         ++version) {
        annex = find_in(version->annexes, n);
    }
    return annex;
}

}  // namespace contreseing::workflows::app
