#pragma once

#include "mail/sender.hpp"

#include <filesystem>
#include <string>

namespace contreseing::mail {

/// Puts each message as `<Message-ID>.eml` in a folder, for the default run and the tests. The
/// file appears whole or not at all and survives a power cut once delivered; the same Message-ID
/// replaces the same file. The first header is the `Return-Path` a last mail server would add.
class SpoolSender : public Sender {
public:
    /// Creates `folder` when it is missing. Throws Error::Io.
    explicit SpoolSender(std::filesystem::path folder);
    /// A folder that cannot be written is a Temporary result.
    DeliveryResult deliver(const Message& message) override;

    /// Name of the file for a Message-ID `<local@domain>`.
    [[nodiscard]] static std::string file_name(const std::string& message_id);

private:
    std::filesystem::path folder_;
};

}  // namespace contreseing::mail
