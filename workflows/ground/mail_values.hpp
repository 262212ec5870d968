#pragma once

#include "workflows/ground/calendar.hpp"
#include "workflows/ground/ids.hpp"
#include "workflows/ground/instant.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace contreseing::workflows {

/// One line of a list in a mail, such as a signature already given.
using MailRow = std::map<std::string, std::variant<std::string, bool, Instant, Day, Sha256>>;
/// A value that the words of a mail are filled with: a name or another text as it was typed, or
/// what the formatter of the language makes words of. An empty text and an empty list also mean «
/// no » to a section.
using MailValue = std::variant<std::string, bool, Instant, Day, Sha256, std::vector<MailRow>>;
/// By the names that `mail/README.md` lists.
using MailValues = std::map<std::string, MailValue>;

/// The empty text where there is no instant.
inline MailValue or_none(const std::optional<Instant>& instant) {
    return instant ? MailValue(*instant) : MailValue(std::string{});
}
/// A sentence of a message never stays with a hole in it.
inline std::string or_dash(std::string text) {
    return text.empty() ? "—" : std::move(text);
}

}  // namespace contreseing::workflows
