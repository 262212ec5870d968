#include "workflows/codec/event_codec.hpp"

#include "workflows/codec/canonical.hpp"
#include "workflows/codec/json_reader.hpp"
#include "workflows/codec/json_tree.hpp"
#include "workflows/codec/json_writer.hpp"
#include "workflows/codec/strict_json.hpp"
#include "workflows/codec/upcast.hpp"
#include "workflows/domain/describe_parts.hpp"

#include <algorithm>

namespace contreseing::workflows::codec {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxEntry = 8'000'000;

/// The envelope without the event, as it is written and read.
struct Envelope {
    Actor actor;
    std::string campus;
    CommandId command;
    ConventionId convention;
    std::optional<Instant> effective_at;
    std::optional<TextRef> on;
    Sha256 prev;
    Instant received_at;
    int seq = 0;
    std::string type;
    int v = 1;
};

void describe(auto& io, Like<Envelope> auto& envelope) {
    io({"actor", {}}, envelope.actor);
    io({"campus", {}}, envelope.campus);
    io({"command", {}}, envelope.command);
    io({"convention", {}}, envelope.convention);
    io({"effective_at", {}}, envelope.effective_at);
    io({"on", {}}, envelope.on);
    io({"prev", {}}, envelope.prev);
    io({"received_at", {}}, envelope.received_at);
    io({"seq", {}}, envelope.seq);
    io({"type", {}}, envelope.type);
    io.always({"v", {}}, envelope.v);
}

/// An entry as it is written: the envelope and, beside it, the body.
struct Entry {
    const Envelope& envelope;
    const Event& event;
};

void describe(JsonWriter& io, const Entry& entry) {
    describe(io, entry.envelope);
    io.always({"body", {}}, entry.event);
}

Sha256 commitment(
    const std::array<std::uint8_t, 16>& salt, const std::string& value, const DigestFunction& sha256
) {
    std::vector<std::uint8_t> bytes(salt.begin(), salt.end());
    const std::string text = canonical_string(value);
    bytes.insert(bytes.end(), text.begin(), text.end());
    return sha256(bytes);
}

std::string commitment_json(const Sha256& digest) {
    return "{\"" + std::string(kCommitment) + "\":\"" + to_hex(digest) + "\"}";
}

/// Members sorted: the writer writes in the order of the descriptions.
std::string canonical_text(const std::string& written) {
    return canonical(json::parse(written));
}

/// The alternative of `Event` that bears `type`, read from `body`.
template <std::size_t I = 0>
Expected<Event, JsonProblem> read_event(std::string_view type, const json& body) {
    if constexpr (I == std::variant_size_v<Event>) {
        return Unexpected{JsonProblem{"/type", "unknown event"}};
    } else {
        if (type != event_names()[I]) {
            return read_event<I + 1>(type, body);
        }
        auto read =
            read_all<std::variant_alternative_t<I, Event>>(JsonTree(body), JsonKey::Form::Long);
        if (!read) {
            return Unexpected{JsonProblem{"/body" + read.error().pointer, read.error().message}};
        }
        return Event(std::in_place_index<I>, std::move(*read));
    }
}

/// The value at `pointer`, or null. nlohmann's own pointer throws on what does not resolve.
json* find_at(json& root, const std::string& pointer) {
    try {
        const json::json_pointer at(pointer);
        return root.contains(at) ? &root[at] : nullptr;
    } catch (const json::exception&) {
        return nullptr;  // not a pointer at all: nothing lies there
    }
}

bool is_commitment(const json& value) {
    return value.is_object() && value.size() == 1 && value.contains(kCommitment) &&
           value.begin()->is_string();
}

}  // namespace

SealedEntry seal(
    const EntryPlace& place,
    const Recorded& recorded,
    const DigestFunction& sha256,
    const RandomFunction& random
) {
    SealedEntry sealed;
    const std::string_view type = name_of(recorded.event);
    const Envelope envelope{
        recorded.actor,
        place.campus.text,
        recorded.command,
        place.convention,
        recorded.effective_at,
        recorded.on,
        place.previous,
        recorded.received_at,
        recorded.seq,
        std::string(type),
        current_version(known_upcasts(), type),
    };
    JsonWriter writer({
        .form = JsonKey::Form::Long,
        .keep_empty = false,
        .personal =
            [&](const std::string& pointer, const std::string& value) {
                PersonalValue personal{pointer, {}, value};
                random(personal.salt);
                const Sha256 digest = commitment(personal.salt, value, sha256);
                sealed.values.push_back(std::move(personal));
                return commitment_json(digest);
            },
    });
    writer.write(Entry{envelope, recorded.event});
    sealed.body = canonical_text(std::move(writer).take());
    return sealed;
}

Expected<OpenedEntry, JsonProblem> open(
    std::string_view body, std::span<const PersonalValue> values
) {
    auto parsed = parse_strict(body, {.bytes = kMaxEntry});
    if (!parsed) {
        return Unexpected{parsed.error()};
    }
    json& entry = *parsed;
    if (!entry.is_object() || !entry.contains("body")) {
        return Unexpected{JsonProblem{{}, "not a journal entry"}};
    }
    for (const auto& personal : values) {
        json* at = find_at(entry, personal.pointer);
        if (at != nullptr && is_commitment(*at)) {
            *at = personal.value;
        }
    }
    json event_body = std::move(entry["body"]);
    entry.erase("body");
    auto envelope = read_all<Envelope>(JsonTree(entry), JsonKey::Form::Long);
    if (!envelope) {
        return Unexpected{envelope.error()};
    }
    const auto lifted = upcast(known_upcasts(), envelope->type, envelope->v, event_body);
    if (!lifted) {
        return Unexpected{lifted.error()};
    }
    auto event = read_event(envelope->type, event_body);
    if (!event) {
        return Unexpected{event.error()};
    }
    OpenedEntry opened;
    opened.place = {CampusId{envelope->campus}, envelope->convention, envelope->prev};
    opened.recorded.seq = envelope->seq;
    opened.recorded.received_at = envelope->received_at;
    opened.recorded.actor = std::move(envelope->actor);
    opened.recorded.command = envelope->command;
    opened.recorded.event = std::move(*event);
    opened.recorded.on = envelope->on;
    opened.recorded.effective_at = envelope->effective_at;
    return opened;
}

std::vector<std::string> broken_commitments(
    std::string_view body, std::span<const PersonalValue> values, const DigestFunction& sha256
) {
    std::vector<std::string> broken;
    auto parsed = parse_strict(body, {.bytes = kMaxEntry});
    for (const auto& personal : values) {
        const json* at = parsed ? find_at(*parsed, personal.pointer) : nullptr;
        const std::string expected = to_hex(commitment(personal.salt, personal.value, sha256));
        const bool kept = at != nullptr && is_commitment(*at) &&
                          at->begin()->get_ref<const std::string&>() == expected;
        if (!kept) {
            broken.push_back(personal.pointer);
        }
    }
    return broken;
}

std::string event_to_json(const Event& event) {
    JsonWriter writer({.form = JsonKey::Form::Long, .keep_empty = false, .personal = {}});
    writer.write(event);
    return canonical_text(std::move(writer).take());
}

}  // namespace contreseing::workflows::codec
