#pragma once

#include "workflows/ground/expected.hpp"

#include <string>
#include <string_view>

namespace contreseing::workflows {

enum class SiretFault {
    NotDigits,    ///< something else than digits and what people put between them
    WrongLength,  ///< not 14
    WrongKey,     ///< a digit is wrong, or two changed places
};

/// The 14 digits of the number of an establishment, as people write it (`732 829 320 00074`); empty
/// when nothing is written. The sum of Luhn's algorithm is a multiple of 10; of La Poste's
/// (356 000 000 and what follows) the plain sum of the digits may be a multiple of 5 instead.
/// Source: INSEE, « Système national d’identification et du répertoire des entreprises et de
/// leurs établissements », key of control; ISO/IEC 7812-1 annex B.
Expected<std::string, SiretFault> parse_siret(std::string_view typed);

}  // namespace contreseing::workflows
