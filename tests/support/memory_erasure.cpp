#include "tests/support/memory_erasure.hpp"

#include "workflows/app/personal_values.hpp"
#include "workflows/codec/erased.hpp"
#include "workflows/codec/event_codec.hpp"

#include <algorithm>

namespace contreseing::test_support {

using namespace workflows;
using namespace workflows::app;

namespace {

/// Takes the value at `place` out of the entry; nullopt when none is there.
std::optional<PersonalText> take_value(Recorded& recorded, const JournalPlace& place) {
    auto sealed = codec::seal(
        {}, recorded, [](auto) { return Sha256{}; }, [](auto) { /* no salt is kept */ }
    );
    const auto value =
        std::find_if(sealed.values.begin(), sealed.values.end(), [&place](const auto& each) {
            return each.pointer == place.pointer && each.value != codec::kErased;
        });
    if (value == sealed.values.end()) {
        return std::nullopt;
    }
    PersonalText taken{place, value->value};
    sealed.values.erase(value);
    recorded = codec::open(sealed.body, sealed.values)->recorded;
    return taken;
}

}  // namespace

bool erase_values(MemoryDatabase& db, const Transition& transition) {
    const MemoryDatabase::ConventionKey key{transition.campus, transition.convention};
    auto& row = db.conventions.at(key);
    auto journal = row.journal;
    std::vector<PersonalText> erased;
    for (const auto& place : transition.erased) {
        const auto entry = std::find_if(journal.begin(), journal.end(), [&place](const auto& each) {
            return each.recorded.seq == place.seq;
        });
        auto value = entry == journal.end() ? std::nullopt : take_value(entry->recorded, place);
        if (!value) {
            return false;
        }
        erased.push_back(std::move(*value));
    }
    std::vector<Effect*> messages;
    for (auto& [effect_key, effect] : db.effects) {
        if (effect_key.campus == key.first && effect_key.convention == key.second) {
            messages.push_back(&effect.effect);
        }
    }
    const bool waits = std::any_of(messages.begin(), messages.end(), [](const Effect* effect) {
        return effect->status == EffectStatus::Pending;
    });
    if (waits) {
        return false;
    }
    for (Effect* message : messages) {
        take_out(*message, erased, codec::kErased);
    }
    row.journal = std::move(journal);
    return true;
}

}  // namespace contreseing::test_support
