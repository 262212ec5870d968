#pragma once

#include "server/pages/public/demo_mailbox.hpp"

#include <filesystem>

namespace contreseing::server {

/// The spool folder as the demo-only mailbox page reads it: the hundred newest messages.
pages::DemoMailbox demo_mailbox_of(std::filesystem::path spool);

}  // namespace contreseing::server
