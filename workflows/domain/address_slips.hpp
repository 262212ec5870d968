#pragma once

#include "workflows/ground/text.hpp"

#include <optional>
#include <string>

namespace contreseing::workflows {

/// An address that is well formed and probably not what was meant: `gmail.con`, `hotmial.fr`,
/// `orange.f`, `interieur.gouv`. What comes back is that address as it was probably meant, empty
/// when nobody can tell; nullopt for an address that raises no doubt. Someone is asked, nothing is
/// rewritten: such a domain may exist.
std::optional<std::string> doubtful_address(const EmailAddress& address);

}  // namespace contreseing::workflows
