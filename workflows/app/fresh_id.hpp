#pragma once

#include "workflows/app/ports/outside.hpp"

#include <algorithm>
#include <string_view>

namespace contreseing::workflows::app {

/// A random id (UUID version 4). Source: RFC 9562, 5.4.
template <class IdType>
IdType fresh_id(Random& random) {
    IdType id;
    random.fill(id.bytes);
    id.bytes[6] = static_cast<std::uint8_t>(0x40 | (id.bytes[6] & 0x0f));
    id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
    return id;
}

/// The same for the same `text`, on every server (UUID version 8). Source: RFC 9562, 5.8.
inline CommandId command_from(Digest& digest, std::string_view text) {
    const auto hash =
        digest.sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    CommandId id;
    std::copy_n(hash.bytes.begin(), id.bytes.size(), id.bytes.begin());
    id.bytes[6] = static_cast<std::uint8_t>(0x80 | (id.bytes[6] & 0x0f));
    id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
    return id;
}

}  // namespace contreseing::workflows::app
