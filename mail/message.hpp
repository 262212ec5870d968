#pragma once

#include "mail/address.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace contreseing::mail {

struct Attachment {
    std::string file_name;                         ///< any UTF-8, one line
    std::string content_type = "application/pdf";  ///< `type/subtype`, no parameter
    std::string bytes;
};

/// One mail to one person, as a value: nothing in it is encoded yet. The same value always
/// composes to the same bytes, so that a delivery can be tried again.
struct Message {
    Mailbox from;
    Mailbox to;                       ///< exactly one recipient
    Mailbox reply_to;                 ///< a human
    std::string return_path;          ///< envelope sender, made per message (VERP)
    std::string message_id;           ///< `<local@domain>`, stable per effect
    std::chrono::sys_seconds date{};  ///< of what is told, not of the attempt
    std::string language = "fr";      ///< `fr` or `en`
    std::string subject;
    std::string text;  ///< UTF-8, line breaks `\n`
    std::string html;  ///< the same content
    std::vector<Attachment> attachments;
};

}  // namespace contreseing::mail
