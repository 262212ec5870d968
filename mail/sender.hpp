#pragma once

#include "mail/message.hpp"

#include <string>

namespace contreseing::mail {

/// What became of one attempt.
struct DeliveryResult {
    enum class Outcome {
        Delivered,  ///< the next server, or the spool, is answerable for it now
        Temporary,  ///< try again later: nothing says that this mail cannot be delivered
        Permanent,  ///< the server refused this recipient for good (5xx)
    };
    Outcome outcome = Outcome::Temporary;
    int code = 0;      ///< SMTP reply code, 0 when there was none
    std::string text;  ///< one harmless line: the reply, or what failed; never the content
    bool operator==(const DeliveryResult&) const = default;
};

/// A way out for messages. Delivering the same message again is harmless to the recipient's
/// count only in so far as the Message-ID stays the same: callers are at-least-once.
class Sender {
public:
    virtual ~Sender() = default;
    /// Attempts once. Throws mail::Error when the message itself cannot be composed safely
    /// (nothing was sent); every trouble outside is a result. Safe to call from many threads.
    virtual DeliveryResult deliver(const Message& message) = 0;
};

}  // namespace contreseing::mail
