#pragma once

#include "workflows/app/ports/outside.hpp"

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

}  // namespace contreseing::workflows::app
