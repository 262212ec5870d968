#pragma once

#include <functional>
#include <map>
#include <string>

namespace contreseing::workflows::app {

/// The newest words of each kind of message that this program has, by their version; of a kind that
/// is not there, the first. What is written today is composed in these whenever it leaves.
using MailVersions = std::map<std::string, int, std::less<>>;

}  // namespace contreseing::workflows::app
