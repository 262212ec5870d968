#pragma once

#include "workflows/codec/json_problem.hpp"
#include "workflows/domain/event.hpp"
#include "workflows/ground/expected.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::workflows::codec {

// A journal entry is canonical JSON (RFC 8785):
//   {"actor":{…},"body":{…},"campus":"…","command":"<uuid>","convention":"<uuid>",
//    "effective_at":"…Z","on":{"sha256":"<hex>","version":n},"prev":"<hex>",
//    "received_at":"…Z","seq":n,"type":"slot_signed","v":1}
// `on` is the text that it was recorded on: the newest frozen before it; left out while there is
// none. `effective_at` is of follow-ups alone: when their cause in another act took effect.
// Its hash is SHA-256 of these bytes; `prev` is the hash of the entry before (zeros for the
// first), so that the last hash stands for the whole chain (docs/adr/0003).

/// Where an entry stands.
struct EntryPlace {
    CampusId campus;
    ConventionId convention;
    Sha256 previous;
    bool operator==(const EntryPlace&) const = default;
};

/// A personal value taken out of an entry: erasing it leaves the entry and its hash as they are.
struct PersonalValue {
    std::string pointer;  ///< RFC 6901, within the entry: `/body/holder/name`
    std::array<std::uint8_t, 16> salt{};
    std::string value;
    bool operator==(const PersonalValue&) const = default;
};

/// An entry as it is hashed: each personal value is `{"#":"<hex>"}`, the SHA-256 of its salt
/// followed by the value as canonical JSON.
struct SealedEntry {
    std::string body;
    std::vector<PersonalValue> values;  ///< in the order of the text written
};

struct OpenedEntry {
    EntryPlace place;
    Recorded recorded;
};

using DigestFunction = std::function<Sha256(std::span<const std::uint8_t>)>;
using RandomFunction = std::function<void(std::span<std::uint8_t>)>;

/// Writes an entry for the journal. Personal: names and addresses of people, the actor's name,
/// texts of opinions, reasons, what a mail server said.
SealedEntry seal(
    const EntryPlace& place,
    const Recorded& recorded,
    const DigestFunction& sha256,
    const RandomFunction& random
);

/// Reads an entry back, older versions of events up-cast. A personal value that is not among
/// `values` reads as « (effacé) ». Never throws on the text.
Expected<OpenedEntry, JsonProblem> open(
    std::string_view body, std::span<const PersonalValue> values
);

/// Pointers of those `values` that are not what the entry committed to, or that it never did.
/// Values that are missing (erased) are no fault.
std::vector<std::string> broken_commitments(
    std::string_view body, std::span<const PersonalValue> values, const DigestFunction& sha256
);

/// The body of an event in clear, canonical JSON, for the API and for exports.
std::string event_to_json(const Event& event);

}  // namespace contreseing::workflows::codec
