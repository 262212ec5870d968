#pragma once

#include "workflows/domain/decide.hpp"

#include <map>

namespace contreseing::workflows::app {

/// The newest words of each kind of message that this program has, by their version; of a kind that
/// is not there, the first. What is written today is composed in these whenever it leaves.
using MailVersions = std::map<MessageKind, int>;

}  // namespace contreseing::workflows::app
