#pragma once

#include "workflows/app/ports/effect_store.hpp"
#include "workflows/app/ports/registry.hpp"
#include "workflows/domain/convention.hpp"
#include "workflows/domain/convention_type.hpp"
#include "workflows/domain/event.hpp"

#include <memory>
#include <optional>
#include <string>

namespace contreseing::workflows::app {

/// Everything a message is composed from. `as_of` is the state right after the journal entry
/// that caused it, so composing again gives the same bytes (« no mail is sent twice with a
/// different content »).
struct Dispatch {
    Effect effect;
    Event cause;   ///< what happened, by the journal
    State before;  ///< right before it
    State as_of;
    std::shared_ptr<const ConventionType> type;
    Campus campus;
    std::string informed_body_name;           ///< of BodyInformation and InForceNotice, or empty
    Sha256 head;                              ///< of the journal at that entry, printed in receipts
    std::shared_ptr<const Bytes> attachment;  ///< the signed copy, or null
    std::optional<Sha256> file_sha256;        ///< of the signed file, where a copy of it is given
};

struct DeliveryReport {
    enum class Kind { Delivered, Temporary, Permanent };
    Kind kind = Kind::Temporary;
    std::string reply;  ///< what the mail server said, safe to show
};

/// Composes (links and codes are derived here, and kept nowhere) and hands over to the mail
/// system. At-least-once: the Message-ID is the effect's key.
class Postman {
public:
    virtual ~Postman() = default;
    virtual DeliveryReport deliver(const Dispatch& dispatch) = 0;
};

}  // namespace contreseing::workflows::app
